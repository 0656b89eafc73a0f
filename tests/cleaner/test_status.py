"""What kind of page it was, by evidence on the page."""

from __future__ import annotations

import pytest

from scraper import clean
from scraper.article import Status

BODY = "".join(
    f"<p>In the {n}th year of the mill the river rose again, and the miller, who had seen it rise before, carried his "
    "sacks to the loft, closed the sluice and waited for the water to go, as it always had.</p>"
    for n in range(2, 9)
)
TEASERS = "".join(
    f"<li><a href='/news/{n}'>The council decides about the bridge number {n} on Monday</a></li>" for n in range(40)
)


def page(body: str, head: str = "", title: str = "The mill and the river") -> str:
    return f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body><main><h1>{title}</h1>{body}"


def ld(kind: str, more: str = "") -> str:
    return (
        f'<script type="application/ld+json">{{"@type": "{kind}", "headline": "The mill and the river"{more}}}</script>'
    )


def status(html: str, url: str = "https://example.org/2024/05/the-mill-and-the-river") -> Status:
    return clean(html, url).status


def test_prose_is_an_article() -> None:
    assert status(page(BODY)) is Status.ARTICLE
    assert status(page(BODY, ld("NewsArticle")), "https://example.org/category/news") is Status.ARTICLE


def test_teasers_at_a_section_s_address_are_a_listing() -> None:
    assert status(page(f"<ul>{TEASERS}</ul>"), "https://example.org/category/news/") is Status.LISTING
    assert status(page(f"<ul>{TEASERS}</ul>"), "https://example.org/") is Status.LISTING


def test_many_small_articles_at_a_section_s_address_are_a_listing() -> None:
    teaser = (
        "<article><h2><a href='/news/{n}'>The council decides about bridge {n}</a></h2><p>The old bridge number {n} "
        "over the river was closed in spring, and the council will say on Monday what becomes of it.</p></article>"
    )
    teasers = "".join(teaser.format(n=n) for n in range(12))
    head = '<meta property="og:type" content="article"><meta name=author content="Ada Field">'
    assert status(page(teasers, head, "Bridges"), "https://example.org/bridges/") is Status.LISTING
    below = page(f"<article>{BODY}</article>{teasers}", head)
    assert status(below, "https://example.org/mill") is Status.ARTICLE


def test_a_thread_is_a_forum() -> None:
    assert status(page(BODY, ld("DiscussionForumPosting")), "https://example.org/x") is Status.FORUM
    assert status(page(BODY, '<meta name=generator content="Discourse 3.2">'), "https://example.org/x") is Status.FORUM
    assert status(page(BODY), "https://forum.example.org/viewtopic.php?t=7") is Status.FORUM


def test_an_article_in_a_folder_called_community_is_an_article() -> None:
    assert status(page(BODY, ld("NewsArticle")), "https://community.example.org/news/the-mill") is Status.ARTICLE


def test_a_declared_product_is_a_product() -> None:
    head = '<meta property="og:type" content="product">' + ld("Product", ', "name": "Mill"')
    assert status(page(BODY + "<p>€ 30.00</p>", head), "https://shop.example.org/products/mill") is Status.PRODUCT


def test_nothing_is_empty() -> None:
    assert status("<html><body></body></html>") is Status.EMPTY


@pytest.mark.parametrize(
    "title", ["404 Not Found", "Page not found - Example", "Error 404", "Seite nicht gefunden", "Página no encontrada"]
)
def test_an_error_s_title_over_little_text_is_an_error_page(title: str) -> None:
    sorry = "<p>The page you are looking for has moved or never was. Please try the search or the front page.</p>"
    assert status(page(sorry, title=title)) is Status.ERROR


def test_an_article_about_missing_pages_is_none() -> None:
    assert status(page(BODY, title="404: a history of the page not found")) is Status.ARTICLE


def test_paid_and_cut_short_is_paywalled() -> None:
    head = ld("NewsArticle", ', "isAccessibleForFree": false')
    teaser = (
        "<p>In the second year of the mill the river rose again, and the miller carried his sacks to the loft …</p>"
    )
    assert status(page(teaser, head)) is Status.PAYWALLED


def test_paid_and_complete_is_an_article() -> None:
    assert status(page(BODY * 2, ld("NewsArticle", ', "isAccessibleForFree": false'))) is Status.ARTICLE


def test_a_gate_over_little_text_is_paywalled() -> None:
    teaser = "<p>In the second year of the mill the river rose again, and the miller carried his sacks to the loft.</p>"
    gate = "<div class='c-paywall'><h2>Subscribe to read on</h2><p>Already a subscriber? Log in here.</p></div>"
    head = '<meta property="og:type" content="article">'
    assert status(page(teaser + gate, head)) is Status.PAYWALLED


@pytest.mark.parametrize(
    "rest",
    [
        "<footer><div class=paywall-links>Subscribe to our paper now</div></footer>",
        "<div class=paywall hidden>Subscribe to our paper now</div>",
        "<div class=paywall></div>",
        "<p>Subscribe to our newsletter, and log in to comment.</p>",
    ],
)
def test_footers_hidden_gates_and_wordings_are_no_evidence(rest: str) -> None:
    short = "<p>In the second year of the mill the river rose again, and the miller carried his sacks to the loft.</p>"
    head = '<meta property="og:type" content="article">'
    assert status(page(short + rest, head)) is not Status.PAYWALLED
    assert status(page(BODY + "<div class=paywall>Subscribe to read on with us</div>", head)) is Status.ARTICLE


def test_a_shop_that_names_itself_as_author_writes_no_articles() -> None:
    head = '<meta name=author content="Harbour Dresses"><meta property="og:site_name" content="Harbour Dresses">'
    dresses = "".join(f"<h2><a href='/p/{n}'>Striped dress number {n} with pockets</a></h2>" for n in range(20))
    address = "https://dresses.example/categories/6301/casual-dresses.html"
    assert status(page(dresses, head, "Casual dresses"), address) is Status.LISTING
    written = head.replace('author content="Harbour Dresses"', 'author content="Ada Quill"')
    assert status(page(BODY, written), address) is Status.ARTICLE


def test_a_page_whose_headline_is_sorry_is_an_error() -> None:
    sorry = "<p>It looks like nothing was found at this location. Maybe try one of the links below or a search?</p>"
    html = f"<title>Harbour Post</title><main><h1>Oops! That page can’t be found.</h1>{sorry}</main>"
    assert status(html, "https://example.org/2024/gone") is Status.ERROR


def test_walls_of_consent_and_login_hold_no_article() -> None:
    wall = (
        "<p>We and our 842 partners store information on your device, such as cookies, to process personal data. "
        "You may accept or manage your choices, including your right to object where legitimate interest is used.</p>"
    )
    assert status(page(wall, title="Before you continue")) is Status.EMPTY
    form = "<form><input name=mail><input type=password><p>Register now and read three articles for free.</p></form>"
    assert status(page(form, title="Log in")) is Status.EMPTY


def test_an_article_about_cookies_or_passwords_is_one() -> None:
    said = f"<p>Cookies need consent, and partners that process personal data on your device need more of it.</p>{BODY}"
    assert status(page(said, title="What cookies are")) is Status.ARTICLE
    assert status(page(f"<form><input type=password></form>{BODY}", title="Log in")) is Status.ARTICLE


@pytest.mark.parametrize(
    "path", ["article/35136396/", "archives/2562", "2021/vst_verkuendung_tabaksteuermodernisierungsgesetz.html"]
)
def test_an_article_among_many_links_is_one_at_an_article_s_address(path: str) -> None:
    short = (
        "<p>" + "The ferry sails all winter, the council decided after a debate of five hours on Tuesday. " * 4 + "</p>"
    )
    assert status(page(f"{short}<ul>{TEASERS}</ul>"), f"https://example.org/{path}") is Status.ARTICLE
    assert status(page(f"{short}<ul>{TEASERS}</ul>"), "https://example.org/category/news/") is Status.LISTING

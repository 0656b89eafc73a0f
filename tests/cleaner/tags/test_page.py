"""Tags of pages: declared, marked up, seen; cleaned; the best source chosen."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.cleaner.metadata import read_declared
from scraper.cleaner.parser.segment import segment
from scraper.cleaner.tags import Tags, read_tags

URL = "https://www.harbourpost.test/regional/ferry"
TEXT = "The ferries of Northern Lines sail again between Port Quill and the islands, the harbour master Ada Marsh said."


def page(head: str = "", body: str = "", *, article: object = None, text: str = TEXT, url: str = URL) -> Tags:
    script = f'<script type="application/ld+json">{json.dumps(article)}</script>' if article else ""
    html = f"<html><head><title>Ferry service resumes</title>{head}{script}</head><body>{body}</body></html>"
    tree = LexborHTMLParser(html)
    declared = read_declared(tree, url)
    return read_tags(segment(tree, url), declared, text, "Ferry service resumes")


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="news_keywords" content="Northern Lines, ferries,Port Quill">',
        '<meta name="keywords" content="Northern Lines; ferries; Port Quill">',
        '<meta property="article:tag" content="Northern Lines"><meta property="article:tag" content="ferries">'
        '<meta property="article:tag" content="Port Quill">',
        '<meta name="parsely-tags" content="Northern Lines,ferries,Port Quill">',
        '<meta name="cXenseParse:recs:keywords" content="Northern Lines,ferries,Port Quill">',
    ],
)
def test_metas_declare_tags(head: str) -> None:
    found = page(head)
    assert found.tags == ("Northern Lines", "ferries", "Port Quill")
    assert set(found.sources) == set(found.tags)
    assert all(source.startswith("meta ") for source in found.sources.values())


@pytest.mark.parametrize(
    "value",
    [
        {"keywords": "Northern Lines, ferries"},
        {"keywords": ["Northern Lines", "ferries"]},
        {"keywords": [{"@type": "DefinedTerm", "name": "Northern Lines"}, "ferries"]},
        {"mentions": [{"@type": "Organization", "name": "Northern Lines"}, {"@type": "Thing", "name": "ferries"}]},
        {"about": [{"@type": "Thing", "name": "Northern Lines"}, {"@type": "Thing", "name": "ferries"}]},
    ],
)
def test_json_ld_declares_tags(value: dict[str, object]) -> None:
    assert page(article={"@type": "NewsArticle", **value}).tags == ("Northern Lines", "ferries")


@pytest.mark.parametrize(
    "body",
    [
        '<p class="tags">Tags: <a rel="tag" href="/a">Northern Lines</a>, <a rel="tag" href="/b">ferries</a></p>',
        '<ul class="post-tags"><li><a href="/tag/a">Northern Lines</a></li><li><a href="/tag/b">ferries</a></li></ul>',
        '<div><b>Topics</b> <i><a href="/topics/a">Northern Lines</a></i><i><a href="/topics/b">ferries</a></i></div>',
        '<h4>Mehr zum Thema</h4><div><a href="/x">Northern Lines</a> <a href="/y">ferries</a></div>',
        "<p>Tags: Northern Lines, ferries</p>",
        "<h3>Tags</h3><ul><li><a href='/x'>Northern Lines</a></li><li><a href='/y'>ferries</a></li></ul>",
    ],
)
def test_lists_of_tags_in_the_mark_up_and_the_text(body: str) -> None:
    assert page(body=f"<article><h1>Ferry service resumes</h1><p>{TEXT}</p>{body}</article>").tags == (
        "Northern Lines",
        "ferries",
    )


@pytest.mark.parametrize("element", ["nav", "footer"])
def test_tags_in_a_short_navigation_or_footer_below_the_article(element: str) -> None:
    body = (
        f"<nav><a href='/regional/'>Regional</a></nav><h1>Ferry service resumes</h1><p>{TEXT}</p>"
        f"<{element}><b>Topics</b> <a href='/topics/a'>Northern Lines</a> <a href='/topics/b'>ferries</a></{element}>"
    )
    assert page(body=body).tags == ("Northern Lines", "ferries")


def test_lists_of_tags_far_below_the_article_are_the_site_s() -> None:
    teasers = "".join(f"<p>Teaser number {number} of the harbour and its people</p>" for number in range(70))
    body = f"<h1>Ferry service resumes</h1><p>{TEXT}</p>{teasers}<p>Topics: <a href='/tag/a'>Weather</a></p>"
    assert page(body=body).tags == ()


def test_a_text_line_is_kept_raw_with_the_confidence_in_its_cut() -> None:
    found = page(body=f"<h1>Ferry service resumes</h1><p>{TEXT}</p><p>Tags: Northern Lines, ferries</p>")
    assert found.line == "Tags: Northern Lines, ferries"
    assert found.confidence is not None
    assert found.confidence > 0.5
    assert set(found.sources.values()) == {"text"}


@pytest.mark.parametrize(
    "body",
    [
        '<nav><a href="/tag/a">Weather</a> <a href="/tag/b">Sport</a></nav><h1>Ferry</h1><p>Text.</p>',
        '<h1>Ferry</h1><p>The <a href="/topic/x">Northern Lines</a> said that its ships would sail in any weather.</p>',
        '<h1>Ferry</h1><p>Text.</p><footer class="footer-links"><a href="/topic/a">Weather</a></footer>',
        '<h1>Ferry</h1><p>Text.</p><div class="related-posts"><a href="/topic/a">Weather</a></div>',
        '<h1>Ferry</h1><p class="cats">Posted in <a rel="category tag" href="/category/news/">Regional</a></p>',
    ],
)
def test_navigation_prose_and_categories_are_no_tags(body: str) -> None:
    assert page(body=body).tags == ()


def test_pollution_is_left_out_and_case_twins_once() -> None:
    keywords = (
        "Northern Lines, northern lines, 26157981-b4f7-4929-adc1-e860c6f03636, Category: Travel, Harbour Post, news, "
        "story, harbourpost.test, NLP Entity Tokens: x, editors_pick, MN State Wire, ferries, source:wire, x, #islands"
    )
    head = f'<meta name="keywords" content="{keywords}"><meta property="og:site_name" content="Harbour Post">'
    assert page(head).tags == ("Northern Lines", "ferries", "islands")


def test_an_advertising_category_is_no_list_of_tags() -> None:
    head = '<meta property="article:tag" content="Business, Finance, &amp; Economics">'
    assert page(head + '<meta name="keywords" content="ferries, islands">').tags == ("ferries", "islands")


def test_keywords_that_are_the_headline_s_words_yield_to_a_list_of_tags() -> None:
    head = '<meta name="news_keywords" content="ferry,service,resumes">'
    tags = '<li><a href="/tag/a">Northern Lines</a></li><li><a href="/tag/b">Ada Marsh</a></li>'
    body = f'<article><h1>x</h1><p>y</p><ul class="tags">{tags}</ul></article>'
    assert page(head, body).tags == ("Northern Lines", "Ada Marsh")


def test_keywords_of_the_whole_site_yield_to_a_list_of_tags() -> None:
    head = '<meta name="keywords" content="newspaper, headlines, classifieds, crossword">'
    tags = '<a href="/tag/a">Northern Lines</a> <a href="/tag/b">Ada Marsh</a>'
    body = f'<article><h1>x</h1><p>y</p><p class="tags">{tags}</p></article>'
    assert page(head, body).tags == ("Northern Lines", "Ada Marsh")


def test_of_two_lists_the_one_that_the_text_speaks_of_is_the_article_s() -> None:
    body = (
        '<h1>x</h1><p class="tags">Topics: <a href="/tag/a">Election</a> <a href="/tag/b">Budget</a></p>'
        '<p class="tags">Topics: <a href="/tag/c">Northern Lines</a> <a href="/tag/d">Ada Marsh</a></p>'
    )
    assert page(body=body).tags == ("Northern Lines", "Ada Marsh")


def test_a_fuller_source_that_says_the_same_and_more_is_taken() -> None:
    head = (
        '<meta property="article:tag" content="Northern Lines">'
        '<meta name="keywords" content="Northern Lines, Port Quill, Ada Marsh">'
    )
    assert page(head).tags == ("Northern Lines", "Port Quill", "Ada Marsh")


def test_the_rest_is_kept_as_keywords_and_sections() -> None:
    head = '<meta name="news_keywords" content="Northern Lines, ferries"><meta name="keywords" content="ships, boats">'
    found = page(head + '<meta property="article:section" content="Regional">')
    assert found.tags == ("Northern Lines", "ferries")
    assert found.keywords == ("ships", "boats")
    assert found.sections == ("Regional",)


def test_a_page_without_tags_has_none() -> None:
    assert page(body=f"<h1>x</h1><p>{TEXT}</p>") == Tags()


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_keywords_raise(one: str, two: str) -> None:
    quoted = one.replace('"', "")
    found = page(
        f'<meta name="keywords" content="{quoted}">', f'<p>Tags: {two}</p><a rel="tag" href="{quoted}">{two}</a>'
    )
    assert all(tag.strip() for tag in found.tags)
    assert set(found.sources) == set(found.tags)


def test_invitations_small_words_and_the_site_s_name_in_other_words_are_no_tags() -> None:
    keywords = "ferries, in, The Harbourpost blog, More about this author, Read more, Port Quill"
    assert page(f'<meta name="keywords" content="{keywords}">').tags == ("ferries", "Port Quill")


def test_tags_known_for_the_site_tell_where_a_joined_line_is_cut() -> None:
    document = segment(LexborHTMLParser(f"<h1>Ferry</h1><p>{TEXT}</p><p>Tags: Lighthouse Quay storm watch</p>"), URL)
    declared = read_declared(document.tree, URL)
    known = ("Lighthouse Quay", "storm watch")
    assert read_tags(document, declared, TEXT, known_tags=known).tags == known
    assert read_tags(document, declared, TEXT).tags != known


def test_a_table_of_contents_below_a_label_is_no_list_of_tags() -> None:
    body = "<h3>In this article</h3><ul><li><a href='#a'>Timetable</a></li><li><a href='#b'>Fares</a></li></ul>"
    assert page(body=f"<h1>Ferry service resumes</h1>{body}<p>{TEXT}</p>").tags == ()


def test_one_declared_section_gives_way_to_the_tags_that_a_reader_sees() -> None:
    seen = '<p class="tags">Tags: <a href="/a">Northern Lines</a>, <a href="/b">ferries</a></p>'
    body = f"<article><h1>Ferry</h1><p>{TEXT}</p>{seen}</article>"
    found = page('<meta property="article:tag" content="Transport">', body)
    assert found.tags == ("Northern Lines", "ferries")
    assert found.keywords == ("Transport",)
    assert page('<meta property="article:tag" content="Transport">').tags == ("Transport",)


def test_the_words_of_the_address_are_no_tags() -> None:
    body = f"<article><h1>Ferry</h1><p>{TEXT}</p><p>Tags: Northern Lines, ferries</p></article>"
    words = '<meta name="news_keywords" content="need,know,northern lines">'
    assert page(words, body, url="https://www.harbourpost.test/2024/need-know-northern-lines.htm").tags == (
        "Northern Lines",
        "ferries",
    )
    assert page(words, body, url="https://www.harbourpost.test/2024/ferry").tags == ("need", "know", "northern lines")


@pytest.mark.parametrize(
    ("item", "tags"),
    [
        ("zur Startseite", ()), ("@harbourpost", ()), ("- machine learning", ("machine learning",)),
        ("#Fähre", ("Fähre",)),
        ("organization/Northern Lines", ("Northern Lines",)), ("뉴스", ()), ("ニュース", ()), ("C#", ("C#",)),
    ],
)  # fmt: skip
def test_tags_are_topics_without_what_is_around_them(item: str, tags: tuple[str, ...]) -> None:
    body = f'<article><h1>Ferry</h1><p>{TEXT}</p><a rel="tag" href="/t">{item}</a></article>'
    assert page(body=body).tags == tags
    assert page(f'<meta name="keywords" content="{item}">').tags == tags


def test_a_section_is_named_once() -> None:
    head = '<meta property="article:section" content="Travel"><meta name="section" content="travel">'
    assert page(head, article={"@type": "NewsArticle", "articleSection": "Ships,Travel"}).sections == (
        "Ships",
        "Travel",
    )


def test_the_headline_is_no_tag() -> None:
    tree = LexborHTMLParser("<head><meta name=keywords content='Ferry service resumes in winter, ferries'></head>")
    found = read_tags(segment(tree, URL), read_declared(tree, URL), TEXT, "Ferry service resumes in winter")
    assert found.tags == ("ferries",)

"""What a user says about a site's pages holds, is named in every reason, and says where it found nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scraper
from scraper import SiteOverride
from scraper.cleaner.site.override import choose, is_selector
from scraper.errors import ConfigError

URL = "https://www.example.com/a"
LONG = "The council met in the evening and went through the plans for the harbour one after the other, until late."
MORE = "Nobody expected the vote to be close, and yet a single voice decided it in the end, after a second count."
LAST = "The works begin in autumn, when the boats are out of the water and the quay is free for the machines."
PAGE = f"""<html><head><title>Harbour plans agreed - Example</title></head><body>
<header><h1 class=head>Harbour plans agreed</h1><p class=kicker>Town</p></header>
<div id=story><p class=who>By Mia Berg and Tom Falk</p><p class=when>14 May 2024</p>
<p>{LONG}</p><p class=promo>Our morning letter tells you what the town will talk about, <b>free</b> of charge.</p>
<p>{MORE} <span class=note>(see page 4)</span></p>
<table><tr><td>Votes for</td><td>12</td></tr><tr class=odd><td>Votes against</td><td>11</td></tr></table>
<p>{LAST}</p><p class=terms><a>harbour</a><a>council</a></p></div>
<div class=more><p>{LONG.replace("harbour", "market")}</p></div></body></html>"""


def cleaned(page: str = PAGE, url: str | None = URL, **said: object) -> scraper.Article:
    return scraper.Cleaner(site=SiteOverride(host="example.com", **said)).clean(page, url)  # type: ignore[arg-type]


def reasons(article: scraper.Article) -> dict[str, str]:
    return {removal.text: removal.reason for removal in article.removed if removal.kind == "override"}


def test_what_is_to_be_removed_goes_with_a_reason_that_names_the_override() -> None:
    promo = "Our morning letter tells you what the town will talk about, free of charge."
    assert promo in scraper.clean(PAGE, URL).text
    article = cleaned(remove=(".promo",))
    assert promo not in article.text
    assert reasons(article) == {promo: "override example.com: remove .promo"}
    places = [removal.text for removal in article.removed]
    assert places.index("Harbour plans agreed") < places.index(promo)


def test_words_within_a_line_are_removed_and_the_line_stays_whole() -> None:
    article = cleaned(remove=(".note",))
    assert MORE in [block.text for block in article.blocks]
    assert reasons(article) == {"(see page 4)": "override example.com: remove .note"}


def test_a_row_is_removed_from_its_table() -> None:
    article = cleaned(remove=(".odd",), body="#story")
    assert "Votes for | 12" in [block.text for block in article.blocks]
    assert "Votes against 11" in reasons(article)
    assert not any("Votes against" in block.text for block in article.blocks)


def test_an_element_that_is_within_another_goes_once() -> None:
    assert list(reasons(cleaned(remove=(".promo", ".promo b", "b")))) == [
        "Our morning letter tells you what the town will talk about, free of charge."
    ]


def test_a_body_is_kept_whole_and_nothing_else_is() -> None:
    article = cleaned(body=".more")
    assert article.text == LONG.replace("harbour", "market")
    assert reasons(article)[LONG] == "override example.com: outside body .more"
    assert article.confidence == 1.0


def test_parts_of_a_body_may_be_named_one_by_one() -> None:
    article = cleaned(body="#story > p:not([class]), .more")
    assert [block.text for block in article.blocks] == [LONG, f"{MORE} (see page 4)", LAST,
                                                        LONG.replace("harbour", "market")]  # fmt: skip


def test_fields_come_from_their_selectors_even_where_these_are_removed() -> None:
    article = cleaned(title=".kicker", author=".who", date=".when", tags=".terms a", remove=(".who", ".when"))
    assert article.title == "Town"
    assert article.authors == ("Mia Berg", "Tom Falk")
    assert article.published == datetime(2024, 5, 14, tzinfo=UTC)
    assert article.tags == ("harbour", "council")
    named = "override example.com"
    assert {article.provenance[name] for name in ("title", "authors", "published")} == {named}
    assert dict(article.tag_sources) == {"harbour": named, "council": named}


def test_a_selector_that_matches_nothing_is_said_and_the_page_is_cleaned_as_ever() -> None:
    article = cleaned(body="#text", remove=(".nowhere",), date=".kicker")
    missed = "example.com; nothing matches remove .nowhere; nothing matches body #text"
    assert article.provenance["override"] == f"{missed}; nothing matches date .kicker (it holds no date)"
    assert article.text == scraper.clean(PAGE, URL).text


@pytest.mark.parametrize("selector", ["nav", "footer", "body", "html", "title", "head"])
def test_a_body_without_text_of_its_own_loses_nothing(selector: str) -> None:
    page = PAGE.replace("<body>", "<body><nav>Home</nav>").replace("</body>", "<footer>End</footer></body>")
    assert LONG in cleaned(page, body=selector).text


def test_another_site_is_left_alone() -> None:
    assert cleaned(url="https://example.org/a", remove=("p",)) == scraper.clean(PAGE, "https://example.org/a")


@pytest.mark.parametrize(
    ("host", "url", "fits"),
    [
        ("example.com", "http://example.com/a", True), ("example.com", "http://www.example.com/a", True),
        ("example.com", "http://news.example.com/a", False), ("*.example.com", "http://news.example.com/a", True),
        ("*.example.com", "http://example.com/a", True), ("*.example.com", "http://badexample.com/a", False),
        ("*", "http://x.test/", True), ("*", None, True), ("example.com", None, False),
    ],
)  # fmt: skip
def test_a_host_pattern_names_hosts(host: str, url: str | None, fits: bool) -> None:
    assert (choose([SiteOverride(host=host, body="p")], url, None) is not None) == fits


def test_the_most_exact_override_that_holds_on_the_day_is_taken() -> None:
    all_below = SiteOverride(host="*.example.com", body="a")
    old = SiteOverride(host="example.com", body="b", valid_to="2024-06-30")
    new = SiteOverride(host="example.com", body="c", valid_from="2024-07-01")
    said = [all_below, old, new]

    def taken(day: str | None, url: str = URL) -> str:
        found = choose(said, url, datetime.fromisoformat(day).date() if day else None)
        return found.body if found is not None else ""

    assert [taken("2024-06-30"), taken("2024-07-01"), taken(None)] == ["b", "c", "c"]
    assert taken("2024-06-30", "https://news.example.com/") == "a"


def test_the_day_is_that_of_the_download() -> None:
    said = SiteOverride(host="example.com", body=".more", valid_from="2024-07-01")
    for day, fits in (("2024-06-30", False), ("2024-07-01", True)):
        moment = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        page = scraper.Page(URL, URL, 200, (), PAGE.encode(), fetched_at=moment)
        assert ("override" in scraper.Cleaner(site=said).clean(page).provenance) == fits


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "host"), ({"host": "a.b", "remove": ("p[",)}, "a.b: remove: 'p['"),
        ({"host": "a.b", "body": "p:foo"}, "body: 'p:foo'"), ({"host": "a.b", "title": "x" * 1001}, "title"),
        ({"host": "a.b", "valid_from": "2024-02-01", "valid_to": "2024-01-01"}, "valid_to"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused_with_its_place(said: dict[str, object], told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        SiteOverride(**said)  # type: ignore[arg-type]
    assert told in str(caught.value)


def test_a_body_inside_of_the_page_s_header_or_a_menu_is_found() -> None:
    for around in ("<header><div>%s</div></header>", "<div class=menu>%s</div>"):
        page = "<body>" + around % "<div id=story>The ferry stays.</div><div>Home</div>" + "<p>Other text.</p>"
        article = scraper.Cleaner(site=SiteOverride(host="*", body="#story")).clean(page, URL)
        assert article.text == "The ferry stays."


SIMPLE = st.sampled_from(("p", "div", "b", "a", "*", "table", "tr", "td", ".promo", "#story", "body", "html", "header"))
JOINED = st.lists(SIMPLE, min_size=1, max_size=4).map(" ".join) | st.lists(SIMPLE, min_size=1, max_size=3).map(",".join)


@settings(deadline=None, max_examples=60)
@given(st.lists(JOINED, max_size=4), JOINED | st.just(""))
def test_whatever_is_selected_each_text_of_the_page_is_kept_or_removed_once(remove: list[str], body: str) -> None:
    options = scraper.CleanOptions(rescue=False)
    said = SiteOverride(host="*", remove=tuple(remove), body=body)
    article = scraper.Cleaner(options, site=said).clean(PAGE, URL)
    everything = " ".join([article.text, *(removal.text for removal in article.removed)]).replace(" | ", " ")
    for text in (LONG, LAST, LONG.replace("harbour", "market")):
        assert " ".join(everything.split()).count(text) == 1
    assert "\ue0f7" not in everything


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=40) | st.text("p.#>[]():*=~+^$|\\\"' ,-nth-childhas", max_size=30))
def test_whether_a_text_is_a_selector_is_always_answered(text: str) -> None:
    assert is_selector(text) in (True, False)

"""Dates: aware, in the page's own offset, from the best source that speaks."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.cleaner.metadata import Metadata, read_metadata
from scraper.cleaner.metadata.datetext import FIRST_YEAR, LAST_YEAR, date_of_url, find_date, read_date
from scraper.cleaner.metadata.months import MONTHS
from scraper.cleaner.parser.segment import segment

URL = "https://www.harbourpost.test/ferry"
EAST = timezone(timedelta(hours=2))


def page(head: str = "", body: str = "", *, article: object = None, url: str = URL, lang: str = "en") -> Metadata:
    script = f'<script type="application/ld+json">{json.dumps(article)}</script>' if article else ""
    html = (
        f'<html lang="{lang}"><head><title>Ferry service resumes</title>{head}{script}</head><body>{body}</body></html>'
    )
    return read_metadata(segment(LexborHTMLParser(html), url))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-05-03", datetime(2024, 5, 3)),
        ("2024-05-03T14:15:16Z", datetime(2024, 5, 3, 14, 15, 16, tzinfo=UTC)),
        ("2024-05-03T14:15:16+0200", datetime(2024, 5, 3, 14, 15, 16, tzinfo=EAST)),
        ("2024-05-03T14:15:16.123+02:00", datetime(2024, 5, 3, 14, 15, 16, 123000, tzinfo=EAST)),
        ("2024-05-03 14:15", datetime(2024, 5, 3, 14, 15)),
        ("2024/05/03 14:15", datetime(2024, 5, 3, 14, 15)),
        ("20240503", datetime(2024, 5, 3)),
        ("20240503T141516Z", datetime(2024, 5, 3, 14, 15, 16, tzinfo=UTC)),
        ("1714745716", datetime(2024, 5, 3, 14, 15, 16, tzinfo=UTC)),
        ("1714745716000", datetime(2024, 5, 3, 14, 15, 16, tzinfo=UTC)),
        ("Fri, 03 May 2024 14:15:16 GMT", datetime(2024, 5, 3, 14, 15, 16, tzinfo=UTC)),
        ("Fri, 03 May 2024 14:15:16 +0200", datetime(2024, 5, 3, 14, 15, 16, tzinfo=EAST)),
        ("May 3, 2024", datetime(2024, 5, 3)),
        ("May 3rd, 2024", datetime(2024, 5, 3)),
        ("3 May 2024", datetime(2024, 5, 3)),
        ("3. Mai 2024, 14:15 Uhr", datetime(2024, 5, 3, 14, 15)),
        ("03.05.2024", datetime(2024, 5, 3)),
        ("03.05.24", datetime(2024, 5, 3)),
        ("3 mai 2024 à 14h15", datetime(2024, 5, 3, 14, 15)),
        ("1er août 2024", datetime(2024, 8, 1)),
        ("3 de mayo de 2024", datetime(2024, 5, 3)),
        ("3 maggio 2024", datetime(2024, 5, 3)),
        ("3 de maio de 2024", datetime(2024, 5, 3)),
        ("3 mei 2024", datetime(2024, 5, 3)),
        ("3 мая 2024", datetime(2024, 5, 3)),
        ("3 maja 2024", datetime(2024, 5, 3)),
        ("3 Mayıs 2024", datetime(2024, 5, 3)),
        ("2024年5月3日 14:15", datetime(2024, 5, 3, 14, 15)),
        ("2024년 5월 3일", datetime(2024, 5, 3)),
        ("3 مايو 2024", datetime(2024, 5, 3)),
        ("May 3, 2024 2:15 PM", datetime(2024, 5, 3, 14, 15)),
        ("May 3, 2024 12:05 a.m.", datetime(2024, 5, 3, 0, 5)),
        ("23/05/2024", datetime(2024, 5, 23)),
        ("05/23/2024", datetime(2024, 5, 23)),
    ],
)
def test_dates_as_pages_write_them(text: str, date: datetime) -> None:
    assert read_date(text) == date


def test_an_ambiguous_date_is_read_as_the_language_writes_it() -> None:
    assert read_date("03/05/2024", month_first=True) == datetime(2024, 3, 5)
    assert read_date("03/05/2024", month_first=False) == datetime(2024, 5, 3)


@pytest.mark.parametrize(
    "text",
    ["0000-00-00", "0000-00-00T00:00:00", "9999-12-31", "1970-01-01", "2024-13-45", "31.02.2024", "", "yesterday",
     "2024", "12345678901234567890", "v1.2.3", "99/99/9999", "-1", "0001-01-01T00:00:00Z", "1" * 1_000_000],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None


def test_an_impossible_time_beside_a_date_leaves_the_day() -> None:
    assert find_date("03.05.2024 99:99") == datetime(2024, 5, 3)


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("/2024/05/03/ferry", datetime(2024, 5, 3)),
        ("/news/2024-05-03-ferry.html", datetime(2024, 5, 3)),
        ("/news/ferry-20240503.html", datetime(2024, 5, 3)),
        ("/2024/may/03/ferry", datetime(2024, 5, 3)),
        ("/news/ferry-5551234", None),
        ("/2024/99/03/", None),
    ],
)
def test_a_day_in_the_address(path: str, date: datetime | None) -> None:
    assert date_of_url(path) == date


def test_json_ld_gives_both_dates_in_the_page_s_offset() -> None:
    dates = {"datePublished": "2024-05-03T08:00:00+02:00", "dateModified": "2024-05-04T09:30:00+02:00"}
    found = page(article={"@type": "NewsArticle", **dates})
    assert found.published == datetime(2024, 5, 3, 8, tzinfo=EAST)
    assert found.published is not None
    assert found.published.utcoffset() == timedelta(hours=2)
    assert found.modified == datetime(2024, 5, 4, 9, 30, tzinfo=EAST)
    assert found.provenance["published"] == found.provenance["modified"] == "json-ld"


def test_a_date_without_a_zone_takes_the_page_s_other_offset() -> None:
    head = (
        '<meta property="article:published_time" content="2024-05-03 08:00">'
        '<meta property="article:modified_time" content="2024-05-04T09:30:00+02:00">'
    )
    assert page(head).published == datetime(2024, 5, 3, 8, tzinfo=EAST)


def test_a_date_without_any_zone_is_utc() -> None:
    assert page('<meta name="date" content="2024-05-03">').published == datetime(2024, 5, 3, tzinfo=UTC)


def test_the_local_offset_of_the_same_instant_is_preferred_to_utc() -> None:
    head = '<meta property="article:published_time" content="2024-05-03T23:30:00+00:00">'
    found = page(head, '<time datetime="2024-05-04T01:30:00+02:00">4 May</time>')
    assert found.published is not None
    assert found.published.isoformat() == "2024-05-04T01:30:00+02:00"


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Ferry service resumes</h1><p>Published May 3, 2024</p>",
        "<h1>Ferry service resumes</h1><div><span>3 May 2024</span> · 5 min read</div>",
        "<h1>Ferry service resumes</h1><div><b>May</b> <b>3,</b> <b>2024</b></div>",
        "<p>3 May 2024</p><h1>Ferry service resumes</h1>",
        "<h1>Ferry service resumes</h1><time datetime='2024-05-03'>today</time>",
        "<time itemprop='datePublished' datetime='2024-05-03'>today</time><h1>Ferry service resumes</h1>",
    ],
)
def test_a_date_near_the_headline_is_read_where_nothing_is_declared(body: str) -> None:
    found = page(body=body + "<p>The ferries sail again.</p>" * 60 + "<p>1 January 2001</p>")
    assert found.published == datetime(2024, 5, 3, tzinfo=UTC)


def test_the_address_comes_before_what_is_seen() -> None:
    found = page(
        body="<h1>Ferry service resumes</h1><p>May 5, 2024</p>", url="https://www.harbourpost.test/2024/05/03/x"
    )
    assert found.published == datetime(2024, 5, 3, tzinfo=UTC)
    assert found.provenance["published"] == "url"


def test_an_update_alone_dates_the_page_and_says_so() -> None:
    found = page(body="<h1>Ferry service resumes</h1><p>Last updated: May 3, 2024</p>")
    assert found.published == found.modified == datetime(2024, 5, 3, tzinfo=UTC)
    assert found.provenance["published"] == "modified: visible text"


def test_dates_of_teasers_and_footers_are_none_of_the_article_s() -> None:
    prose = "<p>" + "The ferries sail again between the islands. " * 30 + "</p>"
    body = f"<h1>Ferry service resumes</h1>{prose}<div>Other news, 2 May 2024</div><footer>© 2023, 1 May 2020</footer>"
    assert page(body=body).published is None


def test_month_names_are_unique_numbers() -> None:
    assert set(MONTHS.values()) == set(range(1, 13))
    assert MONTHS["märz"] == MONTHS["mars"] == MONTHS["mart"] == 3


@given(st.datetimes(min_value=datetime(FIRST_YEAR, 1, 1), max_value=datetime(LAST_YEAR, 12, 31)))
def test_iso_dates_are_read_back(date: datetime) -> None:
    assert read_date(date.isoformat()) == date
    assert read_date(date.replace(tzinfo=EAST).isoformat()) == date.replace(tzinfo=EAST)


@given(st.text(max_size=200) | st.text(alphabet="0123456789-/.: TZ+MaypmUhr年月日", max_size=60))
def test_no_text_raises_and_every_date_is_sane(text: str) -> None:
    for date in (read_date(text), find_date(text), date_of_url(text)):
        assert date is None or FIRST_YEAR <= date.year <= LAST_YEAR


@given(st.text(max_size=100), st.text(max_size=100))
def test_dates_of_pages_are_always_aware(one: str, two: str) -> None:
    found = page(article={"@type": "Article", "datePublished": one, "dateModified": two})
    assert found.published is None or found.published.tzinfo is not None
    assert found.modified is None or found.modified.tzinfo is not None


LEAD = "<p>" + "The ferries sail again between the islands. " * 5 + "</p>"


@pytest.mark.parametrize("line", ["12 March 2024", "By Ada Quill | March 12, 2024", "Published 12.03.2024"])
def test_the_date_printed_below_the_headline_is_believed_where_it_is_earlier(line: str) -> None:
    head = '<meta property="article:published_time" content="2025-06-24T08:00:00+02:00">'
    found = page(head, f"<h1>Ferry service resumes</h1><div>{line}</div>{LEAD}")
    assert found.published == datetime(2024, 3, 12, tzinfo=EAST)
    assert found.provenance["published"] == "visible text"


@pytest.mark.parametrize(
    "line",
    [
        "26 June 2025",  # later: an update
        "Updated 12 March 2024",
        "Last post by Ada Quill, 12 March 2024",
        "06/24/2025 08:00",
        "24/06/2025",
        "The storm of 12 March 2024 had sunk two of the boats, and the harbour was closed",
    ],
)
def test_other_dates_below_the_headline_change_nothing(line: str) -> None:
    head = '<meta property="article:published_time" content="2025-06-24T08:00:00+02:00">'
    found = page(head, f"<h1>Ferry service resumes</h1><div>{line}</div>{LEAD}")
    assert found.published == datetime(2025, 6, 24, 8, tzinfo=EAST)


def test_a_day_and_month_that_may_be_swapped_are_no_earlier_date() -> None:
    head = '<meta property="article:published_time" content="2025-11-03">'
    assert page(head, f"<h1>Ferry service resumes</h1><div>11.03.2025</div>{LEAD}").published == datetime(
        2025, 11, 3, tzinfo=UTC
    )


@pytest.mark.parametrize(("line", "hours"), [("18 October 2019, 23:34", 1.5), ("October 19, 2019 00:04", 2)])
def test_the_same_instant_printed_in_local_time_gives_the_offset(line: str, hours: float) -> None:
    head = '<meta property="article:published_time" content="2019-10-18T22:04:31Z">'
    found = page(head, f"<h1>Ferry service resumes</h1><div>{line}</div>{LEAD}").published
    assert found is not None
    assert found == datetime(2019, 10, 18, 22, 4, 31, tzinfo=UTC)
    assert found.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("name", ["published", "published-date", "w-published-date"])
def test_rarer_names_of_the_date_are_read(name: str) -> None:
    assert page(f'<meta name="{name}" content="July 17, 2025">').published == datetime(2025, 7, 17, tzinfo=UTC)


def test_the_date_of_a_quoted_post_is_not_the_article_s() -> None:
    post = "<blockquote><p>The ferry stays!</p>— Ben Lind (@benlind) <a href=/s>May 3, 2024</a></blockquote>"
    body = f"<h1>Ferry service resumes</h1><p>The ferries sail again.</p>{post}<p>So it goes.</p>"
    assert page(body=body).published is None


def test_a_live_page_is_dated_by_its_beginning() -> None:
    live = {"@type": "LiveBlogPosting", "headline": "Storm", "coverageStartTime": "2024-05-03T08:00:00+02:00"}
    assert page(article=live).published == datetime(2024, 5, 3, 8, tzinfo=EAST)

"""Titles: the headline, not the site's name, not the section."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.cleaner.metadata import Metadata, read_metadata
from scraper.cleaner.metadata.site import compact
from scraper.cleaner.metadata.title import strip_site
from scraper.cleaner.parser.segment import segment

URL = "https://www.harbourpost.test/2024/05/03/ferry"


def page(head: str = "", body: str = "", *, article: dict[str, object] | None = None, url: str = URL) -> Metadata:
    script = f'<script type="application/ld+json">{json.dumps(article)}</script>' if article else ""
    return read_metadata(segment(LexborHTMLParser(f"<html><head>{head}{script}</head><body>{body}</body></html>"), url))


def test_news_pages_say_it_in_json_ld() -> None:
    article = {"@type": "NewsArticle", "headline": "Ferry service resumes after storm"}
    found = page(
        '<meta property="og:title" content="Ferries are back!">', "<h1>The boats are back</h1>", article=article
    )
    assert found.title == "Ferry service resumes after storm"
    assert found.provenance["title"] == "json-ld"


def test_elsewhere_the_heading_that_the_reader_sees_counts() -> None:
    head = "<title>How to knot a bowline: the complete guide | Rope Blog</title>"
    found = page(head, "<h1>Rope Blog</h1><h1>How to knot a bowline</h1><h2>Tools</h2>", url="https://rope.test/knots/")
    assert found.title == "How to knot a bowline"
    assert found.provenance["title"] == "h1"


@pytest.mark.parametrize(
    "title",
    [
        "Ferry service resumes | Harbour Post",
        "Ferry service resumes - Harbour Post",
        "Ferry service resumes – The Harbour Post",
        "Ferry service resumes — Harbour Post",
        "Ferry service resumes • Harbour Post",
        "Ferry service resumes - Regional - Harbour Post",
        "Harbour Post: Ferry service resumes",
        "Harbour Post » Ferry service resumes",
        "Ferry service resumes - harbourpost.test",
    ],
)
def test_the_site_s_name_is_cut_from_titles(title: str) -> None:
    head = f'<title>{title}</title><meta property="og:site_name" content="Harbour Post">'
    expected = "Ferry service resumes - Regional" if "Regional" in title else "Ferry service resumes"
    assert page(head).title == expected


def test_the_host_is_evidence_for_a_site_name_too() -> None:
    assert page("<title>Ferry service resumes - Harbour Post</title>").title == "Ferry service resumes"


def test_a_dash_without_evidence_stays() -> None:
    assert page("<title>Ferry service - what we know</title>").title == "Ferry service - what we know"
    assert page("<title>Villa Aurora - a house by the sea</title>").title == "Villa Aurora - a house by the sea"


def test_a_heading_that_links_to_the_front_page_is_the_site_s_name() -> None:
    body = '<h1><a href="/">Salt and Wind</a></h1><h2>Three weeks on the coast</h2>'
    found = page("<title>Salt and Wind » Three weeks on the coast</title>", body)
    assert found.title == "Three weeks on the coast"


def test_a_kicker_marked_up_inside_the_heading_is_no_part_of_it() -> None:
    head = '<meta property="og:title" content="Ferry service resumes after storm">'
    body = "<h1><span>Regional transport</span> <span>Ferry service resumes after storm</span></h1>"
    assert page(head, body).title == "Ferry service resumes after storm"


def test_a_headline_cut_off_at_110_characters_is_completed() -> None:
    whole = (
        "The ferry company that has linked the islands for a hundred years will stop its winter service "
        "and sell two of its ships"
    )
    article = {"@type": "NewsArticle", "headline": whole[:110]}
    assert page(f'<meta property="og:title" content="{whole} | Harbour Post">', article=article).title == whole


def test_entities_and_white_space_are_settled() -> None:
    article = {"@type": "NewsArticle", "headline": "Salt &amp;amp; wind:\u00a0\n the\u00adatre   opens"}
    assert page(article=article).title == "Salt & wind: theatre opens"


def test_style_sheets_within_a_heading_are_no_text() -> None:
    assert (
        page("<title>Ferry resumes</title>", "<h1><style>.x{color:red}</style>Ferry resumes</h1>").title
        == "Ferry resumes"
    )


def test_a_page_without_any_title_has_none() -> None:
    assert page(body="<p>Nothing.</p>").title is None
    assert "title" not in page(body="<p>Nothing.</p>").provenance


def test_letters_marked_up_within_a_word_stay_together() -> None:
    body = "<h1><em>F</em>erry service <b>resumes</b></h1>"
    assert page("<title>Ferry service resumes</title>", body).title == "Ferry service resumes"


@given(st.text(max_size=200), st.frozensets(st.text(min_size=3, max_size=10).map(compact).filter(bool), max_size=3))
def test_stripping_only_takes_away_and_never_raises(text: str, names: frozenset[str]) -> None:
    stripped = strip_site(text, names)
    assert stripped in text


@given(st.text(max_size=300))
def test_no_heading_raises(text: str) -> None:
    page(f"<title>{text}</title>", f"<h1>{text}</h1><h2>{text[::-1]}</h2>")


ARTICLE = '<meta property="og:type" content="article">'


def test_the_only_h1_of_an_article_is_its_headline_however_the_head_words_it() -> None:
    head = '<meta property="og:title" content="Island boats back at sea">'
    body = "<h1>Ferry service resumes after the storm</h1><p>Text.</p>"
    assert page(ARTICLE + head, body).title == "Ferry service resumes after the storm"
    assert page(head, body).title == "Island boats back at sea"  # a shop's front page has a slogan there
    assert page(ARTICLE + head, "<h1>Our Blog</h1><p>Text.</p>").title == "Island boats back at sea"


def test_of_two_headings_that_the_head_names_the_longer_is_the_headline() -> None:
    head = '<meta property="og:title" content="Ferry service resumes after the storm"><title>News</title>'
    body = "<h1>News</h1><h1>Ferry service resumes after the storm</h1>"
    assert page(head, body).title == "Ferry service resumes after the storm"


@pytest.mark.parametrize("behind", [" | All you need to know", " – Island Weekly", " - Tides and Boats Report"])
def test_what_stands_behind_a_declared_title_in_the_h1_is_left_out(behind: str) -> None:
    head = '<meta property="og:title" content="Ferry service resumes after the storm">'
    assert page(head, f"<h1>Ferry service resumes after the storm{behind}</h1>").title == (
        "Ferry service resumes after the storm"
    )


def test_a_headline_that_links_home_is_no_site_s_name() -> None:
    title = "Ferry prices compared: what every island pays for a ticket to the mainland"
    head = f'<meta property="og:title" content="{title}">'
    assert page(head, f'<h1><a href="/">{title}</a></h1>').title == title


def test_the_heading_of_the_comments_is_not_the_headline() -> None:
    title = "Ferry service resumes after the storm of Friday"
    head = f'<meta property="og:title" content="{title}">'
    assert page(head, f"<div>{title}</div><h2>15 replies to “{title}”</h2>").title == title

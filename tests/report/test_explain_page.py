"""The report of one page: everything that was decided stands in it, as text, within bounds."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.cleaner import Cleaner
from scraper.cleaner.text import TextCleaner
from scraper.report.explain import LONGEST_TEXT, MOST_ROWS, explain_html
from scraper.report.measurements import phrase_of, value_of

PAGE = "news/ferry-timetable-vote.html"


def report_of(page: bytes, origin: str = "page.html") -> str:
    return explain_html(Cleaner().explain(page), origin)


@pytest.fixture(scope="module")
def ferry(fixtures: Path) -> tuple[bytes, str]:
    page = (fixtures / "site" / PAGE).read_bytes()
    return page, report_of(page)


@pytest.fixture(scope="module")
def hostile(fixtures: Path) -> str:
    return report_of((fixtures / "reports" / "hostile.html").read_bytes())


def texts(tree: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def test_every_block_stands_in_reading_order(ferry: tuple[bytes, str]) -> None:
    page, report = ferry
    rows = Cleaner().explain(page).rows
    shown = texts(LexborHTMLParser(report), "#page .kept > div, #page .removed .text")
    assert shown == [" ".join(row.text.split()) for row in rows]


def test_every_removed_block_has_its_class_reason_and_score(ferry: tuple[bytes, str]) -> None:
    page, report = ferry
    removed = Cleaner().clean(page).removed
    tree = LexborHTMLParser(report)
    assert [node.attributes["data-kind"] for node in tree.css("details.removed")] == [r.kind for r in removed]
    reasons = zip(texts(tree, ".removed .reason"), removed, strict=True)
    assert all(shown.removesuffix(" kept as rights") == removal.reason for shown, removal in reasons)
    scores = texts(tree, ".removed > summary > .score")
    assert scores == ["–" if removal.score is None else f"{removal.score:.2f}" for removal in removed]


def test_measurements_are_told_in_words(ferry: tuple[bytes, str]) -> None:
    cells = texts(LexborHTMLParser(ferry[1]), ".measures tbody th")
    assert any(
        cell.startswith(("share of link text", "share of blocks that are links in its element")) for cell in cells
    )


def test_every_field_has_its_source_and_so_have_the_tags(ferry: tuple[bytes, str]) -> None:
    page, report = ferry
    article = Cleaner().clean(page)
    rows = LexborHTMLParser(report).css("table.fields tbody tr")
    found = {row.css_first("th").text(): (row.css("td")[0].text(), row.css("td")[1].text()) for row in rows}
    assert found["authors"] == ("Maren Oakes", "json-ld")
    assert found["published"] == (str(article.published), article.provenance["published"])
    assert found["tags"] == ("".join(article.tags), "meta article:tag")


def test_beside_the_blocks_stands_the_article_as_it_is_stored(ferry: tuple[bytes, str]) -> None:
    page, report = ferry
    shown = texts(LexborHTMLParser(report), "#article article p, #article article h2")
    assert shown == [part.replace("\n", " ") for part in Cleaner().clean(page).text.split("\n\n")]


def test_lines_of_flattened_text_are_shown_alike(fixtures: Path) -> None:
    text = (fixtures / "text" / "flat-news.txt").read_text(encoding="utf-8")
    tree = LexborHTMLParser(explain_html(TextCleaner().explain(text), "flat-news.txt"))
    assert len(tree.css("details.removed")) == len(TextCleaner().clean(text).removed) + 1, "the title's line too"
    assert "line 1" in texts(tree, ".path code")


def test_a_page_whose_article_came_from_elsewhere_says_so(fixtures: Path) -> None:
    report = report_of((fixtures / "site" / "next" / "message-in-a-bottle.html").read_bytes())
    assert "it is the article in the page’s embedded JSON" in report


def test_nothing_of_a_hostile_page_becomes_markup(hostile: str) -> None:
    tree = LexborHTMLParser(hostile)
    assert len(tree.css("script")) == 1
    assert len(tree.css("style")) == 1
    assert tree.css("img, iframe, form, base, object, embed, link, plaintext, textarea") == []
    assert [node.attributes for node in tree.css("meta[http-equiv]")] == [
        {"http-equiv": "Content-Security-Policy", "content": tree.css_first("meta[http-equiv]").attributes["content"]}
    ]
    handlers = [name for node in tree.css("*") for name in node.attributes if name.startswith("on")]
    assert handlers == []


def test_links_of_a_hostile_page_lead_to_http_alone_and_give_nothing_away(hostile: str) -> None:
    links = [node.attributes for node in LexborHTMLParser(hostile).css("a[href]")]
    outward = [link for link in links if not (link["href"] or "").startswith("#")]
    assert outward
    assert all(re.match("https?://", link["href"] or "") for link in outward)
    assert all("noopener" in (link.get("rel") or "") for link in outward)


def test_what_reorders_text_is_written_as_its_number(hostile: str) -> None:
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", hostile)
    assert "⟨U+202E⟩txt.exe⟨U+2066⟩" in hostile


def test_what_looks_like_a_template_stays_text(hostile: str) -> None:
    assert "{{ 7 * 7 }}" in unescape(hostile)


def test_the_policy_allows_our_script_and_style_by_hash_and_nothing_else(ferry: tuple[bytes, str]) -> None:
    policy = LexborHTMLParser(ferry[1]).css_first("meta[http-equiv]").attributes["content"] or ""
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts.pop("default-src") == "'none'"
    assert {parts.pop("base-uri"), parts.pop("form-action")} == {"'none'"}
    assert set(parts) == {"style-src", "script-src"}
    assert all(re.fullmatch(r"'sha256-[\w+/=]{44}'", value) for value in parts.values())


@pytest.mark.proof
def test_a_huge_page_gives_a_report_that_a_browser_opens() -> None:
    paragraphs = "".join(f"<p class=x{n}>{n} Zeilen & mehr als <b>genug</b> davon, sagt er.</p>" for n in range(4_500))
    long = f"<p>{'A long sentence that does not end, ' * 10_000}</p>"
    report = report_of(f"<html><body><article>{paragraphs}{long}</article></body></html>".encode())
    assert len(report) < 6_000_000
    tree = LexborHTMLParser(report)
    assert len(tree.css("#page .kept, #page .removed")) <= MOST_ROWS
    assert "more blocks are not shown" in report
    assert all(len(text) <= LONGEST_TEXT + 50 for text in texts(tree, "#page .kept > div"))


def test_a_page_without_blocks_has_a_report(fixtures: Path) -> None:
    report = report_of(b"<html><body></body></html>")
    assert "This page has no block of text." in report
    assert "No text was kept." in report


def test_names_of_measurements_become_phrases() -> None:
    assert phrase_of("density_2") == "share of link text in 2 elements up"
    assert phrase_of("own:caption") == "class or id of its element says “caption”"
    assert phrase_of("words-1") == "words, 1 line back"
    assert phrase_of("quite_unknown") == "quite unknown", "a measurement that is newer than this list"
    assert (value_of("density_2", 0.915), value_of("is_title", 1.0), value_of("words", 12.0)) == ("92 %", "yes", "12")
    assert value_of("last_class", 5.0) == "full stop"

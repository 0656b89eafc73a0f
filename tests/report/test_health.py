"""A source that is unlike its own history, in words and with articles on both sides."""

from __future__ import annotations

from datetime import UTC, date, datetime

from selectolax.lexbor import LexborHTMLParser

from scraper.crawler.health import Drift, Example, Health
from scraper.report.health import told
from scraper.report.service import health_html
from scraper.store.daily import Day

SINCE = datetime(2026, 3, 1, 6, 30, tzinfo=UTC)
OLD, NEW = Example("Old <b>story</b>", "http://a.example/1", 400.0), Example(None, "javascript:alert(1)", 12.0)
WORDS = Drift("words", "words", SINCE, 400.0, 12.0, (90, 8), 1e-6, (OLD,), (NEW,))
SHARE = Drift("without date", "share", SINCE, 0.0, 1.0, (90, 8), 1e-6, (), ())


def test_a_change_is_told_with_its_measure_size_and_time() -> None:
    health = told(Health(98, True, (WORDS, SHARE), {}))
    assert health["verdict"] == "drifted"
    assert [drift["words"] for drift in health["drifts"]] == [
        "words: 400 words → 12 words since 2026-03-01 06:30 UTC",
        "without date: 0 % → 100 % since 2026-03-01 06:30 UTC",
    ]  # fmt: skip
    assert health["drifts"][0]["counts"] == "90 before, 8 after; by chance once in 1,000,000"


def test_a_source_that_is_as_it_was_has_nothing_to_tell() -> None:
    assert told(Health(98, True, (), {})) == {"verdict": "ok", "drifts": []}


def test_the_page_shows_the_change_and_articles_on_both_sides_as_text() -> None:
    source = {"source": "courier", "articles": 98, "urls": {"done": 98}, "last_run": None, "errors": {}}
    days = [Day(date(2026, 3, 1), 3, 400.0, 0.5)]
    tree = LexborHTMLParser(health_html([source], {"courier": days}, {"courier": Health(98, True, (WORDS,), {})}))
    assert tree.css_first(".verdict").text() == "drifted"
    assert "400 words → 12 words" in tree.css_first(".drift summary").text()
    (link,) = tree.css(".drift a")
    assert (link.text(), link.attributes["href"]) == ("Old <b>story</b>", "http://a.example/1")
    assert "javascript:alert(1)" in tree.css_first(".drift").text()

"""What was measured of a source comes out of either database as it went in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from scraper.crawler.health import examine
from scraper.store import measures
from scraper.store.measures import Day


def ask(shelf, function, *arguments):
    with shelf.database.engine.begin() as connection:
        return function(connection, *arguments)


def test_readings_come_back_oldest_first_with_how_their_pages_were_found(shelf, text) -> None:
    assert ask(shelf, measures.newest_reading, shelf.source) is None
    shelf.put("/boats", text("boat"))
    shelf.put("/boats", text("ship", 100), days=2)
    shelf.write(replace(shelf.visit("/nets", "x", days=3), outcome="empty", article=None))
    found = ask(shelf, measures.read, shelf.source, shelf.now)
    assert [(one.outcome, one.words, one.tags, one.titled, one.held) for one in found] == [
        ("new", 80, 1, True, True),
        ("changed", 100, 1, True, True),
        ("empty", 0, 0, False, False),
    ]
    assert {one.how for one in found} == {"link"}
    assert [(one.at - shelf.now).days for one in found] == [0, 2, 3]
    assert ask(shelf, measures.newest_reading, shelf.source) == shelf.now + timedelta(days=3)
    assert len(ask(shelf, measures.read, shelf.source, shelf.now + timedelta(days=1))) == 2


def test_a_day_counts_what_its_runs_asked_and_what_gave_no_answer(shelf, text) -> None:
    shelf.put("/boats", text("boat"))
    failed = replace(shelf.visit("/nets", "x"), outcome="failed", article=None, record=None)
    shelf.write(failed)
    assert ask(shelf, measures.days, shelf.source, shelf.now) == [Day(shelf.now.date(), 2, 1)]


def test_a_source_is_examined_in_either_database(shelf, text) -> None:
    assert ask(shelf, examine, shelf.source).verdict == "too little history"
    shelf.put("/boats", text("boat"))
    health = ask(shelf, examine, shelf.source)
    assert (health.verdict, health.articles, health.usual["words"].median) == ("too little history", 1, 80.0)

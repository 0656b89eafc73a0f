"""Lists of stored articles."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scraper.store import reading
from scraper.store.reading import Filter


@pytest.fixture
def filled(shelf, text):
    """Four articles, a day apart."""
    for number, name in enumerate(("boats", "nets", "ropes", "sails")):
        shelf.put(f"/{name}", text(name), days=number)
    return shelf


def titles(shelf, wanted: Filter, limit: int = 10) -> list[str]:
    with shelf.database.engine.begin() as connection:
        return [row["title"] for row in reading.page_of(connection, wanted, limit)]


def test_articles_come_newest_first_a_page_at_a_time(filled) -> None:
    with filled.database.engine.begin() as connection:
        first = reading.page_of(connection, Filter(), 3)
        second = reading.page_of(connection, Filter(before=first[-1]["id"]), 3)
    assert [row["title"] for row in (*first, *second)] == [
        "About /sails",
        "About /ropes",
        "About /nets",
        "About /boats",
    ]
    assert first[0]["tags"] == ["boats"]
    assert (first[0]["source"], first[0]["words"]) == ("courier", 80)


def test_filters_narrow_the_list(filled) -> None:
    noon = filled.now
    assert titles(filled, Filter(source="courier"), 1) == ["About /sails"]
    assert titles(filled, Filter(source="nobody")) == []
    assert len(titles(filled, Filter(tag="boats"))) == 4
    assert titles(filled, Filter(tag="boat")) == []
    assert titles(filled, Filter(language="en")) == []
    span = Filter(since=noon + timedelta(days=1), until=noon + timedelta(days=3))
    assert titles(filled, span) == ["About /ropes", "About /nets"]

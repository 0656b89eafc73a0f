"""What each day brought of a source."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from scraper.store import daily, tables


def test_articles_count_on_the_day_they_were_first_seen_in_utc(shelf, text) -> None:
    shelf.put("/boats", text("boat", 40))
    shelf.put("/nets", text("net", 80), days=1)
    shelf.put("/nets", text("net again", 200), days=2)
    last = shelf.now.date() + timedelta(days=2)
    with shelf.database.engine.begin() as connection:
        days = daily.days(connection, "courier", last, 4)
    assert [day.day for day in days] == [last - timedelta(days=n) for n in (3, 2, 1, 0)]
    assert [day.articles for day in days] == [0, 1, 1, 0], "a changed article is not new"
    assert days[0].words is None
    assert days[1].words == 40
    assert days[1].share_removed == 0


def test_what_was_lost_counts_on_the_day_its_run_began(shelf) -> None:
    counts = {"asked": 9, "new": 1, "changed": 0, "unchanged": 0, "refused": 2, "gone": 3, "failed": 3, "bytes": 1}
    with shelf.database.engine.begin() as connection:
        connection.execute(sa.insert(tables.source_runs).values(run_id=shelf.run, source_id=shelf.source, **counts))
        (day,) = daily.days(connection, "courier", shelf.now.date(), 1)
    assert (day.asked, day.failed, day.refused, day.gone) == (9, 3, 2, 3)


def test_a_source_without_a_run_has_empty_days(shelf) -> None:
    with shelf.database.engine.begin() as connection:
        assert daily.days(connection, "nobody", date(2026, 1, 2), 2) == [
            daily.Day(date(2026, 1, 1)), daily.Day(date(2026, 1, 2)),
        ]  # fmt: skip


def test_the_latest_articles_come_newest_first(shelf, text) -> None:
    for number in range(3):
        shelf.put(f"/{number}", text(f"story{number}"), days=number)
    with shelf.database.engine.begin() as connection:
        found = list(daily.latest(connection, "courier", 2))
    assert [document["title"] for document in found] == ["About /2", "About /1"]
    assert found[0]["stored"]["source"] == "courier"

"""What was measured of a source over time: its readings, and its days. Every function takes a connection and only
reads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from scraper.store.tables import articles, readings, runs, source_runs, urls

MOST = 10_000  # readings that are looked at, the newest: more would not make any drift surer


@dataclass(frozen=True, slots=True)
class Measured:
    """One reading. ``outcome``: new, changed or empty; ``title``: the article's today; ``how``: the way its URL was
    found; ``held``: an article is stored under it. ``words`` were kept, ``words_removed`` cut; ``authors``, ``tags``:
    how many; the others: whether."""

    at: datetime
    outcome: str
    title: str | None
    url: str
    how: str
    held: bool
    words: int
    words_removed: int
    authors: int
    tags: int
    titled: bool
    dated: bool
    paywalled: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day on which the source was asked. ``asked``: URLs, ``failed``: of them without an answer that could be
    used."""

    day: date
    asked: int
    failed: int


def newest_reading(connection: sa.Connection, source_id: int) -> datetime | None:
    """When the source was last read; None if never."""
    found: datetime | None = connection.scalar(
        sa.select(sa.func.max(readings.c.at)).where(readings.c.source_id == source_id)
    )
    return found


def read(connection: sa.Connection, source_id: int, since: datetime) -> list[Measured]:
    """The source's readings since then, oldest first."""
    names = ("at", "outcome", "words", "words_removed", "authors", "tags", "titled", "dated", "paywalled")
    columns = [readings.c[name] for name in names]
    statement = (
        sa.select(*columns, articles.c.title, urls.c.url, urls.c.found_how, urls.c.article_id.label("held"))
        .select_from(
            readings.outerjoin(urls, readings.c.url_id == urls.c.id).outerjoin(
                articles, readings.c.article_id == articles.c.id
            )
        )
        .where(readings.c.source_id == source_id, readings.c.at >= since)
        .order_by(readings.c.at.desc(), readings.c.id.desc())
        .limit(MOST)
    )
    return [_measured(row) for row in connection.execute(statement)][::-1]


def _measured(row: Any) -> Measured:
    return Measured(
        row.at,
        row.outcome,
        row.title,
        row.url or "",
        row.found_how or "",
        row.held is not None,
        row.words,
        row.words_removed,
        row.authors,
        row.tags,
        bool(row.titled),
        bool(row.dated),
        bool(row.paywalled),
    )


def days(connection: sa.Connection, source_id: int, since: datetime) -> list[Day]:
    """The days since then on which a run asked the source anything, oldest first (UTC)."""
    columns = source_runs.c
    statement = (
        sa.select(runs.c.started_at, columns.asked, columns.failed, columns.refused, columns.gone)
        .join(runs, columns.run_id == runs.c.id)
        .where(columns.source_id == source_id, runs.c.started_at >= since)
    )
    asked: Counter[date] = Counter()
    failed: Counter[date] = Counter()
    for row in connection.execute(statement):
        asked[row.started_at.date()] += row.asked
        failed[row.started_at.date()] += row.failed + row.refused + row.gone
    return [Day(day, asked[day], failed[day]) for day in sorted(asked)]

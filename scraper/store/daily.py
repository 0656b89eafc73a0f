"""What each day brought of a source. Every function takes a connection and only reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa

from scraper.store.export import article_rows
from scraper.store.records import State
from scraper.store.tables import articles, runs, source_runs, sources, urls

#: URLs without an article, by what became of them.
LOST = (State.FAILED, State.REFUSED, State.GONE)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a source (UTC). ``articles``: seen for the first time; ``words``: their median, ``share_removed``: of
    their pages' words, 0..1, both None without articles. ``asked``, ``failed``, ``refused``, ``gone``: URLs."""

    day: date
    articles: int = 0
    words: float | None = None
    share_removed: float | None = None
    asked: int = 0
    failed: int = 0
    refused: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Lost:
    """A URL without an article: its ``state`` and ``note``, and when it was asked last."""

    url: str
    state: str
    note: str
    asked_at: datetime | None


def days(connection: sa.Connection, source: str, last: date, count: int) -> list[Day]:
    """The ``count`` days up to ``last`` of a source, oldest first; days without anything among them."""
    start = datetime.combine(last - timedelta(days=count - 1), datetime.min.time(), UTC)
    words = _words(connection, source, start)
    asked = _asked(connection, source, start)
    return [
        _day(day, words.get(day, []), asked.get(day, {}))
        for day in (start.date() + timedelta(days=number) for number in range(count))
    ]


def _day(day: date, words: list[tuple[int, int]], asked: dict[str, int]) -> Day:
    kept, removed = sum(pair[0] for pair in words), sum(pair[1] for pair in words)
    share = removed / (kept + removed) if kept + removed else None
    return Day(day, len(words), median(pair[0] for pair in words) if words else None, share, **asked)


def _words(connection: sa.Connection, source: str, start: datetime) -> dict[date, list[tuple[int, int]]]:
    """Day -> words kept and removed of each article that was new on it."""
    columns = (articles.c.first_seen_at, articles.c.words, articles.c.words_removed)
    statement = sa.select(*columns).join(sources).where(sources.c.name == source, articles.c.first_seen_at >= start)
    found: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for seen_at, kept, removed in connection.execute(statement):
        found[seen_at.astimezone(UTC).date()].append((kept, removed))
    return found


def _asked(connection: sa.Connection, source: str, start: datetime) -> dict[date, dict[str, int]]:
    """Day -> URLs asked and lost in the runs that began on it."""
    names = ("asked", "failed", "refused", "gone")
    statement = (
        sa.select(runs.c.started_at, *(source_runs.c[name] for name in names))
        .join(source_runs, source_runs.c.run_id == runs.c.id)
        .join(sources, sources.c.id == source_runs.c.source_id)
        .where(sources.c.name == source, runs.c.started_at >= start)
    )
    found: dict[date, dict[str, int]] = {}
    for started_at, *counts in connection.execute(statement):
        day = found.setdefault(started_at.astimezone(UTC).date(), dict.fromkeys(names, 0))
        for name, number in zip(names, counts, strict=True):
            day[name] += number
    return found


def latest(connection: sa.Connection, source: str, limit: int) -> Iterator[dict[str, Any]]:
    """The newest articles of a source as their JSON with ``stored`` (``export.as_document``), newest first."""
    order = (articles.c.first_seen_at.desc(), articles.c.id.desc())
    return article_rows(connection, lambda rows: rows.where(sources.c.name == source).order_by(*order).limit(limit))


def lost(connection: sa.Connection, source: str, limit: int) -> list[Lost]:
    """The URLs of a source that gave no article, asked last first."""
    columns = (urls.c.url, urls.c.state, urls.c.note, urls.c.asked_at)
    statement = (
        sa.select(*columns).join(sources).where(sources.c.name == source, urls.c.state.in_(LOST))
        .order_by(urls.c.asked_at.desc(), urls.c.id.desc()).limit(limit)
    )  # fmt: skip
    return [Lost(*row) for row in connection.execute(statement)]

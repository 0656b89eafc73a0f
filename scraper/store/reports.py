"""What the store says about sources and single URLs. Every function takes a connection and only reads."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from fnmatch import fnmatchcase
from statistics import median
from typing import Any

import sqlalchemy as sa

from scraper.store import tables
from scraper.store.records import State

articles, captures, events, forgotten = tables.articles, tables.captures, tables.events, tables.forgotten
runs, source_runs, sources, urls = tables.runs, tables.source_runs, tables.sources, tables.urls


def status(connection: sa.Connection) -> list[dict[str, Any]]:
    """A dictionary for each source: its last run, what that brought, what is due, what its articles are like."""
    return [
        {
            "source": row.name,
            "last_run": _iso(row.last_run_at),
            **_last_counts(connection, row.id),
            **_url_counts(connection, row.id),
            **_article_counts(connection, row.id),
            "errors": _errors(connection, row.id),
        }
        for row in connection.execute(sa.select(sources).order_by(sources.c.name))
    ]


def _last_counts(connection: sa.Connection, source_id: int) -> dict[str, int]:
    """Counts of the last run that asked the source anything."""
    names = ("asked", "new", "changed", "unchanged", "refused", "gone", "failed", "bytes")
    statement = (
        sa.select(*(source_runs.c[name] for name in names))
        .where(source_runs.c.source_id == source_id)
        .order_by(source_runs.c.run_id.desc())
        .limit(1)
    )
    row = connection.execute(statement).first()
    return dict(zip(names, row or (0,) * len(names), strict=True))


def _url_counts(connection: sa.Connection, source_id: int) -> dict[str, Any]:
    statement = sa.select(urls.c.state, sa.func.count()).where(urls.c.source_id == source_id).group_by(urls.c.state)
    states: dict[str, int] = dict(connection.execute(statement).all())
    due = sa.select(sa.func.min(urls.c.due_at)).where(urls.c.source_id == source_id, urls.c.state != State.LEASED)
    return {"urls": states, "next_due": _iso(connection.scalar(due))}


def _article_counts(connection: sa.Connection, source_id: int) -> dict[str, Any]:
    columns = (articles.c.words, articles.c.words_removed)
    rows = connection.execute(sa.select(*columns).where(articles.c.source_id == source_id)).all()
    kept, removed = sum(words for words, _ in rows), sum(cut for _, cut in rows)
    return {
        "articles": len(rows),
        "median_words": round(median(words for words, _ in rows)) if rows else None,
        "share_removed": round(removed / (kept + removed), 3) if kept + removed else None,
    }


def _errors(connection: sa.Connection, source_id: int) -> dict[str, int]:
    """URLs that failed or were refused, by the class of the error."""
    states = (State.FAILED, State.REFUSED, State.GONE)
    statement = sa.select(urls.c.note).where(urls.c.source_id == source_id, urls.c.state.in_(states))
    counts = Counter(note.partition(":")[0] for note in connection.execute(statement).scalars())
    return dict(counts.most_common())


def trace(connection: sa.Connection, key: str) -> dict[str, Any] | None:
    """Everything about one URL: how it was found, every time it was asked, where its page lies; None if unknown."""
    named = sa.select(urls, sources.c.name.label("source")).join(sources).where(urls.c.key == key)
    row = connection.execute(named).first()
    if row is None:
        return None
    article = sa.select(articles.c.id, articles.c.title, articles.c.words, articles.c.key, articles.c.revision)
    asked = sa.select(events).where(events.c.url_id == row.id).order_by(events.c.id)
    kept = sa.select(captures).where(captures.c.url_id == row.id).order_by(captures.c.id)
    return {
        "url": row._asdict(),
        "events": [event._asdict() for event in connection.execute(asked)],
        "captures": [capture._asdict() for capture in connection.execute(kept)],
        "article": _first(connection, article.where(articles.c.id == row.article_id)),
    }


def _first(connection: sa.Connection, statement: sa.Select[Any]) -> dict[str, Any] | None:
    row = connection.execute(statement).first()
    return row._asdict() if row is not None else None


def forgotten_patterns(connection: sa.Connection) -> list[str]:
    """What must not come back."""
    return list(connection.execute(sa.select(forgotten.c.pattern)).scalars())


def matches(url: str, pattern: str) -> bool:
    """Whether a forgotten pattern (a URL, or with ``*`` as in a shell) names the URL."""
    return url == pattern or fnmatchcase(url, pattern)


def due(connection: sa.Connection, now: datetime, limit: int) -> list[dict[str, Any]]:
    """What a run would ask now, in its order: URL, source, kind, state and why it is due."""
    waiting = urls.c.state.in_((State.FOUND, State.DUE)) | (urls.c.state != State.LEASED)
    columns = (urls.c.url, sources.c.name, urls.c.kind, urls.c.state, urls.c.due_at, urls.c.found_how, urls.c.found_on)
    statement = sa.select(*columns).join(sources).where(waiting, urls.c.due_at <= now)
    ordered = statement.order_by(urls.c.priority, urls.c.due_at, urls.c.id).limit(limit)
    return [row._asdict() for row in connection.execute(ordered)]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment is not None else None

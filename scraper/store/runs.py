"""Rows about runs, and what a run has to know of earlier ones. Every function takes a connection."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from scraper.store import tables
from scraper.store.shards import Shard


def begin(
    connection: sa.Connection, command: str, now: datetime, source_ids: Iterable[int], worker: str | None = None
) -> int:
    """Note the start of a run; its number. A run that has no end was killed: any other, or of that worker."""
    killed = sa.update(tables.runs).where(tables.runs.c.ended_at.is_(None)).values(ended_at=now, outcome="killed")
    connection.execute(killed if worker is None else killed.where(tables.runs.c.worker == worker))
    statement = sa.insert(tables.runs).values(command=command, started_at=now, outcome="running", worker=worker)
    run_id: int = connection.execute(statement.returning(tables.runs.c.id)).scalar_one()
    asked = tables.sources.c.id.in_(list(source_ids))
    connection.execute(sa.update(tables.sources).where(asked).values(last_run_at=now))
    return run_id


def end(connection: sa.Connection, run_id: int, now: datetime, outcome: str) -> None:
    """Note the end of a run."""
    connection.execute(sa.update(tables.runs).where(tables.runs.c.id == run_id).values(ended_at=now, outcome=outcome))


def shapes(connection: sa.Connection, shard: Shard | None = None) -> dict[tuple[str, str], tuple[int, int]]:
    """What the pages of each URL shape (of a shard's hosts) turned out to be: ``(host, shape) -> (useful, others)``."""
    columns = tables.shapes.c
    statement = sa.select(columns.host, columns.shape, columns.articles, columns.others)
    rows = connection.execute(statement if shard is None else statement.where(columns.host.in_(shard.hosts())))
    return {(host, shape): (articles, others) for host, shape, articles, others in rows}

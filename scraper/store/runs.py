"""Rows about runs, and what a run has to know of earlier ones. Every function takes a connection."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from scraper.store import tables


def begin(connection: sa.Connection, command: str, now: datetime, source_ids: Iterable[int]) -> int:
    """Note the start of a run; its number. A run that has no end was killed."""
    connection.execute(
        sa.update(tables.runs).where(tables.runs.c.ended_at.is_(None)).values(ended_at=now, outcome="killed")
    )
    statement = sa.insert(tables.runs).values(command=command, started_at=now, outcome="running")
    run_id: int = connection.execute(statement.returning(tables.runs.c.id)).scalar_one()
    asked = tables.sources.c.id.in_(list(source_ids))
    connection.execute(sa.update(tables.sources).where(asked).values(last_run_at=now))
    return run_id


def end(connection: sa.Connection, run_id: int, now: datetime, outcome: str) -> None:
    """Note the end of a run."""
    connection.execute(sa.update(tables.runs).where(tables.runs.c.id == run_id).values(ended_at=now, outcome=outcome))


def shapes(connection: sa.Connection) -> dict[tuple[str, str], tuple[int, int]]:
    """What the pages of each URL shape turned out to be: ``(host, shape) -> (useful, others)``."""
    columns = tables.shapes.c
    rows = connection.execute(sa.select(columns.host, columns.shape, columns.articles, columns.others))
    return {(host, shape): (articles, others) for host, shape, articles, others in rows}

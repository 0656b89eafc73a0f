"""The outbox: articles that an output has not taken yet. A row is written in the article's own transaction and deleted
when the output has confirmed, so each article is handed on at least once; per source only the oldest row may go, so the
order is kept. Every function takes a connection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from scraper.store.export import read_article
from scraper.store.tables import outbox

LONGEST_WAIT = 3600.0  # seconds between two tries


@dataclass(frozen=True, slots=True)
class Parcel:
    """An article on its way. ``document``: as ``export`` gives it; None where the article was forgotten meanwhile."""

    id: int
    source_id: int
    attempts: int
    document: dict[str, Any] | None


def heads(connection: sa.Connection, sink: str, now: datetime) -> list[Parcel]:
    """The oldest row of each source, where it may be tried now."""
    oldest = sa.select(sa.func.min(outbox.c.id)).where(outbox.c.sink == sink).group_by(outbox.c.source_id)
    statement = sa.select(outbox).where(outbox.c.id.in_(oldest), outbox.c.next_at <= now).order_by(outbox.c.id)
    return _parcels(connection, statement)


def oldest(connection: sa.Connection, sink: str, count: int) -> list[Parcel]:
    """The oldest rows of all sources, in order."""
    return _parcels(connection, sa.select(outbox).where(outbox.c.sink == sink).order_by(outbox.c.id).limit(count))


def _parcels(connection: sa.Connection, statement: sa.Select[Any]) -> list[Parcel]:
    return [
        Parcel(row.id, row.source_id, row.attempts, read_article(connection, row.article_id))
        for row in connection.execute(statement).all()
    ]


def delivered(connection: sa.Connection, ids: Sequence[int]) -> None:
    """The output has them."""
    connection.execute(sa.delete(outbox).where(outbox.c.id.in_(list(ids))))


def postpone(connection: sa.Connection, parcel: Parcel, first_wait: float, note: str, now: datetime) -> None:
    """It was not taken: again after ``first_wait`` seconds, doubled with each attempt."""
    wait = min(first_wait * 2**parcel.attempts, LONGEST_WAIT)
    values = {"attempts": parcel.attempts + 1, "next_at": now + timedelta(seconds=wait), "note": note}
    connection.execute(sa.update(outbox).where(outbox.c.id == parcel.id).values(values))


def next_try(connection: sa.Connection, sink: str) -> datetime | None:
    """When the next row may be tried; None where none waits."""
    oldest_ids = sa.select(sa.func.min(outbox.c.id)).where(outbox.c.sink == sink).group_by(outbox.c.source_id)
    due: datetime | None = connection.scalar(
        sa.select(sa.func.min(outbox.c.next_at)).where(outbox.c.id.in_(oldest_ids))
    )
    return due

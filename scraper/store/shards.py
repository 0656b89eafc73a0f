"""Shards: parts of the frontier that workers on several machines take turns at.

A shard is a range of the hosts' buckets, so all hosts of a site are in one.  Who asks its hosts holds its lease, which
ends by itself unless it is renewed, and every transaction of a turn first asks whether it is still held.  So a worker
that dies pauses its shards until their leases end, and one that was only asleep finds that it has lost them.  Moments
are the database's.  Every function takes a connection.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from scraper.errors import RunLockedError, ShardLostError
from scraper.store import dialect, tables

shards, hosts, urls, host_sources = tables.shards, tables.hosts, tables.urls, tables.host_sources


@dataclass(frozen=True, slots=True)
class Shard:
    """The hosts whose buckets are at least ``low`` and below ``high``, leased by ``worker``."""

    number: int
    low: int
    high: int
    worker: str

    def hosts(self) -> sa.Select[Any]:
        """The names of its hosts, as a subquery."""
        return sa.select(hosts.c.name).where(hosts.c.bucket >= self.low, hosts.c.bucket < self.high)


def divide(connection: sa.Connection, ranges: Sequence[tuple[int, int]]) -> None:
    """Make these ranges the shards. RunLockedError where others are being worked at."""
    connection.execute(sa.text("LOCK TABLE shards IN EXCLUSIVE MODE"))
    rows = connection.execute(sa.select(shards).order_by(shards.c.number)).all()
    if [(row.low, row.high) for row in rows] == list(ranges):
        return
    now = dialect.now(connection)
    if any(row.leased_until is not None and row.leased_until > now for row in rows):
        what = f"workers are at {len(rows)} shards, [scale] shards says {len(ranges)}"
        raise RunLockedError(what, where="[scale] shards", hint="Let them end first, or keep to their number")
    connection.execute(sa.delete(shards))
    made = [
        {"number": number, "low": low, "high": high, "pages": 0, "next_due": now}
        for number, (low, high) in enumerate(ranges)
    ]
    connection.execute(sa.insert(shards), made)


def take(connection: sa.Connection, number: int, worker: str, seconds: float) -> Shard | datetime | None:
    """Lease a shard for so many seconds; until when another holds it, where one does; None where there is no such."""
    now = dialect.now(connection)
    row = connection.execute(sa.select(shards).where(shards.c.number == number).with_for_update()).first()
    if row is None:
        return None
    if row.leased_until is not None and row.leased_until > now:
        until: datetime = row.leased_until
        return until
    values = {"worker": worker, "leased_until": now + timedelta(seconds=seconds), "started_at": now, "ended_at": None}
    statement = sa.update(shards).where(shards.c.number == number)
    connection.execute(statement.values(**values, run_id=None, pages=0, next_due=None))
    return Shard(number, row.low, row.high, worker)


def check(connection: sa.Connection, shard: Shard) -> None:
    """ShardLostError where the lease has ended. Until the transaction does, nobody else can take the shard."""
    ours = sa.select(shards.c.number).where(shards.c.number == shard.number, shards.c.worker == shard.worker)
    held = ours.where(shards.c.leased_until > sa.func.clock_timestamp()).with_for_update(read=True, key_share=True)
    if connection.execute(held).first() is None:
        what = f"the lease of shard {shard.number} has ended"
        raise ShardLostError(what, where=shard.worker, hint="This machine was too slow; another worker goes on")


def renew(connection: sa.Connection, shard: Shard, seconds: float) -> None:
    """Hold the shard for so many seconds from now. ShardLostError where the lease has ended."""
    check(connection, shard)
    until = dialect.now(connection) + timedelta(seconds=seconds)
    connection.execute(sa.update(shards).where(shards.c.number == shard.number).values(leased_until=until))


def begin(connection: sa.Connection, shard: Shard, run_id: int) -> None:
    """Note the run of a turn."""
    connection.execute(sa.update(shards).where(shards.c.number == shard.number).values(run_id=run_id))


def give_back(connection: sa.Connection, shard: Shard, pages: int, next_due: datetime | None) -> None:
    """End the lease, where it is still ours. What other shards' turns found for it meanwhile is due as they said."""
    ours = sa.update(shards).where(shards.c.number == shard.number, shards.c.worker == shard.worker)
    first = sa.func.least(shards.c.next_due, sa.cast(next_due, tables.Time))  # of one moment and nothing, the moment
    connection.execute(ours.values(leased_until=None, ended_at=dialect.now(connection), pages=pages, next_due=first))


def wake(connection: sa.Connection, buckets: Iterable[int]) -> None:
    """Something is due in these buckets."""
    now = dialect.now(connection)
    for bucket in sorted(set(buckets)):
        due = sa.update(shards).where(shards.c.low <= bucket, shards.c.high > bucket)
        connection.execute(due.where(shards.c.next_due.is_(None) | (shards.c.next_due > now)).values(next_due=now))


def due(connection: sa.Connection) -> list[int]:
    """Shards with something to do now, and that nobody is at. One that was never given back is due."""
    now = dialect.now(connection)
    free = shards.c.leased_until.is_(None) | (shards.c.leased_until <= now)
    due = (shards.c.next_due <= now) | shards.c.leased_until.is_not(None)
    return list(connection.execute(sa.select(shards.c.number).where(free, due).order_by(shards.c.number)).scalars())


def is_idle(connection: sa.Connection) -> bool:
    """Whether nobody is at any shard and nothing is due."""
    now = dialect.now(connection)
    busy = shards.c.leased_until.is_not(None) | (shards.c.next_due <= now)
    return connection.execute(sa.select(shards.c.number).where(busy).limit(1)).first() is None


def recount(connection: sa.Connection, number: int, names: Collection[str]) -> None:
    """Find out anew when something of the sources of these names is due in a shard, unless somebody is at it."""
    row = connection.execute(sa.select(shards).where(shards.c.number == number)).first()
    now = dialect.now(connection)
    if row is None or (row.leased_until is not None and row.leased_until > now):
        return
    allowed = sa.func.json_array_elements_text(sa.bindparam("names_", type_=sa.JSON)).table_valued("value")
    wanted = sa.select(tables.sources.c.id).where(tables.sources.c.name.in_(sa.select(allowed.c.value)))
    first = sa.select(sa.func.min(urls.c.due_at)).where(
        urls.c.host.in_(Shard(number, row.low, row.high, "").hosts()), urls.c.source_id.in_(wanted)
    )
    moment = connection.scalar(first, {"names_": list(names)})
    free = shards.c.leased_until.is_(None) | (shards.c.leased_until <= now)
    connection.execute(sa.update(shards).where(shards.c.number == number, free).values(next_due=moment))


def source_names(connection: sa.Connection, shard: Shard) -> set[str]:
    """The sources that have URLs in a shard."""
    ids = sa.select(host_sources.c.source_id).where(host_sources.c.host.in_(shard.hosts()))
    return set(connection.execute(sa.select(tables.sources.c.name).where(tables.sources.c.id.in_(ids))).scalars())

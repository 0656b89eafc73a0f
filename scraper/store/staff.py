"""Workers and what they are at, as they note it and as `scraper status` tells it. Every function takes a connection."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from scraper.store import dialect, tables

workers, shards, source_runs = tables.workers, tables.shards, tables.source_runs


def join(connection: sa.Connection, name: str, machine: str, process: int) -> None:
    """A worker begins."""
    now = dialect.now(connection)
    values = {"machine": machine, "process": process, "started_at": now, "seen_at": now, "ended_at": None}
    statement = dialect.insert(connection.dialect.name, workers).values(name=name, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


def show_life(connection: sa.Connection, name: str) -> None:
    """A worker's sign of life."""
    connection.execute(sa.update(workers).where(workers.c.name == name).values(seen_at=dialect.now(connection)))


def leave(connection: sa.Connection, name: str) -> None:
    """A worker ends."""
    now = dialect.now(connection)
    connection.execute(sa.update(workers).where(workers.c.name == name).values(seen_at=now, ended_at=now))


def status(connection: sa.Connection, silence: float) -> dict[str, list[dict[str, Any]]]:
    """``workers`` and ``shards``. A worker is alive while its last sign of life is at most ``silence`` seconds old."""
    now = dialect.now(connection)
    return {
        "workers": [
            {
                "worker": row.name,
                "machine": row.machine,
                "process": row.process,
                "alive": row.ended_at is None and (now - row.seen_at).total_seconds() <= silence,
                "started": row.started_at.isoformat(timespec="seconds"),
                "seconds_since_seen": round((now - row.seen_at).total_seconds(), 1),
            }
            for row in connection.execute(sa.select(workers).order_by(workers.c.name))
        ],
        "shards": [_shard(connection, row, now) for row in connection.execute(_ordered()).all()],
    }


def _ordered() -> sa.Select[Any]:
    return sa.select(shards).order_by(shards.c.number)


def _shard(connection: sa.Connection, row: Any, now: Any) -> dict[str, Any]:
    """One shard. ``pages``: asked in the turn that goes on, or in the last one; ``seconds``: the turn's age."""
    at_work = row.leased_until is not None and row.leased_until > now
    pages = row.pages
    if row.ended_at is None and row.run_id is not None:
        asked = sa.select(sa.func.coalesce(sa.func.sum(source_runs.c.asked), 0))
        pages = int(connection.execute(asked.where(source_runs.c.run_id == row.run_id)).scalar_one())
    ended = row.ended_at or now
    return {
        "shard": row.number,
        "state": "at work" if at_work else "lost" if row.leased_until is not None else "idle",
        "worker": row.worker,
        "seconds": round((ended - row.started_at).total_seconds(), 1) if row.started_at is not None else None,
        "pages": pages,
        "next_due": row.next_due.isoformat(timespec="seconds") if row.next_due is not None else None,
    }

"""What is known of hosts beyond one process: their buckets, when each may be asked again, the rules of their sites.

Moments are the database's, so that machines whose clocks differ agree. Every function takes a connection.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from scraper.store import dialect
from scraper.store.tables import host_sources, hosts, site_rules
from scraper.url import bucket_of


def add(connection: sa.Connection, pairs: Iterable[tuple[str, int]]) -> None:
    """Rows for hosts that have none, and for the sources of which they have URLs; in one order, so that no two writers
    wait for each other."""
    known = sorted(set(pairs))
    if known:
        name = connection.dialect.name
        rows = [new_row(host) for host in dict.fromkeys(host for host, _ in known)]
        connection.execute(dialect.insert(name, hosts).on_conflict_do_nothing(), rows)
        named = [{"host": host, "source_id": source_id} for host, source_id in known]
        connection.execute(dialect.insert(name, host_sources).on_conflict_do_nothing(), named)


def new_row(name: str) -> dict[str, Any]:
    """The row of a host that was never asked."""
    return {"name": name, "bucket": bucket_of(name), "asked": 0, "failed": 0, "bytes": 0, "penalty": 0.0}


def recall(connection: sa.Connection, name: str) -> tuple[float | None, float, float]:
    """``(sent, pause, penalty)``: seconds from now until the last request to the host may be sent (negative: it was
    sent so long ago; None: it was never asked), seconds that a pause still lasts, seconds of the throttle's penalty."""
    row = connection.execute(
        sa.select(hosts.c.sent_at, hosts.c.pause_until, hosts.c.penalty).where(hosts.c.name == name)
    ).first()
    if row is None:
        return None, 0.0, 0.0
    now = dialect.now(connection)
    pause = _seconds(row.pause_until, now) if row.pause_until is not None else 0.0
    return _seconds(row.sent_at, now) if row.sent_at is not None else None, max(0.0, pause), row.penalty


def note(connection: sa.Connection, name: str, sent: float, pause: float, penalty: float) -> None:
    """Note it, in the same terms."""
    now = dialect.now(connection)
    values: dict[str, Any] = {"sent_at": now + timedelta(seconds=sent), "penalty": penalty}
    values["pause_until"] = now + timedelta(seconds=pause) if pause else None
    statement = dialect.insert(connection.dialect.name, hosts)
    changes = {column: statement.excluded[column] for column in values}
    statement = statement.on_conflict_do_update(index_elements=["name"], set_=changes)
    connection.execute(statement, new_row(name) | values)


def recall_rules(connection: sa.Connection, origin: str) -> tuple[str, float] | None:
    """The rules of a site, and for how many seconds they hold (negative: no more)."""
    row = connection.execute(sa.select(site_rules).where(site_rules.c.origin == origin)).first()
    return (row.rules, _seconds(row.until, dialect.now(connection))) if row is not None else None


def note_rules(connection: sa.Connection, origin: str, rules: str, seconds: float) -> None:
    """Note the rules of a site for so many seconds."""
    statement = dialect.insert(connection.dialect.name, site_rules)
    changes = {column: statement.excluded[column] for column in ("rules", "until")}
    until = dialect.now(connection) + timedelta(seconds=seconds)
    statement = statement.on_conflict_do_update(index_elements=["origin"], set_=changes)
    connection.execute(statement, {"origin": origin, "rules": rules, "until": until})


def _seconds(moment: datetime, now: datetime) -> float:
    return (moment - now).total_seconds()

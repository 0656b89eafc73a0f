"""The profiles of the hosts, as their JSON. Every function takes a connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from scraper.store import dialect
from scraper.store.tables import profiles


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A host's profile. ``learned``: articles; ``document``: the profile's JSON."""

    host: str
    version: str
    learned: int
    document: str


def load(connection: sa.Connection, host: str) -> ProfileRow | None:
    """What is known of a host, None where nothing is."""
    columns = (profiles.c.host, profiles.c.version, profiles.c.learned, profiles.c.document)
    row = connection.execute(sa.select(*columns).where(profiles.c.host == host)).first()
    return ProfileRow(*row) if row is not None else None


def save(connection: sa.Connection, rows: Sequence[ProfileRow], now: datetime) -> None:
    """Keep profiles in the place of those that their hosts had."""
    statement = dialect.insert(connection.dialect.name, profiles)
    names = ("version", "learned", "updated_at", "document")
    changes = {name: statement.excluded[name] for name in names}
    statement = statement.on_conflict_do_update(index_elements=["host"], set_=changes)
    values = [
        {"host": row.host, "version": row.version, "learned": row.learned, "updated_at": now, "document": row.document}
        for row in rows
    ]
    if values:
        connection.execute(statement, values)

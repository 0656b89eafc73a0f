"""Retention: raw pages, older revisions and traces go when they are older than the options say."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from scraper.store import dialect
from scraper.store.database import Database
from scraper.store.options import StoreOptions
from scraper.store.tables import captures, events, revisions, urls, warc_files
from scraper.store.warc import day_of, writer_of


def tidy(
    database: Database, options: StoreOptions, folder: Path, now: datetime, writers: Container[str] = ("",)
) -> dict[str, int]:
    """Delete what is too old; how many files, revisions and events went. ``writers``: whose files lie on this
    machine."""
    with dialect.errors(database.where), database.engine.begin() as connection:
        old = [name for name in _old_files(connection, options, now) if writer_of(name) in writers]
        for name in old:
            _delete_file(connection, name)
        counts = {
            "files": len(old),
            "revisions": _delete_before(connection, revisions, revisions.c.seen_at, options.keep_revisions, now),
            "events": _delete_before(connection, events, events.c.at, options.keep_events, now),
        }
        if any(counts.values()):
            dialect.give_back(connection)
    for name in old:  # after the database has let go of them; one that stays by a kill is only in the way
        (folder / options.warc / name).unlink(missing_ok=True)
    return counts


def _old_files(connection: sa.Connection, options: StoreOptions, now: datetime) -> list[str]:
    """Files whose whole day is older than the limit."""
    if not options.keep_pages:
        return []
    limit = now - timedelta(days=options.keep_pages + 1)
    names = connection.execute(sa.select(warc_files.c.name)).scalars()
    return [name for name in names if (day := day_of(name)) is not None and day < limit]


def _delete_file(connection: sa.Connection, name: str) -> None:
    """Forget a file's records. Digests of its pages go too, so that no revisit record refers to what is gone."""
    owners = sa.select(captures.c.url_id).where(captures.c.file == name)
    connection.execute(sa.update(urls).where(urls.c.id.in_(owners)).values(digest=None))
    connection.execute(sa.delete(captures).where(captures.c.file == name))
    connection.execute(sa.delete(warc_files).where(warc_files.c.name == name))


def _delete_before(
    connection: sa.Connection, table: sa.Table, column: sa.Column[datetime], days: float, now: datetime
) -> int:
    if not days:
        return 0
    return connection.execute(sa.delete(table).where(column < now - timedelta(days=days))).rowcount

"""Moving a store from one database to another: all of it in one transaction, or nothing; the source is only read.

Rows go over in the order of their keys, some at a time.  Then every table of the target is read back: its number of
rows and its checksum must be those of what was read from the source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa

from scraper.errors import StoreError, UsageError
from scraper.store import dialect, tables
from scraper.store.database import Database

CHUNK = 500  # rows at once
#: What workers note of themselves says nothing in another database.
_LEFT = (tables.shards, tables.workers)
#: Columns that refer to tables which come later; they are filled in when those are there.
_LATER = {tables.articles: ("capture_id",)}


@dataclass(frozen=True, slots=True)
class Sum:
    """The number of a table's rows, and the sum of their digests, which does not depend on their order."""

    rows: int
    digest: int


def moved() -> list[sa.Table]:
    """The tables, each after those that it refers to."""
    order = sorted(tables.metadata.tables.values(), key=lambda table: _depth(table, ()))
    return [table for table in order if table not in _LEFT]


def _depth(table: sa.Table, above: tuple[sa.Table, ...]) -> int:
    """How many tables have to be there before it."""
    later = _LATER.get(table, ())
    named = {key.column.table for key in table.foreign_keys if key.parent.name not in later}
    return max((1 + _depth(other, (*above, table)) for other in named if other not in (*above, table)), default=0)


def migrate(source: Database, target: Database, on_table: Callable[[str, int], None]) -> dict[str, int]:
    """Copy the store; rows by table. ``on_table`` hears of each table that is over.

    Raises UsageError where the target is not empty, StoreError where what was written is not what was read.
    """
    counts: dict[str, int] = {}
    with (
        dialect.errors(source.where),
        dialect.snapshot(source.engine) as reading,
        dialect.errors(target.where),
        target.engine.begin() as writing,
    ):
        _check_empty(writing, target.where)
        read = {}
        for table in moved():
            read[table] = _copy(reading, writing, table)
            counts[table.name] = read[table].rows
            on_table(table.name, read[table].rows)
        for table, names in _LATER.items():
            _fill(reading, writing, table, names)
        for table, expected in read.items():
            if (found := _sum(_rows(writing, table))) != expected:
                what = f"the {found.rows} rows of {table.name} are not the {expected.rows} of the source"
                raise StoreError(what, where=target.where, hint="Nothing was kept; please report it")
        dialect.set_counters(writing, [table.name for table in read if "id" in table.c])
    return counts


def _check_empty(connection: sa.Connection, where: str) -> None:
    for table in moved():
        if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None:
            hint = "Name a new database or file; nothing was changed in this one"
            raise UsageError(
                f"the target holds a store already (its table {table.name} has rows)", where=where, hint=hint
            )


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[dict[str, Any]]:
    """All rows in the order of their keys."""
    statement = sa.select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=CHUNK).execute(statement):
        yield row._asdict()


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _copy(reading: sa.Connection, writing: sa.Connection, table: sa.Table) -> Sum:
    later = dict.fromkeys(_LATER.get(table, ()))
    rows, digest = 0, 0
    for chunk in _chunks(_rows(reading, table)):
        writing.execute(sa.insert(table), [row | later for row in chunk])
        part = _sum(iter(chunk))
        rows, digest = rows + part.rows, (digest + part.digest) % (1 << 128)
    return Sum(rows, digest)


def _fill(reading: sa.Connection, writing: sa.Connection, table: sa.Table, names: tuple[str, ...]) -> None:
    """Fill in the columns that refer to later tables."""
    statement = sa.update(table).where(table.c.id == sa.bindparam("id_"))
    for chunk in _chunks(_rows(reading, table)):
        writing.execute(statement, [{"id_": row["id"]} | {name: row[name] for name in names} for row in chunk])


def _sum(rows: Iterator[dict[str, Any]]) -> Sum:
    count, total = 0, 0
    for row in rows:
        text = repr([_plain(row[name]) for name in sorted(row)])
        total += int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest(), "big")
        count += 1
    return Sum(count, total % (1 << 128))


def _plain(value: Any) -> Any:
    """A value as both databases keep it: SQLite's moments have milliseconds."""
    if isinstance(value, datetime):
        return tables.time_text(value)
    if isinstance(value, memoryview):
        return bytes(value)
    return tables.stored_text(value) if isinstance(value, str) else value

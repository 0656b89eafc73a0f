"""The frontier's rows: what is known, what is due, what is asked at the moment. Every function takes a connection."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from scraper.store import dialect, hosts
from scraper.store.records import Entry, Found, Kind, State
from scraper.store.shards import Shard
from scraper.store.tables import articles, captures, sources, urls

# States from which a URL may be leased at once; the others become due when their time comes.
WAITING = (State.FOUND, State.DUE)
CLOCK_ERROR = timedelta(minutes=10)  # clocks of machines that share a store, and steps by NTP, stay within it
CHUNK = 500  # keys a query; SQLite takes 32,766 parameters, older ones 999
_KEYS: sa.BindParameter[Any] = sa.bindparam("keys_", expanding=True)
ANSWERED = (State.DONE, State.UNCHANGED, State.GONE, State.FAILED)  # resting, but not by a rule of ours
RESTING = (State.DONE, State.UNCHANGED, State.GONE, State.REFUSED, State.FAILED)


def source_ids(connection: sa.Connection, names: Iterable[str]) -> dict[str, int]:
    """The row number of each source; unknown names get one."""
    known: dict[str, int] = {name: id_ for id_, name in connection.execute(sa.select(sources.c.id, sources.c.name))}
    for name in names:
        if name not in known:
            statement = sa.insert(sources).values(name=name).returning(sources.c.id)
            known[name] = connection.execute(statement).scalar_one()
    return {name: known[name] for name in names}


def add(connection: sa.Connection, found: Sequence[Found]) -> tuple[list[Found], list[Found]]:
    """Put URLs into the frontier; those that were new, and those that are due again.

    A known URL may move up while it waits, and is due again when it was changed since it was asked; else it stays.
    """
    new: list[Found] = []
    renewed: list[Found] = []
    for start in range(0, len(found), CHUNK):
        chunk = {item.key: item for item in found[start : start + CHUNK]}
        statement = sa.select(urls.c.key, urls.c.id, urls.c.state, urls.c.priority, urls.c.asked_at)
        known = connection.execute(statement.where(urls.c.key.in_(_KEYS)), {"keys_": list(chunk)}).all()
        better = [
            {"id_": id_, "priority": chunk[key].priority, "hint_at": chunk[key].hint_at}
            for key, id_, state, priority, _ in known
            if state == State.FOUND and chunk[key].priority < priority
        ]
        changed = {row.id: chunk[row.key] for row in known if _is_changed(chunk[row.key], row.state, row.asked_at)}
        if better:
            connection.execute(sa.update(urls).where(urls.c.id == sa.bindparam("id_")), better)
        if changed:
            again = [{"id_": id_, "state": State.DUE, "due_at": item.due_at} for id_, item in changed.items()]
            connection.execute(sa.update(urls).where(urls.c.id == sa.bindparam("id_")), again)
            renewed.extend(changed.values())
        for row in known:
            del chunk[row.key]
        if chunk:
            new.extend(_insert(connection, chunk))
    return new, renewed


def _insert(connection: sa.Connection, chunk: dict[str, Found]) -> list[Found]:
    """Insert URLs by key; those that no other writer has put in meanwhile. In one order, so that no two writers wait
    for each other."""
    hosts.add(connection, ((item.host, item.source_id) for item in chunk.values()))
    rows = [_row(chunk[key]) for key in sorted(chunk)]
    statement = dialect.insert(connection.dialect.name, urls).on_conflict_do_nothing().returning(urls.c.key)
    return [chunk[key] for key in connection.execute(statement, rows).scalars()]


def _is_changed(item: Found, state: str, asked_at: datetime | None) -> bool:
    """Whether a known URL was changed since it was asked. A time to come is no word about a change."""
    if item.modified_at is None or asked_at is None or state not in ANSWERED:
        return False
    return asked_at < item.modified_at <= item.due_at + CLOCK_ERROR


def _row(item: Found) -> dict[str, Any]:
    return {
        "key": item.key,
        "url": item.url,
        "host": item.host,
        "source_id": item.source_id,
        "kind": item.kind,
        "state": State.FOUND,
        "priority": item.priority,
        "depth": item.depth,
        "due_at": item.due_at,
        "found_at": item.due_at,
        "found_how": item.how,
        "found_on": item.on,
        "hint_at": item.hint_at,
        "hint_title": item.hint_title,
        "asked_times": 0,
        "failures": 0,
        "note": "",
    }


def lease(connection: sa.Connection, host: str, allowed: Collection[int], count: int) -> list[Entry]:
    """Take up to ``count`` URLs of a host that are due, best priority first, oldest first."""
    turn = (
        sa.select(urls.c.id)
        .where(urls.c.host == sa.bindparam("host_"), urls.c.state.in_(WAITING))
        .where(urls.c.source_id.in_(sa.bindparam("allowed_", expanding=True)))
        .order_by(urls.c.priority, urls.c.due_at, urls.c.id)
        .limit(sa.bindparam("count_"))
    )
    taken = sa.update(urls).where(urls.c.id.in_(turn.scalar_subquery())).values(state=State.LEASED).returning(urls.c.id)
    bound = {"host_": host, "allowed_": list(allowed), "count_": count}
    ids = list(connection.execute(taken, bound).scalars())
    return entries(connection, ids)


def entries(connection: sa.Connection, ids: Sequence[int]) -> list[Entry]:
    """The rows of those numbers with what is stored for them, in the order of their turn."""
    if not ids:
        return []
    columns = [urls.c[name] for name in Entry.__dataclass_fields__ if name in urls.c]
    archived = sa.select(sa.func.max(captures.c.captured_at)).where(
        captures.c.url_id == urls.c.id, captures.c.kind == "response", captures.c.digest == urls.c.digest
    )
    statement = (
        sa.select(*columns, articles.c.text_digest, archived.scalar_subquery())
        .select_from(urls.outerjoin(articles, urls.c.article_id == articles.c.id))
        .where(urls.c.id.in_(sa.bindparam("ids_", expanding=True)))
        .order_by(urls.c.priority, urls.c.due_at, urls.c.id)
    )
    return [_entry(row) for row in connection.execute(statement, {"ids_": list(ids)})]


def _entry(row: Sequence[Any]) -> Entry:
    entry = Entry(*row)
    # Strings come back from the database; the enumerations are what the code compares with.
    object.__setattr__(entry, "kind", Kind(entry.kind))
    object.__setattr__(entry, "state", State(entry.state))
    return entry


def due_hosts(connection: sa.Connection, allowed: Collection[int], shard: Shard | None = None) -> dict[str, int]:
    """Hosts (of the shard) with URLs that may be asked now, and how many."""
    statement = (
        sa.select(urls.c.host, sa.func.count())
        .where(urls.c.state.in_(WAITING), urls.c.source_id.in_(list(allowed)))
        .group_by(urls.c.host)
    )
    return dict(connection.execute(_within(statement, shard)).all())


def _within(statement: Any, shard: Shard | None) -> Any:
    """The statement for the URLs of a shard; of all hosts where there is none."""
    return statement if shard is None else statement.where(urls.c.host.in_(shard.hosts()))


def wake(
    connection: sa.Connection,
    allowed: Collection[int],
    now: datetime,
    *,
    force: bool = False,
    shard: Shard | None = None,
) -> int:
    """Make due what rests and whose time has come (with ``force``: everything); how many.

    What was asked in the future was asked before the clock was set back: its time is unknown, so it has come.
    """
    statement = sa.update(urls).where(urls.c.state.in_(RESTING), urls.c.source_id.in_(list(allowed)))
    if not force:
        statement = statement.where((urls.c.due_at <= now) | (urls.c.asked_at > now + CLOCK_ERROR))
    return int(connection.execute(_within(statement, shard).values(state=State.DUE, due_at=now)).rowcount)


def release(connection: sa.Connection, ids: Collection[int] | None = None, shard: Shard | None = None) -> int:
    """Give leases back: those of ``ids``, or all of the shard (at a start: the run before was killed); how many."""
    statement = sa.update(urls).where(urls.c.state == State.LEASED).values(state=State.DUE)
    if ids is not None:
        statement = statement.where(urls.c.id.in_(list(ids)))
    return int(connection.execute(_within(statement, shard)).rowcount)


def next_due(connection: sa.Connection, allowed: Collection[int], shard: Shard | None = None) -> datetime | None:
    """When the next URL becomes due; None where nothing ever will."""
    statement = sa.select(sa.func.min(urls.c.due_at)).where(
        urls.c.due_at.is_not(None), urls.c.source_id.in_(list(allowed)), urls.c.state != State.LEASED
    )
    due: datetime | None = connection.scalar(_within(statement, shard))
    return due


def known_counts(connection: sa.Connection, allowed: Collection[int]) -> dict[str, int]:
    """How many URLs are in each state."""
    statement = (
        sa.select(urls.c.state, sa.func.count()).where(urls.c.source_id.in_(list(allowed))).group_by(urls.c.state)
    )
    return dict(connection.execute(statement).all())

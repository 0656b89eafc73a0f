"""What a run would ask now, and why, without asking anything or writing to the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from scraper.crawler.plan import Plan
from scraper.crawler.seeds import named
from scraper.store import dialect
from scraper.store.database import database_path, open_database
from scraper.store.records import State
from scraper.store.tables import sources, urls
from scraper.url import key, normalise


@dataclass(frozen=True, slots=True)
class Due:
    """A URL that would be asked. ``why``: in words."""

    url: str
    source: str
    kind: str
    why: str


def preview(plan: Plan) -> Iterator[Due]:
    """URLs in the order of their turn; at most the plan's limit of pages."""
    known: set[str] = set()
    stored = list(_stored(plan, known))
    new = [
        Due(normalise(url), source.name, kind, f"named in the configuration ({place}), never asked")
        for source in plan.sources
        for url, kind, place in named(source)
        if key(url) not in known
    ]
    rows = [*new, *stored]
    yield from rows[: plan.limits.pages or len(rows)]


def _stored(plan: Plan, known: set[str]) -> Iterator[Due]:
    """What the store has due; its keys are added to ``known``."""
    path = database_path(plan.store, plan.folder)
    if path is not None and not path.exists():
        return
    now = datetime.now(UTC)
    with (
        open_database(plan.store, plan.folder, read_only=True) as database,
        dialect.errors(database.where),
        database.engine.begin() as connection,
    ):
        known.update(connection.execute(sa.select(urls.c.key)).scalars())
        columns = (urls.c.url, sources.c.name, urls.c.kind, urls.c.state, urls.c.due_at, urls.c.found_how, urls.c.note)
        statement = sa.select(*columns).join(sources).where(sources.c.name.in_([s.name for s in plan.sources]))
        if not plan.force:
            statement = statement.where(urls.c.due_at <= now)
        for row in connection.execute(statement.order_by(urls.c.priority, urls.c.due_at, urls.c.id)):
            yield Due(row.url, row.name, row.kind, _why(row, plan.force))


def _why(row: Any, force: bool) -> str:
    if row.state == State.FOUND:
        return f"found by {row.found_how}, never asked"
    since = f"due since {row.due_at:%Y-%m-%d %H:%M} UTC" if row.due_at is not None else "never due by itself"
    return f"{'forced; ' if force else ''}{row.state}, {since}"

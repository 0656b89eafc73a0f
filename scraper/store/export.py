"""Reading articles out of the store, one at a time: memory does not grow with their number."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

import sqlalchemy as sa

from scraper.errors import UsageError
from scraper.store import dialect
from scraper.store.database import Database
from scraper.store.flat import Csv
from scraper.store.jsonl import JsonLines
from scraper.store.markdown import Markdown
from scraper.store.parquet import Parquet
from scraper.store.sink import Sink
from scraper.store.tables import articles, sources, tags

CHUNK = 200  # rows fetched at once
_BETWEEN = "\x1f"  # between tags that SQL joined; ASCII's unit separator, which no tag holds

#: Format -> what writes it.
FORMATS: dict[str, Callable[[IO[bytes]], Sink]] = {
    "jsonl": JsonLines,
    "parquet": Parquet,
    "csv": Csv,
    "markdown": Markdown,
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles: of one ``source`` (its name), new or changed at or after ``since``; all by default."""

    source: str = ""
    since: datetime | None = None


def read_articles(database: Database, selection: Selection) -> Iterator[dict[str, Any]]:
    """The selected articles in the order in which they were stored: the keys of an article's JSON, and ``stored``.

    Raises UsageError for a source that the store does not know."""
    statement = _statement()
    if selection.since is not None:
        statement = statement.where(articles.c.changed_at >= selection.since)
    with dialect.errors(database.where), database.engine.connect() as connection:
        if selection.source:
            statement = statement.where(articles.c.source_id == _source_id(connection, selection.source))
        streamed = connection.execution_options(yield_per=CHUNK)
        for row in streamed.execute(statement.order_by(articles.c.id)):
            yield as_document(row)


def _source_id(connection: sa.Connection, name: str) -> int:
    known: dict[str, int] = dict(connection.execute(sa.select(sources.c.name, sources.c.id)).all())
    if name not in known:
        hint = f"The store has: {', '.join(known) or 'none'}"
        raise UsageError(f"there is no source {name!r} in the store", where="--source", hint=hint)
    return known[name]


def read_article(connection: sa.Connection, article_id: int) -> dict[str, Any] | None:
    """One article; None where it is gone."""
    row = connection.execute(_statement().where(articles.c.id == article_id)).first()
    return as_document(row) if row is not None else None


def article_rows(
    connection: sa.Connection, narrowed: Callable[[sa.Select[Any]], sa.Select[Any]]
) -> Iterator[dict[str, Any]]:
    """The articles that a narrowed statement finds, as their JSON; ``narrowed`` adds conditions on ``articles`` and
    ``sources``, order and limit."""
    return map(as_document, connection.execute(narrowed(_statement())))


def _statement() -> sa.Select[Any]:
    added = (
        sa.select(sa.func.aggregate_strings(tags.c.tag, _BETWEEN))
        .where(tags.c.article_id == articles.c.id, tags.c.origin == "source")
        .scalar_subquery()
    )
    return sa.select(articles, sources.c.name.label("source_name"), added.label("source_tags")).join(sources)


def as_document(row: Any) -> dict[str, Any]:
    """A row as the article's JSON with the store's own words about it under ``stored``."""
    document = {"title": row.title, "text": row.text, **json.loads(row.document)}
    document["tags"] = list(dict.fromkeys((*document["tags"], *filter(None, (row.source_tags or "").split(_BETWEEN)))))
    document["stored"] = {
        "id": row.id,
        "source": row.source_name,
        "url": row.key,
        "words": row.words,
        "revision": row.revision,
        "group": row.group_id,
        "first_seen_at": row.first_seen_at.isoformat(),
        "changed_at": row.changed_at.isoformat(),
    }
    return document


def export(database: Database, selection: Selection, make_sink: Callable[[IO[bytes]], Sink], stream: IO[bytes]) -> int:
    """Write the selected articles; how many there were."""
    sink = make_sink(stream)
    count = 0
    for article in read_articles(database, selection):
        sink.write(article)
        count += 1
    sink.close()
    return count

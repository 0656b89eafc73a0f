"""What cleaning stored pages again needs of the store, and what it leaves there. Every function takes a connection.

``articles.cleaner`` names the cleaner that last read an article's page (its version, options, what it knew of the
site), whatever came of it: that is how far a run has come, and where the next one goes on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from scraper.errors import UsageError
from scraper.store.records import ArticleRow
from scraper.store.tables import articles, captures, events, outbox, sources, tags, urls
from scraper.store.versions import Reason, Version, Versions, differs

CHUNK = 200  # articles listed at once


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles: of the ``sources`` (names; none: of all), new or changed at or after ``since``."""

    sources: tuple[str, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An article that may be cleaned again. ``url``: its page answered there; ``cleaner``: that read it last."""

    id: int
    url: str
    host: str
    source: str
    cleaner: str


@dataclass(frozen=True, slots=True)
class Archived:
    """Where an article's page lies: file, offset, digest of the payload; ``asked``: the URL that was asked."""

    file: str
    position: int
    digest: str | None
    captured_at: datetime
    asked: str


@dataclass(frozen=True, slots=True)
class Recleaned:
    """What came of an article's page. ``row``: None where nothing is to be put in the place of what is stored;
    ``cleaner``: that read it. ``tags``: that its source adds. ``sinks``: outputs that get it if it changed, which then
    counts as a change of the article; None: it does not."""

    article_id: int
    cleaner: str
    row: ArticleRow | None
    tags: tuple[str, ...] = ()
    sinks: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What is stored of an article at the moment, as far as the difference needs it."""

    url: str
    title: str | None
    text: str
    changed: bool


def count(connection: sa.Connection, selection: Selection) -> int:
    """How many articles are selected."""
    chosen = _chosen(connection, selection, articles.c.id)
    return connection.scalar(sa.select(sa.func.count()).select_from(chosen.subquery())) or 0


def listed(connection: sa.Connection, selection: Selection, after: int) -> list[Listed]:
    """The next selected articles after a number, in the order of their numbers."""
    columns = (articles.c.id, articles.c.url, urls.c.host, sources.c.name, articles.c.cleaner)
    statement = _chosen(connection, selection, *columns)
    statement = statement.where(articles.c.id > after).order_by(articles.c.id).limit(CHUNK)
    return [Listed(id_, url, host or "", *rest) for id_, url, host, *rest in connection.execute(statement)]


def _chosen(connection: sa.Connection, selection: Selection, *columns: Any) -> sa.Select[Any]:
    joined = articles.join(sources).outerjoin(captures, articles.c.capture_id == captures.c.id)
    statement = sa.select(*columns).select_from(joined.outerjoin(urls, captures.c.url_id == urls.c.id))
    if selection.since is not None:
        statement = statement.where(articles.c.changed_at >= selection.since)
    if selection.sources:
        statement = statement.where(articles.c.source_id.in_(_source_ids(connection, selection.sources)))
    return statement


def _source_ids(connection: sa.Connection, names: Sequence[str]) -> list[int]:
    known: dict[str, int] = dict(connection.execute(sa.select(sources.c.name, sources.c.id)).all())
    for name in names:
        if name not in known:
            hint = f"The store has: {', '.join(known) or 'none'}"
            raise UsageError(f"there is no source {name!r} in the store", where="--source", hint=hint)
    return [known[name] for name in names]


def archived(connection: sa.Connection, article_id: int) -> Archived | None:
    """Where the page lies that the article was read from: of a revisit record, the record of the payload that it
    refers to. None where it is not archived, or was deleted."""
    columns = (captures.c.file, captures.c.position, captures.c.digest, captures.c.captured_at, urls.c.url)
    found = sa.select(*columns, captures.c.kind, captures.c.url_id).join(urls, captures.c.url_id == urls.c.id)
    of_article = articles.c.capture_id == captures.c.id
    row = connection.execute(found.join(articles, of_article).where(articles.c.id == article_id)).first()
    if row is not None and row.kind != "response":
        whole = (captures.c.kind == "response", captures.c.url_id == row.url_id, captures.c.digest == row.digest)
        row = connection.execute(found.where(*whole).order_by(captures.c.id.desc()).limit(1)).first()
    return Archived(*row[:5]) if row is not None else None


def apply(
    connection: sa.Connection, results: Sequence[Recleaned], now: datetime, near_duplicates: float
) -> list[Before | None]:
    """Put what was cleaned in the place of what is stored, each as a version of its own where it is another article;
    what was stored before, None where nothing was put or the article is gone."""
    versions = Versions(connection, near_duplicates)
    found = []
    for result in results:
        stored = connection.execute(sa.select(articles).where(articles.c.id == result.article_id)).first()
        found.append(_apply(connection, versions, stored, result, now) if stored is not None else None)
    return found


def preview(connection: sa.Connection, results: Sequence[Recleaned]) -> list[Before | None]:
    """What :func:`apply` would find; nothing is written."""
    found: list[Before | None] = []
    for result in results:
        stored = connection.execute(sa.select(articles).where(articles.c.id == result.article_id)).first()
        known = stored is not None and result.row is not None
        found.append(_before(stored, _as_stored(stored, result.row)) if known and result.row is not None else None)
    return found


def _apply(
    connection: sa.Connection, versions: Versions, stored: Any, result: Recleaned, now: datetime
) -> Before | None:
    if result.row is None:
        tried = sa.update(articles).where(articles.c.id == stored.id).values(cleaner=result.cleaner)
        connection.execute(tried)
        return None
    row = _as_stored(stored, result.row)
    before = _before(stored, row)
    if not before.changed:
        versions.refresh(stored, row)
        return before
    own = sa.select(tags.c.tag).where(tags.c.article_id == stored.id, tags.c.origin == "source")
    added = (*result.tags, *connection.execute(own).scalars())
    versions.replace(stored, Version(row, Reason.RECLEANED, now, added, news=result.sinks is not None))
    note = f"the stored page cleaned anew: {stored.words} -> {row.words} words"
    url_id = connection.scalar(sa.select(urls.c.id).where(urls.c.key == stored.key))
    event = {"at": now, "kind": "recleaned", "note": note, "source_id": stored.source_id, "url_id": url_id}
    connection.execute(sa.insert(events), event)
    for sink in result.sinks or ():
        values = {"sink": sink, "source_id": stored.source_id, "article_id": stored.id}
        connection.execute(sa.insert(outbox), values | {"attempts": 0, "next_at": now, "note": ""})
    return before


def _as_stored(stored: Any, row: ArticleRow) -> ArticleRow:
    """The row under the article's own key, with what site and page said about use when the page was downloaded."""
    document, before = json.loads(row.document), json.loads(stored.document)
    document.pop("signals", None)
    if "signals" in before:
        document["signals"] = before["signals"]
    return replace(row, key=stored.key, url=stored.url, document=json.dumps(document, ensure_ascii=False))


def _before(stored: Any, row: ArticleRow) -> Before:
    changed = stored.text_digest != row.text_digest or differs(stored, row)
    return Before(stored.key, stored.title, stored.text, changed)

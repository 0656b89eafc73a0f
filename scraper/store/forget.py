"""Takedown: an article, its revisions, its raw pages and its index entries go, and stay away.

Order of work, so that a kill in the middle leaves something that a second call completes: the pattern is noted first
(from then on the writer takes nothing that it names), then raw pages are overwritten, then the rows are deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from scraper.store import dialect, warc
from scraper.store.database import Database
from scraper.store.reports import matches
from scraper.store.tables import articles, captures, forgotten, urls


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went: numbers of articles, URLs and raw pages. ``alike``: URLs of near-duplicates that stay."""

    articles: int
    urls: int
    pages: int
    alike: tuple[str, ...]


def forget(database: Database, warc_folder: Path | None, pattern: str, now: datetime) -> Forgotten:
    """Remove everything that ``pattern`` (a URL, or with ``*`` as in a shell) names. Raises StoreError."""
    with dialect.errors(database.where):
        with database.engine.begin() as connection:
            _note(connection, [pattern], now)
        with database.engine.begin() as connection:
            url_ids, article_ids, named = _find(connection, pattern)
            # Other URLs of the same articles would bring them back.
            _note(connection, named, now)
        pages = _erase(database, warc_folder, url_ids)
        with database.engine.begin() as connection:
            alike = _alike(connection, article_ids)
            for chunk in _chunks(url_ids):
                connection.execute(sa.delete(captures).where(captures.c.url_id.in_(chunk)))
                connection.execute(sa.delete(urls).where(urls.c.id.in_(chunk)))
            for chunk in _chunks(article_ids):
                connection.execute(sa.delete(articles).where(articles.c.id.in_(chunk)))
            dialect.purge_index(connection)
        dialect.vacuum(database.engine)
    return Forgotten(len(article_ids), len(url_ids), pages, alike)


def _note(connection: sa.Connection, patterns: Sequence[str], now: datetime) -> None:
    statement = dialect.insert(connection.dialect.name, forgotten).on_conflict_do_nothing()
    if patterns:
        connection.execute(statement, [{"pattern": pattern, "at": now, "note": ""} for pattern in patterns])


def _find(connection: sa.Connection, pattern: str) -> tuple[list[int], list[int], list[str]]:
    """Numbers of URLs and articles that go, and the URLs that have to be noted beside the pattern."""
    article_ids = {
        id_
        for id_, key, url in connection.execute(sa.select(articles.c.id, articles.c.key, articles.c.url))
        if matches(key, pattern) or matches(url, pattern)
    }
    rows = connection.execute(sa.select(urls.c.id, urls.c.key, urls.c.url, urls.c.article_id)).all()
    direct = {row.id for row in rows if matches(row.key, pattern) or matches(row.url, pattern)}
    article_ids |= {row.article_id for row in rows if row.id in direct and row.article_id is not None}
    going = [row for row in rows if row.id in direct or row.article_id in article_ids]
    named = {row.key for row in going}
    for chunk in _chunks(sorted(article_ids)):
        named |= set(connection.execute(sa.select(articles.c.key).where(articles.c.id.in_(chunk))).scalars())
    return [row.id for row in going], sorted(article_ids), sorted(name for name in named if not matches(name, pattern))


def _erase(database: Database, folder: Path | None, url_ids: Sequence[int]) -> int:
    """Overwrite the raw pages of those URLs; how many."""
    count = 0
    for chunk in _chunks(url_ids):
        statement = sa.select(captures.c.file, captures.c.position, captures.c.length)
        with database.engine.begin() as connection:
            places = connection.execute(statement.where(captures.c.url_id.in_(chunk))).all()
        for place in places:
            if folder is not None and (folder / place.file).exists():
                warc.erase(folder / place.file, place.position, place.length)
                count += 1
    return count


def _alike(connection: sa.Connection, article_ids: Sequence[int]) -> tuple[str, ...]:
    """URLs of articles in the same groups that are not going."""
    groups: set[int] = set()
    for chunk in _chunks(article_ids):
        found = sa.select(articles.c.group_id).where(articles.c.id.in_(chunk), articles.c.group_id.is_not(None))
        groups |= set(connection.execute(found).scalars())
    going = set(article_ids)
    statement = sa.select(articles.c.id, articles.c.key).where(articles.c.group_id.in_(groups))
    return tuple(key for id_, key in connection.execute(statement) if id_ not in going)


def _chunks(ids: Sequence[int], size: int = 500) -> list[list[int]]:
    return [list(ids[start : start + size]) for start in range(0, len(ids), size)]

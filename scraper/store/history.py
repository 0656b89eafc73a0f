"""The stored versions of one article, oldest first. Every function takes a connection and only reads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from scraper import difference
from scraper.store.tables import articles, revisions, urls


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version. ``reason``: see ``store.versions``. ``changes``: what it changed, None for the first. ``document``:
    the article's JSON without title and text."""

    revision: int
    reason: str
    at: datetime
    title: str | None
    text: str
    document: dict[str, Any]
    changes: tuple[difference.Change, ...] | None
    profile: str | None


@dataclass(frozen=True, slots=True)
class History:
    """An article's versions; those that retention deleted are missing. ``url``: the one that stands for it."""

    id: int
    url: str
    versions: tuple[StoredVersion, ...]

    def version(self, revision: int) -> StoredVersion | None:
        """The version of that number; None where it is not stored."""
        return next((version for version in self.versions if version.revision == revision), None)


def find(connection: sa.Connection, url: str, key: str) -> int | None:
    """The number of the article that stands under the URL: its own, one that it was found or read under; None where
    there is no such article. ``key``: the URL's key."""
    for statement in (
        sa.select(articles.c.id).where(articles.c.key == key),
        sa.select(urls.c.article_id).where(urls.c.key == key),
        sa.select(articles.c.id).where(articles.c.url.in_((url, key))),
    ):
        found: int | None = connection.scalar(statement)
        if found is not None:
            return found
    return None


def is_known(connection: sa.Connection, key: str) -> bool:
    """Whether the frontier has the URL, article or not."""
    return connection.scalar(sa.select(urls.c.id).where(urls.c.key == key)) is not None


def read(connection: sa.Connection, article_id: int) -> History:
    """The history of a stored article."""
    row = connection.execute(sa.select(articles).where(articles.c.id == article_id)).one()
    older = sa.select(revisions).where(revisions.c.article_id == article_id).order_by(revisions.c.revision)
    versions = [_version(old, old.seen_at) for old in connection.execute(older)]
    return History(article_id, row.key, (*versions, _version(row, row.revised_at or row.changed_at)))


def _version(row: Any, at: datetime) -> StoredVersion:
    return StoredVersion(
        row.revision,
        row.reason,
        at,
        row.title,
        row.text,
        json.loads(row.document),
        difference.from_json(row.difference) if row.difference is not None else None,
        row.profile,
    )

"""Versions of an article: the newest stands in ``articles``, older ones in ``revisions``, each with what it changed.

A version has a reason.  ``new``: the first.  ``edited``: the site changed title or text.  ``metadata``: the site
changed only what it says about the article.  ``recleaned``: the page is the same, the cleaner, its options or what is
known of the site is not.  What changes only around the article (teasers, menus) makes no version.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from scraper import difference
from scraper.store import dialect, duplicates
from scraper.store.records import ArticleRow
from scraper.store.tables import articles, bands, revisions, tags

CANDIDATES = 50  # articles compared with a new one; more of them share a band only where a template fills the text

_BESIDE = ("tags", "authors", "paywalled")  # of a row: kept in tables of their own
_ROW_FIELDS = tuple(field.name for field in fields(ArticleRow) if field.name not in _BESIDE)
#: What may change while the article stays the same: how it was read, and what stood around it.
_READING_FIELDS = ("status", "confidence", "words_removed", "blocks_removed", "engine", "version", "document",
                   "profile", "cleaner")  # fmt: skip
#: What a site says about an article, as far as a change of it is worth a version. Left out is what changes by itself
#: at each visit (``modified``, addresses of pictures) and what is the cleaner's own (``confidence``).
FACTS = ("authors", "published", "tags", "section", "access", "language", "rights", "license", "source")


class Reason(StrEnum):
    """Why there is a version."""

    NEW = "new"
    EDITED = "edited"
    METADATA = "metadata"
    RECLEANED = "recleaned"


@dataclass(frozen=True, slots=True)
class Version:
    """A version to be stored. ``source_tags``: added by the source. ``news``: whoever asks for what is new or changed
    is to get it."""

    row: ArticleRow
    reason: Reason
    at: datetime
    source_tags: tuple[str, ...] = ()
    news: bool = True


class Versions:
    """Stores versions on ``connection``. ``near_duplicates``: share of word runs that makes two articles a group."""

    def __init__(self, connection: sa.Connection, near_duplicates: float) -> None:
        self._connection, self._near_duplicates = connection, near_duplicates

    def insert(self, source_id: int, version: Version) -> tuple[int, bool]:
        """The first version of an article; its number, and whether it nearly repeats another page of its host."""
        values: dict[str, Any] = {name: getattr(version.row, name) for name in _ROW_FIELDS}
        values |= {"source_id": source_id, "revision": 1, "reason": version.reason, "revised_at": version.at}
        values |= dict.fromkeys(("first_seen_at", "last_seen_at", "changed_at"), version.at)
        article_id: int = self._connection.execute(_INSERT, values).scalar_one()
        self._insert_tags(article_id, version)
        return article_id, self._group(article_id, version.row)

    def replace(self, stored: Any, version: Version) -> None:
        """Keep what is stored (a row of ``articles``) as a revision and put the version in its place."""
        old = {"article_id": stored.id, "seen_at": stored.revised_at or stored.changed_at}
        old |= {name: getattr(stored, name) for name in _KEPT}
        self._connection.execute(sa.insert(revisions), old)
        row = version.row
        values: dict[str, Any] = {name: getattr(row, name) for name in _ROW_FIELDS if name != "key"}
        values |= {"revision": stored.revision + 1, "reason": version.reason, "revised_at": version.at}
        values["difference"] = difference.to_json(changes((stored.title, stored.text), (row.title, row.text)))
        values["group_id"] = None
        if version.news:
            values["changed_at"] = version.at
        if version.reason is not Reason.RECLEANED:
            values["last_seen_at"] = version.at
        self._connection.execute(sa.update(articles).where(articles.c.id == stored.id), values)
        self._connection.execute(sa.delete(tags).where(tags.c.article_id == stored.id))
        self._insert_tags(stored.id, version)
        self._connection.execute(sa.delete(bands).where(bands.c.article_id == stored.id))
        self._group(stored.id, row)
        self._leave_group(stored)

    def refresh(self, stored: Any, row: ArticleRow) -> None:
        """The article is the same; note how it was read this time, and what stood around it."""
        values = {name: getattr(row, name) for name in _READING_FIELDS}
        if any(getattr(stored, name) != value for name, value in values.items()):
            self._connection.execute(sa.update(articles).where(articles.c.id == stored.id).values(values))

    def _insert_tags(self, article_id: int, version: Version) -> None:
        origin = dict.fromkeys(version.source_tags, "source") | dict.fromkeys(version.row.tags, "site")
        if origin:
            rows = [{"article_id": article_id, "tag": tag, "origin": of} for tag, of in origin.items()]
            self._connection.execute(sa.insert(tags), rows)

    def _group(self, article_id: int, row: ArticleRow) -> bool:
        """Put the article with those that it nearly repeats; a group has the number of its first member. Whether one of
        them is of the same host."""
        if row.signature is None or not self._near_duplicates:
            return False
        values = duplicates.bands(row.signature)
        alike = [
            other
            for other in self._connection.execute(_ALIKE, {"values_": values, "id_": article_id})
            if other.signature is not None
            and duplicates.similarity(other.signature, row.signature) >= self._near_duplicates
        ]
        rows = [{"value": value, "article_id": article_id} for value in set(values)]
        self._connection.execute(sa.insert(bands), rows)
        if alike:
            group = min(article_id, *(other.group_id or other.id for other in alike))
            members = [article_id, *(other.id for other in alike)]
            merged = [other.group_id for other in alike if other.group_id]
            belongs = articles.c.id.in_(members) | articles.c.group_id.in_(merged)
            # Only rows that change: other writers hold the rows of their own articles.
            changing = belongs & articles.c.group_id.is_distinct_from(group)
            dialect.lock_groups(self._connection)
            self._connection.execute(sa.update(articles).where(changing).values(group_id=group))
        host = urlsplit(row.key).netloc
        return any(urlsplit(other.key).netloc == host for other in alike)

    def _leave_group(self, stored: Any) -> None:
        """Who is alone in the group that the article was in repeats nobody any more."""
        if stored.group_id is None:
            return
        group = articles.c.group_id == stored.group_id
        members = list(self._connection.execute(sa.select(articles.c.id).where(group).limit(2)).scalars())
        if len(members) == 1:
            self._connection.execute(sa.update(articles).where(group).values(group_id=None))


_KEPT = ("revision", "title", "text", "document", "reason", "difference", "profile")
_INSERT = sa.insert(articles).returning(articles.c.id)
_ALIKE = (
    sa.select(articles.c.id, articles.c.key, articles.c.group_id, articles.c.signature)
    .where(
        articles.c.id.in_(
            sa.select(bands.c.article_id)
            .where(bands.c.value.in_(sa.bindparam("values_", expanding=True)))
            .distinct()
            .limit(CANDIDATES)
        )
    )
    .where(articles.c.id != sa.bindparam("id_"))
)


def changes(old: tuple[str | None, str], new: tuple[str | None, str]) -> tuple[difference.Change, ...]:
    """What changed from one ``(title, text)`` to another; the title has the place 0."""
    found = difference.compare(difference.paragraphs(old[1]), difference.paragraphs(new[1]))
    if old[0] == new[0]:
        return found
    titles = (old[0] or "", new[0] or "")
    kind = "changed" if all(titles) else "added" if titles[1] else "removed"
    return (difference.Change(kind, 0, *titles), *found)


def facts(document: dict[str, Any]) -> dict[str, Any]:
    """What a site says about the article, of the JSON that the store keeps."""
    return {name: document.get(name) for name in FACTS}


def differs(stored: Any, row: ArticleRow) -> bool:
    """Whether the facts of what is stored are others than those of the row; the text is not looked at."""
    return stored.document != row.document and facts(json.loads(stored.document)) != facts(json.loads(row.document))

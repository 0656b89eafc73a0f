"""Lists of stored articles, one page of them at a time. Every function only reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from scraper.store.tables import articles, sources, tags


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles: of a ``source``, with a ``tag``, in a ``language`` (a tag such as ``en``; its regions too), first
    seen from ``since`` and before ``until``, older than the article numbered ``before``; empty fields do not count."""

    source: str | None = None
    tag: str | None = None
    language: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


def page_of(connection: sa.Connection, wanted: Filter, limit: int) -> list[dict[str, Any]]:
    """At most ``limit`` articles, the newest first: what stands in a list of them."""
    columns = (
        articles.c.id, articles.c.title, articles.c.key.label("url"), sources.c.name.label("source"),
        articles.c.language, articles.c.status, articles.c.words, articles.c.words_removed,
        articles.c.confidence, articles.c.revision, articles.c.published_at, articles.c.first_seen_at,
        articles.c.changed_at,
    )  # fmt: skip
    statement = sa.select(*columns).join(sources).where(*_conditions(wanted))
    rows = [dict(row._mapping) for row in connection.execute(statement.order_by(articles.c.id.desc()).limit(limit))]
    labels = _tags(connection, [row["id"] for row in rows])
    return [{**row, "tags": labels.get(row["id"], [])} for row in rows]


def _conditions(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.source is not None:
        found.append(sources.c.name == wanted.source)
    if wanted.tag is not None:
        found.append(articles.c.id.in_(sa.select(tags.c.article_id).where(tags.c.tag == wanted.tag)))
    if wanted.language is not None:
        region = articles.c.language.startswith(wanted.language + "-", autoescape=True)
        found.append((articles.c.language == wanted.language) | region)
    if wanted.since is not None:
        found.append(articles.c.first_seen_at >= wanted.since)
    if wanted.until is not None:
        found.append(articles.c.first_seen_at < wanted.until)
    if wanted.before is not None:
        found.append(articles.c.id < wanted.before)
    return found


def _tags(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, list[str]]:
    """Article -> its tags."""
    found: dict[int, list[str]] = {}
    statement = sa.select(tags.c.article_id, tags.c.tag).where(tags.c.article_id.in_(numbers)).order_by(tags.c.tag)
    for number, tag in connection.execute(statement):
        found.setdefault(number, []).append(tag)
    return found

"""Full-text search over titles and texts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from scraper.store import dialect
from scraper.store.database import Database
from scraper.store.tables import articles, sources


def search(database: Database, words: str, limit: int) -> list[dict[str, Any]]:
    """Articles that hold all ``words``, best first: id, title, url, source, changed_at and an excerpt in which the
    words stand in brackets."""
    if not words.split():
        return []
    with dialect.errors(database.where), database.engine.begin() as connection:
        found = connection.execute(dialect.search(database.dialect, words), {"limit": limit}).all()
        excerpts = {row.id: " ".join(row.excerpt.split()) for row in found}
        columns = (articles.c.id, articles.c.title, articles.c.key, sources.c.name, articles.c.changed_at)
        statement = sa.select(*columns).join(sources).where(articles.c.id.in_(list(excerpts)))
        rows = {row.id: row for row in connection.execute(statement)}
    return [
        {
            "id": id_,
            "title": rows[id_].title,
            "url": rows[id_].key,
            "source": rows[id_].name,
            "changed_at": rows[id_].changed_at.isoformat(),
            "excerpt": excerpt,
        }
        for id_, excerpt in excerpts.items()
    ]

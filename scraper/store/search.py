"""Full-text search over titles and texts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from scraper.store import dialect, grams
from scraper.store.database import Database
from scraper.store.tables import articles, sources

#: Signs shown on either side of a found run of a script without spaces: about as much as 16 words.
AROUND = 40


def search(database: Database, words: str, limit: int) -> list[dict[str, Any]]:
    """Articles that hold all ``words``, best first: id, title, url, source, changed_at and an excerpt in which the
    words stand in brackets."""
    if not words.split():
        return []
    runs = [run for word in words.split() for run in grams.runs_of(word)]
    with dialect.errors(database.where), database.engine.begin() as connection:
        found = connection.execute(dialect.search(database.dialect, words), {"limit": limit}).all()
        excerpts = {row.id: " ".join(row.excerpt.split()) for row in found}
        columns = (articles.c.id, articles.c.title, articles.c.key, sources.c.name, articles.c.changed_at)
        statement = sa.select(*columns).join(sources).where(articles.c.id.in_(list(excerpts)))
        rows = {row.id: row for row in connection.execute(statement)}
        if runs:
            texts = connection.execute(sa.select(articles.c.id, articles.c.text).where(articles.c.id.in_(list(rows))))
            excerpts |= {row.id: _excerpt(row.text, runs) or excerpts[row.id] for row in texts}
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


def _excerpt(text: str, runs: list[str]) -> str:
    """The text around the first run that stands in it, each in brackets; empty where none does (the title has it)."""
    first = min((at for run in runs if (at := text.find(run)) >= 0), default=-1)
    if first < 0:
        return ""
    begin, end = max(0, first - AROUND), first + AROUND
    shown = " ".join(text[begin:end].split())
    for run in sorted(set(runs), key=len, reverse=True):
        shown = shown.replace(run, f"[{run}]")
    return ("... " if begin else "") + shown + (" ..." if end < len(text) else "")

"""Full-text search over titles and texts."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from scraper.store import accents, dialect, grams
from scraper.store.database import Database
from scraper.store.tables import articles, sources

#: Signs shown on either side of a found run of a script without spaces: about as much as 16 words.
AROUND = 40


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
        if unmarked := [id_ for id_, excerpt in excerpts.items() if "[" not in excerpt or grams.grams(words)]:
            texts = connection.execute(sa.select(articles.c.id, articles.c.text).where(articles.c.id.in_(unmarked)))
            excerpts |= {row.id: _excerpt(row.text, words) or excerpts[row.id] for row in texts}
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


def _excerpt(text: str, words: str) -> str:
    """The text around the first of the words that stands in it, each in brackets; empty where none does (the title has
    it). A run of a script without spaces stands anywhere, another word by itself, with accents or without."""
    parts = [re.escape(run) for word in words.split() for run in grams.runs_of(word)]
    parts += [
        rf"\b{re.escape(accents.without(other).lower())}\b" for word in words.split() for other in grams.others_of(word)
    ]
    pattern = re.compile("|".join(sorted(parts, key=len, reverse=True)))
    searched = accents.aligned(text)
    first = pattern.search(searched)
    if first is None:
        return ""
    begin, end = max(0, first.start() - AROUND), first.start() + AROUND
    shown, at = "", begin
    for found in pattern.finditer(searched, begin, end):
        shown += f"{text[at : found.start()]}[{text[found.start() : found.end()]}]"
        at = found.end()
    shown = " ".join((shown + text[at:end]).split())
    return ("... " if begin else "") + shown + (" ..." if end < len(text) else "")

"""The page about a store: its sources day by day, what they brought, and the articles themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from scraper.article import blocks_from
from scraper.errors import UsageError
from scraper.render import safe_link
from scraper.report.body import body_html
from scraper.report.health import healths, told
from scraper.report.page import page
from scraper.report.plot import Plot, bars, line
from scraper.store import daily, dialect, reports
from scraper.store.database import Database

#: Bounds of the page, whatever the store holds: articles and lost URLs that are listed, in all and of one source,
#: characters of one article and of all, and removed blocks of one.
MOST_ARTICLES, MOST_OF_SOURCE, MOST_LOST = 1_000, 50, 30
LONGEST_TEXT, MOST_CHARACTERS, MOST_REMOVED = 12_000, 4_000_000, 60
#: Sources that have a section of their own; further ones stand in the table alone.
MOST_SOURCES = 200
EXCERPT = 140


def crawl_html(database: Database, *, now: datetime, count: int, only: Sequence[str] = ()) -> str:
    """The page as one HTML document: the ``count`` days up to ``now``, of all sources or those named in ``only``.

    Raises ``StoreError`` where the store cannot be read, ``UsageError`` for a source that it does not know.
    """
    with dialect.errors(database.where), database.engine.begin() as connection:
        stored = reports.status(connection)
        if unknown := [name for name in only if name not in [source["source"] for source in stored]]:
            hint = f"The store has: {', '.join(source['source'] for source in stored) or 'none'}"
            raise UsageError(f"there is no source {unknown[0]!r} in the store", where="--source", hint=hint)
        stored = [source for source in stored if not only or source["source"] in only]
        sections = list(_sections(connection, stored, now.astimezone(UTC).date(), count))
    view = {
        "made_at": f"{now:%Y-%m-%d %H:%M} UTC", "store": database.where, "count": count, "sources": stored,
        "sections": sections, "articles": sum(source["articles"] for source in stored),
        "without_section": max(0, len(stored) - MOST_SOURCES),
    }  # fmt: skip
    return page("crawl.html", styles=("base.css", "body.css", "plot.css", "crawl.css"), view=view)


def _sections(connection: sa.Connection, stored: Sequence[dict[str, Any]], last: date, count: int) -> Any:
    """What is shown of each source."""
    shown = stored[:MOST_SOURCES]
    share = min(MOST_OF_SOURCE, max(1, MOST_ARTICLES // max(len(shown), 1)))
    room = MOST_CHARACTERS
    health = healths(connection, [source["source"] for source in shown])
    for source in shown:
        name = source["source"]
        articles = []
        for document in daily.latest(connection, name, share):
            article = article_view(document, min(LONGEST_TEXT, room))
            room -= len(article["body"])
            articles.append(article)
        yield {
            **source, "health": told(health[name]), "list": articles,
            "plots": plots(daily.days(connection, name, last, count)),
            "lost": daily.lost(connection, name, MOST_LOST), "more": source["articles"] - len(articles),
        }  # fmt: skip


def plots(days: Sequence[daily.Day]) -> list[Plot]:
    """Articles, words, share removed and failures of a source, day by day."""
    labels = [str(day.day) for day in days]
    lost = [(name, [getattr(day, name) for day in days]) for name in ("failed", "refused", "gone")]
    return [
        bars("New articles", labels, [("articles", [day.articles for day in days])]),
        line("Words of an article (median)", labels, [day.words for day in days]),
        line("Share of words removed", labels, [day.share_removed for day in days], share=True),
        bars("Failures", labels, lost),
    ]


def article_view(document: dict[str, Any], room: int) -> dict[str, Any]:
    """An article as the page shows it, with at most ``room`` characters of its text."""
    removed, stored = document["removed"], document["stored"]
    body, more = body_html(blocks_from(document["blocks"]), room)
    kept, cut = stored["words"], sum(len(removal["text"].split()) for removal in removed)
    return {
        "id": stored["id"], "title": document["title"] or stored["url"], "url": stored["url"],
        "link": safe_link(stored["url"]), "words": kept, "seen": stored["first_seen_at"][:16].replace("T", " "),
        "published": (document["published"] or "")[:16].replace("T", " "), "status": document["status"],
        "share": round(100 * cut / (kept + cut)) if kept + cut else 0, "engine": document["engine"],
        "version": document["version"], "confidence": f"{document['confidence']:.2f}", "revision": stored["revision"],
        "authors": document["authors"][:20], "tags": document["tags"][:60], "language": document["language"] or "",
        "body": body, "more": more,
        "removed": [{**removal, "text": _excerpt(removal["text"])} for removal in removed[:MOST_REMOVED]],
        "kinds": Counter(removal["kind"] for removal in removed).most_common(),
        "more_removed": max(0, len(removed) - MOST_REMOVED),
    }  # fmt: skip


def _excerpt(text: str) -> str:
    line = " ".join(text[: 2 * EXCERPT].split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"

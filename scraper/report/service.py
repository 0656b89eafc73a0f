"""The pages of the reading service: lists, one article, the health of the sources, what went wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from scraper.crawler.health import Health
from scraper.report.crawl import article_view, plots
from scraper.report.health import told
from scraper.report.page import page, visible
from scraper.store.daily import Day

#: Characters of an article that are shown.
LONGEST = 1_000_000
_STYLES = ("base.css", "body.css", "plot.css", "serve.css")
_FOUND = re.compile(r"\[([^\[\]]{1,80})\]")


def list_html(
    articles: Sequence[dict[str, Any]],
    *,
    words: str = "",
    source: str = "",
    names: Sequence[str] = (),
    next_id: int = 0,
) -> str:
    """A list of articles: those found by ``words``, or a page of all, or of one ``source`` of ``names``."""
    shown = [
        {**article, "excerpt": _marked(article.get("excerpt", "")), "seen": _time(article)} for article in articles
    ]
    title = f"Articles with “{words}”" if words else "Articles"
    return _page("list.html", title, articles=shown, words=words, source=source, sources=names, next=next_id)


def read_html(document: dict[str, Any]) -> str:
    """One article to read. ``document``: its JSON with ``stored``."""
    article = article_view(document, LONGEST)
    return _page("read.html", article["title"], article=article)


def health_html(
    sources: Sequence[dict[str, Any]], days: Mapping[str, Sequence[Day]], health: Mapping[str, Health]
) -> str:
    """The health of the sources; ``days``: what each brought, day by day; ``health``: against its own history."""
    shown = [
        {**source, "plots": plots(days[source["source"]]), "health": told(health[source["source"]])}
        for source in sources
    ]
    return _page("health.html", "Health of the sources", here="health", sources=shown)


def problem_html(title: str, message: str) -> str:
    """What went wrong."""
    return _page("problem.html", title, message=message)


def _page(template: str, title: str, **view: Any) -> str:
    view = {"here": "", "words": "", **view, "title": title}
    return page(template, styles=_STYLES, form=True, view=view)


def _marked(excerpt: str) -> Markup:
    """An excerpt whose words in brackets are marked."""
    return Markup(_FOUND.sub(r"<mark>\1</mark>", str(escape(visible(excerpt)))))


def _time(article: dict[str, Any]) -> str:
    moment = article.get("first_seen_at") or article["changed_at"]
    text: str = moment.isoformat() if isinstance(moment, datetime) else moment
    return text[:16].replace("T", " ")

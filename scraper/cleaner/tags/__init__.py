"""The article's own topics as the site writes them: from declarations, markup and text lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from scraper.cleaner.metadata.declared import Declared
from scraper.cleaner.metadata.site import compact
from scraper.cleaner.tags.choice import Source, choose, is_convincing
from scraper.cleaner.tags.filter import filter_tags, split_keywords
from scraper.cleaner.tags.line import split_tags_line
from scraper.cleaner.tags.markup import marked_tags
from scraper.cleaner.tags.sources import declared_sections, declared_tags

#: Sources that hold section names like any other thing the page is about.
_SECTIONED = ("json-ld about", "json-ld mentions")


@dataclass(frozen=True, slots=True)
class Tags:
    """``tags`` in the site's order and spelling. ``sources``: tag -> where it came from. ``keywords``: what the page
    declares beyond the tags. ``sections``: section names. ``line``: the raw text line that tags were cut from, with
    ``confidence`` 0..1 in the cut."""

    tags: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    line: str | None = None
    confidence: float | None = None


def read_tags(
    tree: LexborHTMLParser, declared: Declared, url: str | None = None, body: str = "", title: str | None = None
) -> Tags:
    """The tags of a page. ``body``: the article's text, evidence for what belongs to it. Never raises."""
    names = declared.names
    sections = declared_sections(declared)
    places = frozenset(map(compact, sections))
    title = title or declared.title or ""
    sources = []
    for where, texts in declared_tags(declared):
        tags = filter_tags(split_keywords(texts), names, places if where in _SECTIONED else frozenset())
        if tags:
            sources.append(Source(where, tags))
    if not is_convincing(sources, title, body):
        marked, where = marked_tags(tree, f"{title}\n{body}" if body else "")
        tags = filter_tags(marked, names, frozenset())
        if tags:
            sources.append(Source(where, tags))
    chosen = choose(sources, title, body, places)
    if chosen is None:
        return Tags(sections=sections)
    known = {compact(tag) for tag in chosen.tags}
    keywords = {compact(tag): tag for source in sources for tag in source.tags if compact(tag) not in known}
    return Tags(chosen.tags, dict.fromkeys(chosen.tags, chosen.where), tuple(keywords.values()), sections)


__all__ = ["Tags", "read_tags", "split_tags_line"]

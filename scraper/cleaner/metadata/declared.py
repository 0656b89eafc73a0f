"""What a page declares in its head and in its data islands, gathered in one pass; every field's reader asks this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.cleaner.metadata.jsonld import Entities, read_entities
from scraper.cleaner.metadata.site import site_names
from scraper.cleaner.metadata.spaces import clean_space

#: One query for everything that any field asks of the tree: each further one costs .1 to .2 ms on a page of 200 KB, as
#: the tree is out of the processor's cache by then.
_QUERY = (
    'meta[content], title, link[rel=canonical], link[rel=license], script[type="application/ld+json" i], html[lang], '
    "h1, time, nav, footer, a[rel~=author], [itemprop~=author]:not(meta)"
)
_MARKED = {"h1": "headings", "time": "times", "nav": "chrome", "footer": "chrome"}
#: Most declarations of one name; sites repeat ``article:tag`` up to 64 times.
MAX_REPEATS = 300


@dataclass(frozen=True, slots=True)
class Marked:
    """Elements that fields are read from, in the page's order. ``headings``: every h1. ``times``: ``time`` elements.
    ``authors``: ``rel=author`` and microdata. ``chrome``: navigation and footers."""

    headings: tuple[LexborNode, ...] = ()
    times: tuple[LexborNode, ...] = ()
    authors: tuple[LexborNode, ...] = ()
    chrome: tuple[LexborNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """``meta``: lower-case name, property, itemprop or http-equiv -> contents as they stand; ask ``contents``.
    ``links``: rel -> hrefs. ``title``: the ``<title>``. ``lang``: of ``<html>``. ``entities``: of JSON-LD, parsed
    once. ``names``: all names of the site, compacted. ``marked``: what the body's mark-up says."""

    meta: Mapping[str, list[str]] = field(default_factory=dict)
    links: Mapping[str, list[str]] = field(default_factory=dict)
    title: str | None = None
    lang: str | None = None
    entities: Entities = field(default_factory=Entities)
    names: frozenset[str] = frozenset()
    marked: Marked = Marked()

    @property
    def article(self) -> Mapping[str, Any]:
        """The JSON-LD entity that is the page's article; empty where there is none."""
        return self.entities.article

    def contents(self, name: str) -> list[str]:
        """The contents of a meta name in order, cleaned; empty ones left out."""
        raw = self.meta.get(name)
        return [text for text in map(clean_space, raw) if text] if raw else []

    def first(self, *names: str) -> tuple[str, str] | None:
        """The first of the names that has a content, as (name, content)."""
        for name in names:
            for content in self.contents(name):
                return name, content
        return None

    def address(self, url: str | None) -> str:
        """The URL that was asked, else the one that the page declares; may be empty."""
        return url or next(iter((*self.links.get("canonical", ()), *self.contents("og:url"))), "")


def read_declared(tree: LexborHTMLParser, url: str | None = None) -> Declared:
    """All declarations of a page. Call it before scripts are stripped from the tree. Never raises."""
    meta: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {}
    scripts: list[str] = []
    title: str | None = None
    lang: str | None = None
    body: list[LexborNode] = []
    for node in tree.css(_QUERY):
        tag = node.tag
        if tag == "meta":
            _add_meta(meta, node.attributes)
        elif tag == "script":
            scripts.append(node.text(deep=True))
        elif tag == "title":
            title = title or clean_space(node.text(deep=True))
        elif tag == "link":
            href = (node.attributes.get("href") or "").strip()
            if href:
                links.setdefault((node.attributes.get("rel") or "").strip().lower(), []).append(href)
        elif tag == "html":
            lang = (node.attributes.get("lang") or "").strip() or None
        else:
            body.append(node)
    said = Declared(meta, links, title, lang, marked=_marked(body))
    addresses = [*links.get("canonical", ()), *said.contents("og:url"), *([url] if url else [])]
    titles = [*said.contents("og:title"), *([title] if title else [])]
    said = replace(said, entities=read_entities(scripts, addresses, titles))
    return replace(said, names=site_names(said, url))


def _marked(nodes: Iterable[LexborNode]) -> Marked:
    """The elements by what they are for; the query gives one that it means twice twice."""
    found: dict[str, dict[int, LexborNode]] = {"headings": {}, "times": {}, "authors": {}, "chrome": {}}
    for node in nodes:
        found[_MARKED.get(node.tag or "", "authors")][node.mem_id] = node
    return Marked(**{kind: tuple(group.values()) for kind, group in found.items()})


def _add_meta(meta: dict[str, list[str]], attributes: Mapping[str, str | None]) -> None:
    content = attributes.get("content")
    if not content:
        return
    for key in ("property", "name", "itemprop", "http-equiv"):
        name = attributes.get(key)
        if name:
            contents = meta.setdefault(name.strip().lower(), [])
            if len(contents) < MAX_REPEATS:
                contents.append(content)

"""The article's own topics as the site writes them: from declarations, markup and text lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from scraper.cleaner.document import Document
from scraper.cleaner.metadata.declared import Declared
from scraper.cleaner.metadata.site import compact
from scraper.cleaner.tags.choice import Evidence, Source, choose, is_convincing, support
from scraper.cleaner.tags.filter import filter_tags, key_of, split_keywords
from scraper.cleaner.tags.line import split_tags_line
from scraper.cleaner.tags.markup import marked_tags
from scraper.cleaner.tags.sources import declared_sections, declared_tags
from scraper.cleaner.tags.visible import SeenTags, seen_tags

#: Sources that hold section names like any other thing the page is about.
_SECTIONED = ("json-ld about", "json-ld mentions")
#: Words of a title from which it is no topic, although some systems name it as one.
TITLE_WORDS = 3
_BETWEEN = re.compile("[-_+]|%20")
#: How many blocks above and below the article its lists of tags are looked for.
ABOVE, BELOW = 25, 60


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
    document: Document,
    declared: Declared,
    body: str = "",
    title: str | None = None,
    known_tags: Collection[str] = (),
) -> Tags:
    """The tags of a page. ``body``: the article's text, evidence for what belongs to it. ``known_tags``: those of the
    site's other pages, evidence for where a line of tags without separators is to be cut. Never raises."""
    sections = declared_sections(declared)
    title = title or declared.title or ""
    evidence = Evidence(
        title, f"{title}\n{body}".casefold(), bool(body), frozenset(map(compact, sections)),
        _words_of(declared.address(document.url)),
    )  # fmt: skip
    sources = _declared(declared, evidence)
    seen = SeenTags()
    if not is_convincing(sources, evidence):
        around = _around(document, body)
        marked, where = marked_tags(document, evidence.text if body else "", around, declared.marked.chrome)
        sources += _source(where, marked, declared, evidence)
        if where not in ("rel=tag", "markup+"):
            seen = seen_tags(document, body, around, known_tags)
            sources += _source("text", seen.tags, declared, evidence)
    chosen = choose(sources, evidence)
    if chosen is None:
        return Tags(sections=sections)
    known = {key_of(tag) for tag in chosen.tags}
    keywords = {key: tag for source in sources for tag in source.tags if (key := key_of(tag)) not in known}
    is_text = chosen.where == "text"
    return Tags(
        chosen.tags,
        dict.fromkeys(chosen.tags, chosen.where),
        tuple(keywords.values()),
        sections,
        seen.line if is_text else None,
        seen.confidence if is_text else None,
    )


def _words_of(address: str) -> frozenset[str]:
    """The words of an address's last part."""
    last = address.partition("?")[0].rstrip("/").rpartition("/")[2].partition(".")[0]
    return frozenset(word for word in _BETWEEN.split(last.casefold()) if word)


def _around(document: Document, body: str) -> range:
    """The blocks among and around the lines of the body; all where there are none."""
    lines = set(body.split("\n"))
    inside = [index for index, block in enumerate(document.blocks) if block.text in lines]
    count = len(document.blocks)
    if not inside:
        return range(count)
    return range(max(0, inside[0] - ABOVE), min(count, inside[-1] + 1 + BELOW))


def _declared(declared: Declared, evidence: Evidence) -> list[Source]:
    """The declared sources that hold tags."""
    sources: list[Source] = []
    for where, texts in declared_tags(declared):
        sources += _source(where, tuple(split_keywords(texts)), declared, evidence)
    return sources


def _source(where: str, texts: tuple[str, ...], declared: Declared, evidence: Evidence) -> list[Source]:
    """A source of tags, if any are left when they are cleaned."""
    tags = filter_tags(texts, declared.names, evidence.sections if where in _SECTIONED else frozenset())
    if len(evidence.title.split()) > TITLE_WORDS:
        title = compact(evidence.title)
        tags = tuple(tag for tag in tags if compact(tag) != title)
    return [Source(where, tags, support(tags, evidence.text))] if tags else []


__all__ = ["Tags", "read_tags", "split_tags_line"]

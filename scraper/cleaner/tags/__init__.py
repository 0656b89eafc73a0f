"""The article's own topics as the site writes them: from declarations, markup and text lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from scraper.cleaner.metadata.declared import Declared, clean_space
from scraper.cleaner.metadata.jsonld import as_list, text_of
from scraper.cleaner.tags.line import split_tags_line


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


def read_tags(tree: LexborHTMLParser, declared: Declared, url: str | None = None, body: str = "") -> Tags:
    """The tags of a page. ``body``: the article's text, evidence for cutting a tags line. Never raises."""
    for where, texts in _sources(tree, declared):
        tags = tuple(dict.fromkeys(tag for text in texts if (tag := clean_space(text))))
        if tags:
            return Tags(tags, dict.fromkeys(tags, where))
    return Tags()


def _sources(tree: LexborHTMLParser, declared: Declared) -> Iterator[tuple[str, list[str]]]:
    for name in ("news_keywords", "keywords"):
        yield f"meta {name}", [tag for content in declared.meta.get(name, ()) for tag in content.split(",")]
    yield "meta article:tag", list(declared.meta.get("article:tag", ()))
    keywords = as_list(declared.article.get("keywords"))
    yield "json-ld", [tag for value in keywords for tag in text_of(value).split(",")]
    yield "rel=tag", [node.text(deep=True) for node in tree.css("a[rel~=tag]")[:50]]


__all__ = ["Tags", "read_tags", "split_tags_line"]

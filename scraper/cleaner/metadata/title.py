"""The headline: not the site's name, not the section."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from scraper.cleaner.metadata.declared import Declared, clean_space
from scraper.cleaner.metadata.jsonld import text_of


def read_title(tree: LexborHTMLParser, declared: Declared) -> tuple[str | None, str]:
    """The title and where it came from."""
    for where, text in _candidates(tree, declared):
        title = clean_space(text)
        if title:
            return title, where
    return None, ""


def _candidates(tree: LexborHTMLParser, declared: Declared) -> Iterator[tuple[str, str]]:
    yield "json-ld", text_of(declared.article.get("headline"))
    for name in ("og:title", "twitter:title"):
        for content in declared.meta.get(name, ()):
            yield f"meta {name}", content
    for node in tree.css("h1")[:5]:
        yield "h1", node.text(deep=True, separator=" ")
    yield "title", declared.title or ""

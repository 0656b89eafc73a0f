"""Who wrote it: people without "By", roles, addresses; wire services kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from scraper.cleaner.metadata.declared import Declared, clean_space
from scraper.cleaner.metadata.jsonld import as_list, text_of

AUTHOR_META = (
    "author", "article:author_name", "byl", "parsely-author", "sailthru.author", "cxenseparse:author",
    "dc.creator", "dcterms.creator", "citation_author", "article:author", "og:article:author", "twitter:data1",
)  # fmt: skip
#: Longest name, characters; longer ones are sentences.
MAX_NAME = 80
MAX_AUTHORS = 30

_BY = re.compile(
    r"^(?:by|von|par|por|di|door|af|av|autor(?:in)?|author|text|written by|posted by|tekst|from)\s*[:：]?\s+", re.I
)
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+\.\w+|\(?@\w+\)?|www\.\S+")
_AND = re.compile(r"\s*(?:[,;|/•·、，]|\s(?:and|und|et|y|e|en|og|och|i|ve|&)\s)\s*", re.I)


def read_authors(tree: LexborHTMLParser, declared: Declared) -> tuple[tuple[str, ...], str]:
    """The authors in the page's order and where they came from."""
    for where, names in _sources(tree, declared):
        authors = tuple(dict.fromkeys(name for raw in names for name in split_names(raw)))
        if authors:
            return authors[:MAX_AUTHORS], where
    return (), ""


def split_names(text: str) -> Iterator[str]:
    """The names in a byline."""
    text = _BY.sub("", _ADDRESS.sub(" ", clean_space(text[:1000]))).strip(" ,;|-–—.")
    for part in _AND.split(text):
        name = _BY.sub("", part).strip(" ,;|-–—()")
        if 1 < len(name) <= MAX_NAME and not name.isdigit():
            yield name


def _sources(tree: LexborHTMLParser, declared: Declared) -> Iterator[tuple[str, Iterable[str]]]:
    yield "json-ld", _of_entity(declared, declared.article)
    for name in AUTHOR_META:
        yield f"meta {name}", declared.meta.get(name, ())
    yield "rel=author", (clean_space(n.text(deep=True, separator=" ")) for n in tree.css("a[rel~=author]")[:10])
    yield "microdata", (clean_space(n.text(deep=True, separator=" ")) for n in tree.css("[itemprop=author]")[:10])


def _of_entity(declared: Declared, entity: Mapping[str, Any]) -> Iterator[str]:
    for key in ("author", "creator"):
        for value in as_list(entity.get(key))[:MAX_AUTHORS]:
            yield text_of(declared.entities.resolve(value))

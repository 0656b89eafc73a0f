"""Who wrote it: people without "By", roles, addresses; wire services kept.

Sources in order: JSON-LD, meta, ``rel=author`` and microdata, the byline near the headline. Where the declared author
is only the site itself, a person in the byline is preferred to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scraper.cleaner.metadata.byline import marked_authors, seen_authors
from scraper.cleaner.metadata.declared import Declared
from scraper.cleaner.metadata.jsonld import as_list, text_of
from scraper.cleaner.metadata.names import split_names
from scraper.cleaner.metadata.nearby import Nearby
from scraper.cleaner.metadata.site import compact, is_site_name

AUTHOR_META = (
    "author", "article:author_name", "byl", "parsely-author", "sailthru.author", "cxenseparse:author", "dc.creator",
    "dcterms.creator", "citation_author", "article:author", "og:article:author", "dc.contributor",
)  # fmt: skip
MAX_AUTHORS = 30

_STAFF = re.compile(r"\b(?:staff|team|news|redaktion|editors?|editorial)\b", re.I)
_WRITTEN_BY = re.compile(r"written|author|von|verfasst|geschrieben|écrit|escrito|autor|scritto|por|door|by", re.I)


def read_authors(
    declared: Declared, names: frozenset[str], nearby: Callable[[], Nearby]
) -> tuple[tuple[str, ...], str]:
    """The authors in the page's order and where they came from. ``names``: the site's, compacted; ``nearby``: makes
    the lines around the headline, asked only if needed."""
    site: tuple[tuple[str, ...], str] | None = None
    for where, authors in _sources(declared, names, nearby):
        if not authors:
            continue
        if not all(is_site_name(author, names) for author in authors):
            people = authors if where == "json-ld" else _without_site(authors, names)
            return people[:MAX_AUTHORS], where
        site = site or (authors, where)
    return site or ((), "")


def _without_site(authors: tuple[str, ...], names: frozenset[str]) -> tuple[str, ...]:
    """Authors without the site that is printed beside them, alone or as its staff."""
    shorts = {author: compact(_STAFF.sub("", author)) for author in authors}
    return tuple(author for author in authors if shorts[author] not in names) or authors


def _sources(
    declared: Declared, names: frozenset[str], nearby: Callable[[], Nearby]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "json-ld", _split(_of_entity(declared, declared.article), names)
    for name in AUTHOR_META:
        contents = declared.contents(name)
        if name == "citation_author":
            contents = [_first_name_first(content) for content in contents]
        if contents:
            yield f"meta {name}", _split(iter(contents), names)
    for number in ("1", "2"):
        label = declared.first(f"twitter:label{number}")
        value = declared.first(f"twitter:data{number}")
        if label and value and _WRITTEN_BY.search(label[1]):
            yield "meta twitter:data", _split(iter([value[1]]), names)
    yield "markup", marked_authors(declared.marked.authors, names)
    yield "byline", seen_authors(nearby(), names)


def _split(texts: Iterator[str], names: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for text in texts for name in split_names(text, names)))


def _first_name_first(text: str) -> str:
    """``Roy, Aniruddha`` as ``Aniruddha Roy``."""
    last, _, first = text.partition(",")
    return f"{first.strip()} {last.strip()}" if first.strip() and "," not in first else text


def _of_entity(declared: Declared, entity: Mapping[str, Any]) -> Iterator[str]:
    for key in ("author", "creator"):
        for value in as_list(entity.get(key))[:MAX_AUTHORS]:
            person = declared.entities.resolve(value)
            named = person.get("name") if isinstance(person, dict) else person
            for name in as_list(named)[:MAX_AUTHORS]:
                yield text_of(name)

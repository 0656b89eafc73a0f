"""Where a site's pages show their author, date and tags: learned where a page also declares them, read where one is
silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

from scraper.article import Article
from scraper.cleaner.document import Document
from scraper.cleaner.metadata import Metadata
from scraper.cleaner.metadata.datetext import find_date
from scraper.cleaner.metadata.names import split_names
from scraper.cleaner.site.places import places_of

#: Longest block that is looked at for a field, characters.
_LONGEST = 120
#: A spot is a field's where so many articles showed it there, and this share of those that showed it anywhere.
_ARTICLES, _SHARE = 3, 0.6
#: Most tags that a page shows.
_MOST_TAGS = 30
#: What the provenance says of a field that was read at its spot.
SOURCE = "site profile"

#: Field -> spot -> articles.
Spots = Mapping[str, Mapping[int, int]]


def shown(document: Document, article: Article, spots: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """Field and spot of what the article says of itself and the page shows. What was read at a spot teaches nothing.
    ``spots``: one a block."""
    own = {name for name, where in article.provenance.items() if where != SOURCE}
    found: dict[str, int] = {}
    tags: dict[int, int] = {}
    year = str(article.published.year) if article.published is not None and "published" in own else "\0"
    names = article.authors if "authors" in own else ()
    for block, spot in zip(document.blocks, spots, strict=True):
        text = block.text
        if len(text) > _LONGEST:
            continue
        if names and "authors" not in found and all(name in text for name in names):
            found["authors"] = spot
        day = find_date(text) if year in text and "published" not in found else None
        if day is not None and article.published is not None and day.date() == article.published.date():
            found["published"] = spot
        if article.tag_sources.get(text, SOURCE) != SOURCE:
            tags[spot] = tags.get(spot, 0) + 1
    best = max(tags, key=lambda spot: tags[spot], default=None)
    if best is not None and tags[best] > 1:
        found["tags"] = best
    return tuple(found.items())


def with_shown(metadata: Metadata, document: Document, spots: Spots) -> Metadata:
    """The metadata with author and date as the page shows them where the site's pages do, if it declares none."""
    found: dict[str, Any] = {}
    if not metadata.authors and (texts := _at(document, spots, "authors")):
        found["authors"] = tuple(dict.fromkeys(split_names(texts[0])))
    if metadata.published is None and (texts := _at(document, spots, "published")):
        day = find_date(texts[0])
        found["published"] = day if day is None or day.tzinfo else day.replace(tzinfo=UTC)
    found = {name: value for name, value in found.items() if value}
    return replace(metadata, **found, provenance={**metadata.provenance, **dict.fromkeys(found, SOURCE)})


def shown_tags(document: Document, spots: Spots) -> tuple[str, ...]:
    """The tags as the page shows them where the site's pages do."""
    texts = tuple(dict.fromkeys(_at(document, spots, "tags")))
    return texts if len(texts) <= _MOST_TAGS else ()


def _at(document: Document, spots: Spots, field: str) -> list[str]:
    """The texts at a field's spot; of author and date, the only one."""
    articles = spots.get(field, {})
    best = max(articles, key=lambda spot: articles[spot], default=None)
    if best is None or articles[best] < max(_ARTICLES, _SHARE * sum(articles.values())):
        return []
    texts = list(_texts(document, best))
    return texts if field == "tags" or len(texts) == 1 else []


def _texts(document: Document, wanted: int) -> Iterator[str]:
    for block, spot in zip(document.blocks, places_of(document).spots, strict=True):
        if spot == wanted and len(block.text) <= _LONGEST:
            yield block.text

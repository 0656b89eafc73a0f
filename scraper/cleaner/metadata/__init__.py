"""What a page says about its article, field by field, each with its source. Silence is None, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from selectolax.lexbor import LexborHTMLParser

from scraper.article import Access
from scraper.cleaner.metadata.authors import read_authors
from scraper.cleaner.metadata.dates import read_dates
from scraper.cleaner.metadata.declared import Declared, read_declared
from scraper.cleaner.metadata.jsonld import text_of, types_of
from scraper.cleaner.metadata.nearby import read_nearby
from scraper.cleaner.metadata.page import read_access
from scraper.cleaner.metadata.site import read_site, site_names
from scraper.cleaner.metadata.title import read_title


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of an Article that are not its body, with ``provenance``: field -> source (``json-ld``, ``og``,
    ``meta``, ``h1``, ...)."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    language: str | None = None
    url: str | None = None
    site: str | None = None
    section: str | None = None
    description: str | None = None
    image: str | None = None
    rights: str | None = None
    license: str | None = None
    source: str | None = None
    access: Access | None = None
    page_type: str | None = None  # JSON-LD @type or og:type as the page says it: evidence for ``status``
    embedded_body: str | None = None  # JSON-LD articleBody: evidence and rescue
    provenance: Mapping[str, str] = field(default_factory=dict)


def read_metadata(tree: LexborHTMLParser, url: str | None = None, declared: Declared | None = None) -> Metadata:
    """The metadata of a page. ``declared``: ``read_declared`` of the same tree, if it was read before scripts were
    stripped from it. Never raises."""
    declared = read_declared(tree, url) if declared is None else declared
    names = site_names(declared, url)
    title, title_from = read_title(tree, declared, names, url)
    nearby = cache(lambda: read_nearby(tree, title))
    authors, authors_from = read_authors(tree, declared, names, nearby)
    dates = read_dates(tree, declared, url, nearby)
    provenance = {}
    site, site_from = read_site(declared)
    access, access_from = read_access(declared)
    described = declared.first("og:description", "description")
    pictured = declared.first("og:image", "twitter:image")
    for name, where in (
        ("title", title_from),
        ("authors", authors_from),
        ("published", dates.published_from),
        ("modified", dates.modified_from),
        ("site", site_from),
        ("access", access_from),
        ("description", f"meta {described[0]}" if described else ""),
        ("image", f"meta {pictured[0]}" if pictured else ""),
    ):
        if where:
            provenance[name] = where
    kinds = types_of(declared.article)
    typed = declared.first("og:type")
    body = declared.article.get("articleBody")
    return Metadata(
        title=title,
        authors=authors,
        published=dates.published,
        modified=dates.modified,
        language=declared.lang,
        url=next(iter(declared.links.get("canonical", ())), None) or url,
        site=site,
        description=described[1] if described else None,
        image=pictured[1] if pictured else None,
        access=access,
        page_type=kinds[0] if kinds else (typed[1] if typed else None),
        embedded_body=body if isinstance(body, str) and body else None,
        provenance=provenance,
    )


__all__ = ["Declared", "Metadata", "read_declared", "read_metadata", "text_of"]

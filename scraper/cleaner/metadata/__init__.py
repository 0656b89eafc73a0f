"""What a page says about its article, field by field, each with its source. Silence is None, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from scraper.article import Access
from scraper.cleaner.document import Document
from scraper.cleaner.metadata.authors import read_authors
from scraper.cleaner.metadata.dates import read_dates
from scraper.cleaner.metadata.declared import Declared, read_declared
from scraper.cleaner.metadata.jsonld import types_of
from scraper.cleaner.metadata.nearby import headline_of, read_nearby
from scraper.cleaner.metadata.page import (
    read_address,
    read_description,
    read_image,
    read_language,
    read_section,
)
from scraper.cleaner.metadata.rights import read_access, read_license, read_rights, read_wire
from scraper.cleaner.metadata.site import read_site
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


def read_metadata(document: Document, declared: Declared | None = None) -> Metadata:
    """The metadata of a page. ``declared``: ``read_declared`` of its tree, if that was read before. Never raises."""
    tree, url = document.tree, document.url
    declared = read_declared(tree, url) if declared is None else declared
    names = declared.names
    title, title_from = read_title(document, declared)
    heading = headline_of(document, title)
    nearby = cache(lambda: read_nearby(document, heading))
    authors, authors_from = read_authors(declared, names, nearby)
    dates = read_dates(document, declared, heading, nearby)
    access, access_from = read_access(declared)
    found = {
        "language": read_language(declared),
        "url": read_address(declared, url),
        "site": read_site(declared, title),
        "section": read_section(declared, names),
        "description": read_description(declared),
        "image": read_image(declared, url),
        "rights": read_rights(declared),
        "license": read_license(declared),
        "source": read_wire(declared, authors),
    }
    provenance = {
        "title": title_from,
        "authors": authors_from,
        "published": dates.published_from,
        "modified": dates.modified_from,
        **{name: where for name, (_, where) in found.items()},
        "access": access_from,
    }
    return Metadata(
        title=title,
        authors=authors,
        published=dates.published,
        modified=dates.modified,
        access=access,
        page_type=_page_type(declared),
        embedded_body=_embedded_body(declared),
        provenance={name: where for name, where in provenance.items() if where},
        **{name: value for name, (value, _) in found.items()},
    )


def _page_type(declared: Declared) -> str | None:
    kinds = types_of(declared.article)
    typed = declared.first("og:type")
    return kinds[0] if kinds else typed[1] if typed else None


def _embedded_body(declared: Declared) -> str | None:
    body = declared.article.get("articleBody")
    return body if isinstance(body, str) and body else None


__all__ = ["Declared", "Metadata", "read_declared", "read_metadata"]

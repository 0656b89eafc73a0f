"""What a page says about its article, field by field, each with its source. Silence is None, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scraper.article import Access


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

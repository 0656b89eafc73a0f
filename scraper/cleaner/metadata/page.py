"""The plain fields: language, canonical URL, site, section, description, image, access, rights, licence."""

from __future__ import annotations

from scraper.article import Access
from scraper.cleaner.metadata.declared import Declared
from scraper.cleaner.metadata.jsonld import text_of

Found = tuple[str | None, str]


def read_site(declared: Declared) -> Found:
    """The site's name."""
    named = declared.first("og:site_name")
    if named:
        return named[1], "meta og:site_name"
    name = text_of(declared.entities.resolve(declared.article.get("publisher")))
    return (name, "json-ld") if name else (None, "")


def read_access(declared: Declared) -> tuple[Access | None, str]:
    """Whether everyone may read it."""
    free = declared.article.get("isAccessibleForFree")
    if isinstance(free, bool) or str(free).lower() in ("true", "false"):
        return (Access.FREE if str(free).lower() == "true" else Access.PAID), "json-ld"
    return None, ""

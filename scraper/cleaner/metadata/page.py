"""The plain fields: language, canonical URL, site, section, description, image, access, rights, licence."""

from __future__ import annotations

from scraper.article import Access
from scraper.cleaner.metadata.declared import Declared


def read_access(declared: Declared) -> tuple[Access | None, str]:
    """Whether everyone may read it."""
    free = declared.article.get("isAccessibleForFree")
    if isinstance(free, bool) or str(free).lower() in ("true", "false"):
        return (Access.FREE if str(free).lower() == "true" else Access.PAID), "json-ld"
    return None, ""

"""Where a page declares tags: metas and JSON-LD, as strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scraper.cleaner.metadata.declared import Declared
from scraper.cleaner.metadata.jsonld import as_list, text_of, types_of

#: Several sections in one string, as no name is written.
_JOINED = re.compile(r"(?<=\w),(?=\w)")
KEYWORD_META = (
    "news_keywords", "article:tag", "keywords", "parsely-tags", "cxenseparse:recs:keywords",
    "cxenseparse:keywords", "og:article:tag", "article:tags", "keyword", "tags", "rnews:keywords", "dc.subject",
    "dcterms.subject", "citation_keywords", "classification-tags", "sailthru.tags",
)  # fmt: skip


def declared_tags(declared: Declared) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every declared source of tags and its raw strings."""
    for name in KEYWORD_META:
        contents = declared.contents(name)
        if contents:
            yield f"meta {name}", tuple(contents)
    article = declared.article
    for key in ("keywords", "about", "mentions"):
        texts = tuple(text for value in as_list(article.get(key)) if (text := _name(value)))
        if texts:
            yield f"json-ld {key}", texts


def declared_sections(declared: Declared) -> tuple[str, ...]:
    """Section names that the page declares."""
    found = [text_of(value) for value in as_list(declared.article.get("articleSection"))]
    for name in (
        "article:section",
        "og:article:section",
        "parsely-section",
        "section",
        "cxenseparse:recs:category",
        "category",
    ):
        found += declared.contents(name)
    names = [name for text in found for name in _JOINED.split(text) if name]
    return tuple({name.casefold(): name for name in reversed(names)}.values())[::-1]


def breadcrumbs(declared: Declared) -> tuple[str, ...]:
    """Names of the page's ancestors."""
    names: list[str] = []
    for entity in declared.entities.of_type("BreadcrumbList"):
        for item in as_list(entity.get("itemListElement"))[:12]:
            if isinstance(item, dict):
                inner = item.get("item")
                names.append(text_of(item.get("name") or (inner.get("name") if isinstance(inner, dict) else "")))
    return tuple(name for name in names if name)


def _name(value: Any) -> str:
    if isinstance(value, dict) and any(kind in ("Person", "Organization") for kind in types_of(value)):
        return text_of(value.get("name"))
    return text_of(value)

"""The plain fields: language, address, section, description, image.

Each reader gives the value and its source; (None, "") where the page is silent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from scraper.cleaner.metadata.declared import Declared
from scraper.cleaner.metadata.jsonld import as_list, text_of
from scraper.cleaner.metadata.site import compact, host_of
from scraper.cleaner.metadata.spaces import clean_space, plain_text

Found = tuple[str | None, str]

#: Longest description, characters; longer ones are whole articles.
MAX_DESCRIPTION = 2_000
#: Longest section name, characters.
MAX_SECTION = 80
MAX_URL = 2_000

#: BCP 47: language, script, region; ``de_DE`` is a locale's spelling of it.
_LANGUAGE = re.compile(r"^\s*([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?![a-z])", re.I)
#: Several sections in one string, as no name is written.
_JOINED = re.compile(r"(?<=\w),(?=\w)")
_PLACEHOLDER = re.compile(r"[{}]|^\s*(?:null|undefined|none|n/a)\s*$", re.I)
_ABSOLUTE = re.compile(r"https?://[a-z\d][a-z\d.-]*(?:[/?#][^\s\\]*)?", re.A | re.I)
_LOGO = re.compile(r"(?:^|[/_.-])(?:logo|favicon|placeholder|blank|spacer|default[-_]?(?:image|og|share)?)[/_.-]", re.I)


def read_language(declared: Declared) -> Found:
    """The language as BCP 47 (``de``, ``en-GB``, ``zh-Hant``)."""
    article = declared.article.get("inLanguage")
    sources = (
        ("html lang", declared.lang),
        ("meta og:locale", next(iter(declared.contents("og:locale")), None)),
        ("json-ld", text_of(article) or (text_of(article.get("alternateName")) if isinstance(article, dict) else "")),
        ("meta content-language", next(iter(declared.contents("content-language")), None)),
        ("meta language", next(iter(declared.contents("language")), None)),
        ("meta dc.language", next(iter(declared.contents("dc.language")), None)),
    )
    for where, text in sources:
        match = _LANGUAGE.match(text or "")
        if match is not None:
            language, script, region = match.groups()
            parts = [language.lower(), (script or "").capitalize(), (region or "").upper()]
            return "-".join(part for part in parts if part), where
    return None, ""


def read_address(declared: Declared, url: str | None) -> Found:
    """The canonical URL, absolute; else the URL that was asked. A canonical on another host is the page's only if
    no URL was asked for or it is the same site's."""
    for where, addresses in (
        ("link canonical", declared.links.get("canonical", ())),
        ("meta og:url", declared.contents("og:url")),
        ("json-ld", tuple(text for text in (_address_of(declared.article),) if text)),
    ):
        for address in addresses[:3]:
            absolute = absolute_url(address, url)
            if absolute and _is_own(absolute, url):
                return absolute, where
    return (url, "asked") if url else (None, "")


def absolute_url(address: str, base: str | None) -> str | None:
    """An http(s) URL, made absolute; None if it is none."""
    if _ABSOLUTE.fullmatch(address) and len(address) <= MAX_URL:  # most are, and need no parser
        return address
    try:
        joined = urljoin(base or "", address.strip()[:MAX_URL])
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.hostname and " " not in joined else None


def read_section(declared: Declared, names: frozenset[str]) -> Found:
    """The section that the article stands in."""
    candidates = [("json-ld", text_of(value)) for value in as_list(declared.article.get("articleSection"))[:5]]
    for name in ("article:section", "og:article:section", "parsely-section", "section", "cxenseparse:recs:section"):
        candidates += [(f"meta {name}", content) for content in declared.contents(name)[:2]]
    for where, text in candidates:
        name = _last_folder(_JOINED.split(clean_space(text))[0]) if "://" not in text else ""
        if (
            name
            and len(name) <= MAX_SECTION
            and "_" not in name
            and not _PLACEHOLDER.search(name)
            and compact(name) not in names
        ):
            return name, where
    return None, ""


def _last_folder(name: str) -> str:
    """The section's own name where its path is given (``/world/middle_east``)."""
    return name.rstrip("/").rpartition("/")[2].replace("_", " ") if name.startswith("/") else name


def read_description(declared: Declared) -> Found:
    """What the page says it is about."""
    for name in ("og:description", "description", "twitter:description", "dc.description"):
        for content in declared.contents(name)[:2]:
            if len(content) <= MAX_DESCRIPTION and not _PLACEHOLDER.search(content):
                return plain_text(content), f"meta {name}"
    text = plain_text(text_of(declared.article.get("description")))
    return (text, "json-ld") if text and len(text) <= MAX_DESCRIPTION else (None, "")


def read_image(declared: Declared, url: str | None) -> Found:
    """The lead image, absolute; logos and placeholders are none."""
    sources = [
        (f"meta {name}", content)
        for name in ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
        for content in declared.contents(name)[:3]
    ]
    sources += [("json-ld", _image_of(value)) for value in as_list(declared.article.get("image"))[:3]]
    for where, address in sources:
        absolute = absolute_url(address, url) if address else None
        if absolute and not _LOGO.search(absolute.partition("?")[0]):
            return absolute, where
    return None, ""


def _image_of(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl")
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""


def _address_of(article: Mapping[str, Any]) -> str:
    for key in ("url", "mainEntityOfPage"):
        value = article.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.startswith("http"):
            return value
    return ""


def _is_own(address: str, url: str | None) -> bool:
    """Whether a canonical address is this page's: not another site's, and no front page for an article."""
    if not url or address == url:
        return True
    own, other = host_of(url), host_of(address)
    related = own == other or own.split(".")[-2:] == other.split(".")[-2:]
    is_front = urlsplit(address).path in ("", "/") and not urlsplit(address).query
    was_front = urlsplit(url).path in ("", "/")
    return related and (was_front or not is_front)

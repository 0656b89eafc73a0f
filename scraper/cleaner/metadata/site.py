"""The site's name, and every form of it that titles, tags and bylines carry along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.cleaner.metadata.jsonld import as_list, text_of
from scraper.cleaner.metadata.spaces import clean_space

if TYPE_CHECKING:
    from scraper.cleaner.metadata.declared import Declared

#: Longest site name, characters; longer ones are slogans.
MAX_SITE = 100
#: Longest name that titles carry along, letters; a "site name" beyond is a headline put in the wrong field.
LONGEST = 40
#: Labels of host names that name no site.
_COMMON_LABELS = frozenset({
    "www", "m", "amp", "mobile", "en", "de", "fr", "es", "it", "blog", "blogs", "news", "com", "co", "org",
    "net", "gov", "edu", "ac", "info", "magazine", "web", "old", "beta", "go",
})  # fmt: skip
_WORDS = re.compile(r"[^\W_]+")
_BARS = re.compile(r"\s+[|\u2013\u2014»•·:-]\s+|\s*[|｜]\s*")
_TEMPLATE = re.compile(r"[{}<>$]|%\w+%|^https?:", re.I)


def read_site(declared: Declared, title: str | None = None) -> tuple[str | None, str]:
    """The site's name as the page says it and where, without a slogan; no name that is just the page's ``title``."""
    for name, where in _named(declared):
        short = _without_slogan(name, declared, compact(title or ""))
        if short:
            return short, where
    return None, ""


def _without_slogan(name: str, declared: Declared, title: str) -> str:
    """The part of a name between bars and dashes that the host, the page's account or its publisher bears out; all of
    it where none does, but never the page's own title."""
    parts = [part for part in (part.strip(" /") for part in _BARS.split(name)) if part and compact(part) != title]
    if len(parts) < 2:
        return parts[0] if parts else ""
    others = declared.names - {compact(name)}
    borne = [part for part in parts if compact(part) in others or _is_label(compact(part), others)]
    return borne[0] if borne else name


def _is_label(short: str, names: frozenset[str]) -> bool:
    """Whether a name is a host's label but for its ending (``harbourpost`` for ``Harbour Post News``)."""
    return len(short) > 3 and any(name.startswith(short) or short.startswith(name) for name in names if len(name) > 3)


def _named(declared: Declared) -> Iterator[tuple[str, str]]:
    """What may be the site's name, best source first."""
    named = declared.first("og:site_name", "application-name", "al:android:app_name", "apple-mobile-web-app-title")
    if named and named[0] == "og:site_name" and _is_name(named[1]):
        yield named[1], "meta og:site_name"
    for entity, key in ((declared.article, "publisher"), (declared.article, "sourceOrganization")):
        name = _name_of(declared, entity, key)
        if name:
            yield name, "json-ld"
    for kind in ("WebSite", "NewsMediaOrganization"):
        for entity in declared.entities.of_type(kind):
            name = text_of(entity.get("name"))
            if _is_name(name):
                yield name, "json-ld"
    if named and _is_name(named[1]):
        yield named[1], f"meta {named[0]}"


def site_names(declared: Declared, url: str | None) -> frozenset[str]:
    """All names of the site, compacted: declared ones and the labels of its host."""
    found = [content for name in ("og:site_name", "application-name") for content in declared.contents(name)]
    found += [name for key in ("publisher",) if (name := _name_of(declared, declared.article, key))]
    found += [text_of(entity.get("name")) for entity in declared.entities.of_type("WebSite", "NewsMediaOrganization")]
    found += [handle.lstrip("@") for handle in declared.contents("twitter:site")]
    address = declared.address(url)
    host = host_of(address)
    labels = [label for label in host.split(".")[:-1] if label not in _COMMON_LABELS]
    found += [host.removeprefix("www."), *labels]
    return frozenset(name for name in map(compact, found) if 2 < len(name) <= LONGEST)


def host_of(url: str) -> str:
    """The host of a URL; empty if it has none or is no URL."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def compact(text: str) -> str:
    """Letters and digits only, case folded: ``The Verge`` and ``theverge`` are one."""
    folded = text.casefold()
    return folded if folded.isalnum() else "".join(_WORDS.findall(folded))


def is_site_name(text: str, names: frozenset[str]) -> bool:
    """Whether the text is the site's name, perhaps with a word around it (``Metro News`` for ``Metro``)."""
    short = compact(text)
    if not short:
        return False
    if short in names:
        return True
    words = len(text.split())
    return any(
        (name in short and (len(name) >= 0.5 * len(short) or (words <= 4 and len(name) > 3)))
        or (len(short) > 3 and short in name and len(short) >= 0.3 * len(name))
        for name in names
    )


def _is_name(text: str) -> bool:
    return 1 < len(text) <= MAX_SITE and not _TEMPLATE.search(text)


def _name_of(declared: Declared, entity: Mapping[str, object], key: str) -> str:
    for value in as_list(entity.get(key))[:3]:
        name = clean_space(text_of(declared.entities.resolve(value)))
        if _is_name(name):
            return name
    return ""

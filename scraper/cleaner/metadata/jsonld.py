"""JSON-LD: mended where it is broken, flattened to entities, and the one that is the page's article.

Sites write it with trailing commas, raw newlines, HTML comments or CDATA around, several objects glued together and
characters escaped as no JSON allows; each of these is mended, anything beyond is ignored.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: Most characters of one script that are read; the largest of 1,400 labelled pages has 841,000 (a live blog).
MAX_SCRIPT = 2_000_000
#: Most characters of a page's broken scripts that are mended: mending costs up to 5 microseconds a character.
MAX_MENDED = 200_000
#: Comments and CDATA around a script are taken off so often.
MAX_WRAPPINGS = 4
#: Most entities of one page that are looked at.
MAX_ENTITIES = 2_000
#: How deep entities hide in arrays, ``@graph`` and ``mainEntity``.
MAX_DEPTH = 8

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_STRING_OR_FAULT = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*")|(?P<comma>,(?=\s*(?:,|[}\]]|\Z)))|(?P<comment>/\*.{0,200}?\*/|//[^\n]*$)',
    re.S | re.M,
)
_BAD_ESCAPE = re.compile(r'\\(?:(["\\/bfnrt])|u([0-9a-fA-F]{4})|(.))', re.S)
_LOOSE_STRING = re.compile(r'"((?:[^"\\]|\\.|"(?!\s*(?:[,:}\]]|$)|[ \t]*\r?\n\s*"))*)"', re.S)
_INNER_QUOTE = re.compile(r'(?<!\\)"')
_MISSING_COMMA = re.compile(r'(["\d}\]]|true|false|null)([ \t]*\r?\n\s*)(?=["{])')
_ARTICLE_TYPE = re.compile(r"(?:article|posting|report|story|review|recipe|analysis|opinion|column)", re.I)
_NOT_ARTICLE = re.compile(r"^(?:aggregate|collection|employer|claim|socialmedia)|rating$", re.I)


@dataclass(frozen=True, slots=True)
class Entities:
    """``all``: every entity in order, ``kinds`` their types. ``article``: the page's article or empty. ``by_id``:
    ``@id`` -> entity."""

    all: tuple[Mapping[str, Any], ...] = ()
    kinds: tuple[tuple[str, ...], ...] = ()
    article: Mapping[str, Any] = field(default_factory=dict)
    by_id: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def of_type(self, *names: str) -> Iterator[Mapping[str, Any]]:
        """The entities with one of these types."""
        return (
            entity for entity, kinds in zip(self.all, self.kinds, strict=True) if any(kind in names for kind in kinds)
        )

    def resolve(self, value: Any) -> Any:
        """A reference ``{"@id": ...}`` as the entity it names; anything else as it is."""
        if isinstance(value, dict) and isinstance(value.get("@id"), str) and not value.get("name"):
            return self.by_id.get(value["@id"], value)
        return value


def read_entities(scripts: Sequence[str], urls: Sequence[str] = (), titles: Sequence[str] = ()) -> Entities:
    """The entities of a page's JSON-LD scripts. ``urls`` and ``titles``: what else the page calls itself by, to
    choose among several articles. Never raises."""
    found: list[Mapping[str, Any]] = []
    mendable = MAX_MENDED
    for script in scripts:
        values = _parse(script, (_as_is,))
        if values is None and len(script) <= mendable:
            mendable -= len(script)
            values = _parse(script, _MENDERS)
        for value in values or ():
            found.extend(_flatten(value))
    found = found[:MAX_ENTITIES]
    by_id: dict[str, Mapping[str, Any]] = {}
    for entity in found:
        name = entity.get("@id")
        if isinstance(name, str) and (name not in by_id or len(entity) > len(by_id[name])):
            by_id[name] = entity
    kinds = tuple(map(types_of, found))
    articles = [entity for entity, own in zip(found, kinds, strict=True) if _is_article(own)]
    return Entities(tuple(found), kinds, _choose(articles, urls, titles), by_id)


def parse(script: str) -> list[Any]:
    """The values of one script, mended if need be; an empty list if nothing helps. Never raises."""
    return _parse(script, (_as_is, *_MENDERS) if len(script) <= MAX_MENDED else (_as_is,)) or []


def _parse(script: str, attempts: Sequence[Callable[[str], str]]) -> list[Any] | None:
    """The values as the first attempt that succeeds gives them; None where none does."""
    if len(script) > MAX_SCRIPT:
        return None
    text = script.strip().lstrip("\ufeff")
    for attempt in attempts:
        try:
            return list(_values(attempt(text)))
        except (ValueError, RecursionError):
            continue
    return None


def types_of(entity: Mapping[str, Any]) -> tuple[str, ...]:
    """The entity's types without their vocabulary's URL."""
    kinds = entity.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return tuple(kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in kinds if isinstance(kind, str))


def _is_article(kinds: tuple[str, ...]) -> bool:
    """Whether some type is a kind of article."""
    return any(_ARTICLE_TYPE.search(kind) and not _NOT_ARTICLE.search(kind) for kind in kinds)


def as_list(value: Any) -> list[Any]:
    """One or many as many; None as none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text_of(value: Any) -> str:
    """The text of a value: a string, the first of a list, ``@value`` or ``name`` of an object; empty for others."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name")
        else:
            break
    if not isinstance(value, str):
        return ""
    text = html.unescape(html.unescape(value)) if "&" in value else value
    return " ".join(text.split())


_DECODER = json.JSONDecoder(strict=False)  # not strict: raw newlines and tabs in strings are taken as they are


def _values(text: str) -> Iterator[Any]:
    """All values of a text: sites glue several objects together, with or without a comma."""
    position, end = 0, len(text)
    while position < end:
        if text[position] in " \t\r\n,;":
            position += 1
            continue
        value, position = _DECODER.raw_decode(text, position)
        yield value


def _as_is(text: str) -> str:
    return text


def _unwrapped(text: str) -> str:
    """Without HTML comments or CDATA around and without a last semicolon."""
    for _ in range(MAX_WRAPPINGS):
        bare = _WRAPPING.sub("", text).strip()
        if bare == text:
            break
        text = bare
    return text


def _mended(text: str) -> str:
    """Without commas too many and comments; escapes that JSON does not know taken literally."""

    def repair(match: re.Match[str]) -> str:
        string = match["string"]
        if string is None:
            return ""
        return _BAD_ESCAPE.sub(_repair_escape, string) if "\\" in string else string

    return _STRING_OR_FAULT.sub(repair, _unwrapped(text))


def _repair_escape(match: re.Match[str]) -> str:
    return match[0] if match[1] or match[2] else match[3]


def _unescaped(text: str) -> str:
    """Entities resolved: some templates escape the whole script for HTML."""
    return _mended(html.unescape(text))


def _requoted(text: str) -> str:
    """Quotes within strings escaped: a quote ends a string only where a delimiter follows."""
    return _mended(_LOOSE_STRING.sub(lambda match: f'"{_INNER_QUOTE.sub(chr(92) + chr(34), match[1])}"', text))


def _separated(text: str) -> str:
    """With the commas that are missing between lines."""
    return _MISSING_COMMA.sub(r"\1,\2", _requoted(text))


_MENDERS = (_unwrapped, _mended, _unescaped, _requoted, _separated)


def _flatten(value: Any) -> Iterator[Mapping[str, Any]]:
    """The entities of a value, outer ones first."""
    stack: list[tuple[Any, int]] = [(value, 0)]
    seen = 0
    while stack and seen < MAX_ENTITIES:
        item, depth = stack.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(item, list):
            stack.extend((inner, depth + 1) for inner in reversed(item[:MAX_ENTITIES]))
        elif isinstance(item, dict):
            seen += 1
            if "@type" in item or "@id" in item or "headline" in item:
                yield item
            for key in ("mainEntity", "mainEntityOfPage", "@graph"):
                if isinstance(item.get(key), dict | list):
                    stack.append((item[key], depth + 1))


def _choose(articles: Sequence[Mapping[str, Any]], urls: Sequence[str], titles: Sequence[str]) -> Mapping[str, Any]:
    """The page's own among its articles: the one that names the page by URL or title, else the one that says most."""
    if len(articles) < 2:
        return articles[0] if articles else {}
    addresses = {_bare(address) for address in urls}
    known = {title.casefold() for title in titles}

    def weight(entity: Mapping[str, Any]) -> tuple[bool, bool, int]:
        named = {_bare(name) for name in _addresses(entity)}
        headline = text_of(entity.get("headline") or entity.get("name")).casefold()
        said = sum(bool(entity.get(key)) for key in ("headline", "datePublished", "author", "keywords", "articleBody"))
        same = any(headline and (headline in title or title in headline) for title in known)
        return bool(named & addresses), same, said

    return max(articles, key=weight)


def _addresses(entity: Mapping[str, Any]) -> Iterable[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        for value in as_list(entity.get(key)):
            name = value.get("@id") or value.get("url") if isinstance(value, dict) else value
            if isinstance(name, str):
                yield name


def _bare(url: str) -> str:
    """A URL without scheme, query, fragment and last slash, to compare."""
    return re.sub(r"^https?://(?:www\.)?|[?#].*$", "", url.strip(), flags=re.S).rstrip("/").lower()

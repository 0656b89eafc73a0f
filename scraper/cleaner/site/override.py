"""SiteOverride: what a user says about the pages of a site, in CSS selectors, and since when it holds.

Selectors are those of the lexbor engine: CSS Selectors level 4 with ``:has``, ``:is``, ``:not`` and
``:lexbor-contains("words" i)``.  ``:has`` looks through everything below each element: begin it with a class or id.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from scraper.errors import ConfigError
from scraper.kinds import URL
from scraper.option import Kind, option
from scraper.url import host_of

#: Longest selector, characters.
LONGEST = 1_000
#: The keys that hold one selector.
FIELDS = ("title", "author", "date", "tags")
_NOWHERE = LexborHTMLParser("<p>")


@lru_cache(maxsize=4096)
def is_selector(text: str) -> bool:
    """Whether the parser understands a selector."""
    if len(text) > LONGEST:
        return False
    try:
        _NOWHERE.css(text)
    except SelectolaxError:
        return False
    return True


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


SELECTOR = Kind(f"a CSS selector of at most {LONGEST:,} characters", is_selector)
DAY = Kind("a day such as 2026-03-31", _is_day)


@dataclass(frozen=True, slots=True)
class SiteTest:
    """One ``[[site.test]]``: a page, and what must and must not stand in its article."""

    page: str = option("", "saved page, relative to the file that names it, or a URL, which is downloaded", path=True)
    url: str = option("", "URL that the page was saved from", kind=URL)
    must: tuple[str, ...] = option((), "texts that the article must have")
    must_not: tuple[str, ...] = option((), "texts that the article must not have")


@dataclass(frozen=True, slots=True)
class SiteOverride:
    """One ``[[site]]`` of the configuration: what holds for the pages of a host, whatever the cleaner thinks."""

    host: str = option("", "host that it is for; *.example.org for all below, * for every page")
    remove: tuple[str, ...] = option((), "CSS selectors of what is no part of the article", kind=SELECTOR)
    body: str = option("", "CSS selector of what holds the article: all in it is kept, nothing else", kind=SELECTOR)
    title: str = option("", "CSS selector of the title", kind=SELECTOR)
    author: str = option("", "CSS selector of the authors", kind=SELECTOR)
    date: str = option("", "CSS selector of the date of publication", kind=SELECTOR)
    tags: str = option("", "CSS selector of the tags, an element each", kind=SELECTOR)
    valid_from: str = option("", "first day of download for which it holds", kind=DAY)
    valid_to: str = option("", "last day of download for which it holds", kind=DAY)
    test: tuple[SiteTest, ...] = option(factory=tuple, help="tables of pages that `scraper check` tries it on")

    def __post_init__(self) -> None:
        if not self.host:
            raise ConfigError("host: this key is missing", hint='Write host = "example.org"')
        for name, selector in self.selectors():
            if not is_selector(selector):
                raise ConfigError(f"{name}: {selector!r} is no CSS selector", where=f"override {self.host}")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ConfigError(f"valid_to: {self.valid_to} is before valid_from, {self.valid_from}", where=self.host)

    def selectors(self) -> Iterator[tuple[str, str]]:
        """Key and selector, in the order of the keys."""
        yield from (("remove", selector) for selector in self.remove)
        for name in ("body", *FIELDS):
            if selector := getattr(self, name):
                yield name, selector

    def holds(self, host: str, day: datetime.date | None) -> bool:
        """Whether it is for pages of a host that were downloaded on a day. Where the day is not known, what has ended
        does not hold."""
        if not matches(host, self.host):
            return False
        if day is None:
            return not self.valid_to
        begun = not self.valid_from or datetime.date.fromisoformat(self.valid_from) <= day
        return begun and (not self.valid_to or day <= datetime.date.fromisoformat(self.valid_to))


def matches(host: str, pattern: str) -> bool:
    """Whether a host is what the pattern names; a leading ``www.`` does not count."""
    if pattern == "*":
        return True
    host, pattern = host.lower().removeprefix("www."), pattern.lower().removeprefix("www.")
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) or host == pattern[2:]
    return host == pattern


def choose(overrides: Sequence[SiteOverride], url: str | None, day: datetime.date | None) -> SiteOverride | None:
    """The override for a page: that of the most exact host, then the one that began last, then the last of them."""
    host = host_of(url) if url else ""
    holding = [override for override in overrides if override.holds(host, day)]
    return max(reversed(holding), key=lambda o: (not o.host.startswith("*"), len(o.host), o.valid_from), default=None)


def for_host(overrides: Sequence[SiteOverride], url: str) -> tuple[SiteOverride, ...]:
    """Those for the host of a URL, without their tests: what a page's cleaning needs of them."""
    host = host_of(url) if overrides else ""
    return tuple(replace(override, test=()) for override in overrides if matches(host, override.host))

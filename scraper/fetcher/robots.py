"""robots.txt by RFC 9309: what it says of a URL, and which line says it. Pure; `rulebook` brings the file.

Reading the lines and choosing the group is done here, because it must follow the RFC to the letter (lines of an unknown
kind never end a group, product tokens are compared whole, groups of one token are merged); matching a URL against the
chosen rules is protego's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from protego import Protego

#: At least this much is parsed (RFC 9309, section 2.5: 500 KiB), bytes.
SIZE_LIMIT = 512 * 1024
#: Longer lines are cut: eight times the longest URL that browsers were known to take (2,083), less the end, characters.
LINE_LIMIT = 8 * 2083 - 1

#: Spellings met in the wild that are understood (the reference parser of the RFC's authors takes them too).
_FIELDS = {
    "user-agent": ("user-agent", "useragent", "user agent"),
    "allow": ("allow",),
    "disallow": ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"),
    "sitemap": ("sitemap", "sitemaps", "site-map"),
    "crawl-delay": ("crawl-delay", "crawl delay", "crawldelay"),
    "request-rate": ("request-rate", "request rate"),
    "content-signal": ("content-signal",),
    "license": ("license",),
}
_ALIAS = {alias: name for name, aliases in _FIELDS.items() for alias in aliases}
_LINE = re.compile(r"\s*([a-z]+(?:[ -][a-z]+)?)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
#: The colon is sometimes forgotten; then only one word may follow.
_BARE = re.compile(r"\s*([a-z]+(?:-[a-z]+)?|user agent)\s+(\S+)", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z_-]*")  # RFC 9309, section 2.2.1
_BOM = "\ufeff\ufffd"  # whole, or broken and so decoded to replacement characters
_RULES = frozenset({"allow", "disallow"})
_PACE = frozenset({"crawl-delay", "request-rate"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What robots.txt says of one URL. ``rule``: the line that decided, or why none did; ``url``: of the robots.txt;
    ``crawl_delay``: seconds between requests; ``content_signal`` and ``license``: as written."""

    allowed: bool
    rule: str
    url: str = ""
    crawl_delay: float | None = None
    sitemaps: tuple[str, ...] = ()
    content_signal: str | None = None
    license: str | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.kind.title()}: {self.value}"


@dataclass(slots=True)
class _Group:
    """The lines that are for one agent; ``named`` when the file names it at all."""

    named: bool = False
    rules: list[_Line] = field(default_factory=list)
    pace: list[_Line] = field(default_factory=list)
    notes: list[_Line] = field(default_factory=list)


class Robots:
    """The robots.txt of one origin, read for one product token.

    ``Robots(text, "article-scraper").verdict(url).allowed``. Where the file could not be had, `Robots.without` holds
    the rule that its status makes.
    """

    def __init__(self, text: str, token: str, url: str = "") -> None:
        self.url, self._text, self._status_rule, self._allowed = url, text, "", True
        #: Whether the file is to be asked for again soon, because it could not be had.
        self.brief = False
        own, everyone = _Group(), _Group()
        sitemaps, notes = _sorted_out(text, token, own, everyone)
        group, self._name = (own, token) if own.named else (everyone, "*")
        self._rules = tuple(group.rules)
        lines = [f"{line.kind}: {_comparable(line.value)}" for line in (*group.rules, *group.pace)]
        self._parsed = Protego.parse("\n".join(["user-agent: *", *lines]))
        self.sitemaps = tuple(dict.fromkeys(sitemaps))
        self.crawl_delay = self._delay()
        self.content_signal = _joined(group.notes, "content-signal")
        self.license = _joined(group.notes, "license") or _joined(notes, "license")

    @classmethod
    def without(cls, why: str, allowed: bool, url: str = "", brief: bool = False) -> Robots:
        """What holds when there is no file to read: everything, or nothing."""
        robots = cls("", "", url)
        robots._status_rule, robots._allowed, robots.brief = why, allowed, brief
        return robots

    def to_dict(self) -> dict[str, Any]:
        """What `from_dict` makes the same rules of, for this product token or another."""
        return {"url": self.url, "text": self._text, "why": self._status_rule, "allowed": self._allowed}

    @classmethod
    def from_dict(cls, kept: dict[str, Any], token: str) -> Robots:
        """The rules that `to_dict` has kept."""
        if kept["why"]:
            return cls.without(kept["why"], kept["allowed"], kept["url"])
        return cls(kept["text"], token, kept["url"])

    def kept_briefly(self) -> Robots:
        """The same rules, to be renewed soon."""
        kept = copy(self)
        kept.brief = True
        return kept

    @property
    def unreachable(self) -> bool:
        """Whether nothing may be asked because the file could not be had."""
        return not self._allowed

    def verdict(self, url: str) -> Verdict:
        """Whether a URL may be asked, for its path and query."""
        allowed, rule = (self._allowed, self._status_rule) if self._status_rule else self._decide(_comparable(url))
        return Verdict(allowed, rule, self.url, self.crawl_delay, self.sitemaps, self.content_signal, self.license)

    def _decide(self, url: str) -> tuple[bool, str]:
        allowed = self._parsed.can_fetch(url, "*")
        kind = "allow" if allowed else "disallow"
        matching = [line for line in self._rules if line.kind == kind and matches(line.value, url)]
        longest = max(matching, key=lambda line: len(line.value), default=None)
        if longest is None:
            return allowed, f"no rule for it (group {self._name})"
        return allowed, f"{longest} (line {longest.number}, group {self._name})"

    def _delay(self) -> float | None:
        delay, rate = self._parsed.crawl_delay("*"), self._parsed.request_rate("*")
        asked = [value for value in (delay, rate.seconds / rate.requests if rate else None) if value]
        return max(asked, default=None)


def _sorted_out(text: str, token: str, own: _Group, everyone: _Group) -> tuple[list[str], list[_Line]]:
    """Put every line where it belongs; gives the sitemaps and the lines that stand before any group."""
    sitemaps: list[str] = []
    notes: list[_Line] = []
    groups: list[_Group] = []  # those that the current user-agent lines name, of the two that matter
    paced: list[_Group] = []  # the same for crawl-delay, which ends a run of user-agent lines by custom, not by the RFC
    in_rules, in_pace, in_group = True, True, False
    for line in _lines(text):
        if line.kind == "user-agent":
            if in_rules:
                groups = []
            if in_rules or in_pace:
                paced = []
            in_rules, in_pace, in_group = False, False, True
            group = everyone if line.value.split()[:1] == ["*"] else own if _names(line.value, token) else None
            if group is not None:
                group.named = True
                groups.append(group)
                paced.append(group)
        elif line.kind in _RULES:
            in_rules = True
            for group in groups if line.value else ():
                group.rules.append(line)
        elif line.kind in _PACE:
            in_pace = True
            for group in paced:
                group.pace.append(line)
        elif line.kind == "sitemap":
            sitemaps.append(line.value)
        elif not in_group:
            notes.append(line)
        else:
            for group in groups:
                group.notes.append(line)
    return sitemaps, notes


def _lines(text: str) -> Iterator[_Line]:
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text.lstrip(_BOM)), 1):
        line = raw[:LINE_LIMIT].partition("#")[0].strip()
        for form in (_LINE, _BARE):
            match = form.fullmatch(line)
            if match and (kind := _ALIAS.get(match[1].lower())):
                yield _Line(number, kind, match[2].strip())
                break


def _names(value: str, token: str) -> bool:
    """Whether a user-agent line means us: the whole token, letters of any case; a version after it is let pass."""
    word = re.split(r"[\s/]", value, maxsplit=1)[0].strip("*").lower()
    prefix = _TOKEN.match(value)
    ours = token.partition("/")[0].strip().lower()
    return bool(ours) and ours in (word, prefix[0].lower() if prefix else "")


def _comparable(text: str) -> str:
    """Escaped and plain slashes are one in a query (RFC 9309, section 2.2.2, second row of the table)."""
    if "%2f" not in text.lower() or "?" not in text:
        return text
    path, _, query = text.partition("?")
    return f"{path}?{re.sub('%2f', '/', query, flags=re.IGNORECASE)}"


def matches(pattern: str, url: str) -> bool:
    """Whether a path pattern (``*`` and a closing ``$`` are special) is for a URL."""
    return not _alone(_comparable(pattern)).can_fetch(_comparable(url), "*")


@lru_cache(maxsize=2048)
def _alone(pattern: str) -> Protego:
    return Protego.parse(f"user-agent: *\ndisallow: {pattern}")


def _joined(lines: list[_Line], kind: str) -> str | None:
    return ", ".join(dict.fromkeys(line.value for line in lines if line.kind == kind and line.value)) or None

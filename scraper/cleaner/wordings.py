"""Wordings: which class of boilerplate a line's words belong to, whatever its language.

The lists are ``phrases/<language>.toml``, one table a class:

``lines``     the whole line; digits and punctuation at both ends do not count (``Comments (12)``, ``» Read more``)
``starts``    the line's start, with at most ``REMAINDER`` more characters (``Also read: ...``)
``labels``    the line's start, where the rest does not end like a sentence (``Tags NATO Joe Biden``, ``By Jane Doe``)
``contains``  words anywhere in a line of at most ``NOTICE`` characters (legal notices)
``patterns``  a regular expression for the whole line, after folding; tried where the line has a digit or a sign
``forms``     the same, tried on every line
``speakers``  the end of a line after a name of one to three words (``Jane Doe says:``)

Every list is matched against the *folded* line: NFKC, case folded, soft hyphens and zero-width characters dropped,
white space collapsed, quotes, dashes and ellipses unified.  Whole lines are looked up in one dictionary, so a line
costs a few microseconds; unanchored matching would delete prose that merely speaks of newsletters or cookies.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

#: Classes that have wordings; the position is the bit. All but ``correction`` (kept) and ``menu`` (names of sections
#: and services, which may be subheadings too) are kinds of removal.
CLASSES = (
    "navigation", "related", "read-also", "newsletter", "share", "advertisement", "player", "most-popular", "load-more",
    "comments", "copyright", "author-box", "tags", "byline", "caption", "paywall", "consent", "embed-placeholder",
    "summary", "disclaimer", "contact", "series", "widget", "residue", "correction", "menu",
)  # fmt: skip
BIT = {name: 1 << position for position, name in enumerate(CLASSES)}
#: A class whose bit also stands this much higher was told by the whole line, not by its start.
WHOLE = 32

#: Longest line that is compared as a whole, characters: the longest entry of the lists has about 100.
LONGEST = 160
#: Most characters after a ``starts`` entry: a teaser's headline (99 % of headlines have fewer).
REMAINDER = 160
#: Longest line that can be a legal notice, characters: the agencies' notices have 130 to 330.
NOTICE = 420

_UNIFIED = str.maketrans(
    {
        **dict.fromkeys(
            "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufe0f"
        ),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        "\u2026": "...",
    }
)
#: What may stand before or after a wording without changing it.
_EDGES = " \t0123456789.,:;!?'\"()[]{}<>|/\\*+-_=~#&@^%·•›‹→←▶►▸■●◆▼▲↓↑【】《》、。［］★☆✓✕×®™؟،・◇◆□○＞＜：；！？"
_TYPOGRAPHY = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202c\u2060\u2066-\u2069\ufeff\ufe0f\u2010-\u2015\u2018-\u201f\u2026\u2032\u2033"
    "\u00b4\u02bc\u00ab\u00bb\u2212]"
)
#: Only lines with one of these can match a pattern.
_DIGIT, _SIGN = re.compile(r"\d"), re.compile(r"[›©@/:|=%()\[\]{}#>+＝（）—-]")
#: How an expression begins that may have anything before it.
_ANYTHING = re.compile(r"\.\{0,\d+\}")
#: Most words of a name and a verb of speech.
_SPEAKER = 5
#: From here on scripts are written without spaces (CJK radicals).
_WIDE = "\u2e80"
_SENTENCE_END = (".", "!", "?", "。", "؟", "।", '."', '!"', '?"', ".'", ".)")


def fold(line: str) -> str:
    """The line as wordings are compared: see the module's text."""
    if not line.isascii():
        if not unicodedata.is_normalized("NFKC", line):
            line = unicodedata.normalize("NFKC", line)
        if _TYPOGRAPHY.search(line):
            line = line.translate(_UNIFIED)
    return " ".join(line.casefold().split())


@dataclass(frozen=True, slots=True)
class Expressions:
    """Expressions that are tried on the same lines. ``any``: all at once; ``each``: one a class; ``ends``: those that
    may have anything before them, which are searched for, as the engine finds their first sign much faster."""

    any: re.Pattern[str]
    each: tuple[tuple[re.Pattern[str], int], ...]
    ends: tuple[tuple[re.Pattern[str], int], ...]

    def bits(self, folded: str) -> int:
        """Bits of the classes whose expressions the whole line matches."""
        bits = 0
        if self.any.fullmatch(folded):
            for pattern, bit in self.each:
                if pattern.fullmatch(folded):
                    bits |= bit
        for pattern, bit in self.ends:
            if pattern.search(folded):
                bits |= bit
        return bits


#: Scripts and signs that a line needs for a group of expressions: (beyond ASCII, a digit, another sign).
_Needs = tuple[bool, bool, bool]
Prefixes = dict[str, tuple[tuple[str, ...], tuple[tuple[str, int], ...]]]
Contained = dict[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists of all languages, compiled. ``starts``, ``labels``: first two characters -> prefixes, and each with
    its bits. ``contains``: first word -> (words, bits). ``within``: the same for scripts without spaces, all of them.
    ``expressions``: by what a line needs. ``speakers``: verbs of speech -> bits."""

    lines: dict[str, int]
    starts: Prefixes
    labels: Prefixes
    contains: Contained
    within: tuple[tuple[str, int], ...]
    expressions: dict[_Needs, Expressions]
    speakers: dict[str, int]


#: Languages whose expressions need letters beyond ASCII.
_BEYOND_ASCII = ("ar", "ja", "ko", "ru", "zh")


def _entries() -> Iterator[tuple[str, str, str, str]]:
    """(language, class, list, wording) of every language's file."""
    for path in sorted(files("scraper.cleaner").joinpath("phrases").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".toml"):
            for name, lists in tomllib.loads(path.read_text(encoding="utf-8")).items():
                language = path.name.removesuffix(".toml")
                yield from ((language, name, kind, wording) for kind, wordings in lists.items() for wording in wordings)


@cache
def lexicon() -> Lexicon:
    """The compiled lists; read once a process."""
    lines: dict[str, int] = {}
    prefixes: dict[str, dict[str, dict[str, int]]] = {"starts": {}, "labels": {}, "contains": {}}
    within: list[tuple[str, int]] = []
    expressions: dict[_Needs, dict[int, list[str]]] = {}
    speakers: dict[str, int] = {}
    for language, name, kind, wording in _entries():
        bit, folded = BIT[name], fold(wording)
        if kind == "lines":
            key = folded.strip(_EDGES) or folded
            lines[key] = lines.get(key, 0) | bit
        elif kind in ("patterns", "forms"):
            needs = (language in _BEYOND_ASCII, *_signs_of(kind, wording))
            expressions.setdefault(needs, {}).setdefault(bit, []).append(wording)
        elif kind == "speakers":
            speakers[folded] = bit
        elif kind == "contains" and folded[0] > _WIDE:
            within.append((folded, bit))
        else:
            key = folded.split(" ", 1)[0] if kind == "contains" else folded[:2]
            group = prefixes[kind].setdefault(key, {})
            group[folded] = group.get(folded, 0) | bit
    starts, labels = (
        {key: (tuple(group), tuple(group.items())) for key, group in prefixes[kind].items()}
        for kind in ("starts", "labels")
    )
    contains = {key: tuple(group.items()) for key, group in prefixes["contains"].items()}
    compiled = {needs: _compiled(groups) for needs, groups in expressions.items()}
    return Lexicon(lines, starts, labels, contains, tuple(within), compiled, speakers)


def _signs_of(kind: str, expression: str) -> tuple[bool, bool]:
    """Whether an expression needs a digit, or else another sign."""
    digit = kind == "patterns" and "\\d" in expression
    return digit, kind == "patterns" and not digit


def _compiled(groups: dict[int, list[str]]) -> Expressions:
    each, ends = {}, []
    for bit, many in groups.items():
        whole = [one for one in many if not _ANYTHING.match(one)]
        if whole:
            each[bit] = "|".join(f"(?:{one})" for one in whole)
        ends += [(re.compile(f"(?:{_ANYTHING.sub('', one, count=1)})$"), bit) for one in many if _ANYTHING.match(one)]
    whole_lines = tuple((re.compile(one), bit) for bit, one in each.items())
    return Expressions(re.compile("|".join(each.values()) or "(?!)"), whole_lines, tuple(ends))


_NONE: tuple[tuple[str, ...], tuple[tuple[str, int], ...]] = ((), ())


def _prefixed(folded: str, table: Prefixes) -> int:
    """Bits of the prefixes that the line starts with, at a word's end. Only lists of tags may be long."""
    prefixes, pairs = table.get(folded[:2], _NONE)
    if not folded.startswith(prefixes):
        return 0
    bits = 0
    for prefix, bit in pairs:
        if folded.startswith(prefix) and (len(folded) - len(prefix) <= REMAINDER or bit == BIT["tags"]):
            end = folded[len(prefix) : len(prefix) + 1]
            if not end.isalnum() or not prefix[-1].isalnum() or prefix[-1] > _WIDE:
                bits |= bit
    return bits


def _contained(folded: str, words: Lexicon) -> int:
    """Bits of the words that stand anywhere in the line."""
    bits = 0
    for first in words.contains.keys() & folded.split(" "):
        for wording, bit in words.contains[first]:
            if wording in folded:
                bits |= bit
    if not folded.isascii():
        for wording, bit in words.within:
            if wording in folded:
                bits |= bit
    return bits


def _expressed(folded: str, words: Lexicon) -> int:
    """Bits of the expressions that the whole line matches; of those whose signs it has, the others cannot."""
    beyond, digit = not folded.isascii(), _DIGIT.search(folded)
    sign = digit or _SIGN.search(folded)
    bits = 0
    for (needs_beyond, needs_digit, needs_sign), expressions in words.expressions.items():
        if (beyond or not needs_beyond) and (digit or not needs_digit) and (sign or not needs_sign):
            bits |= expressions.bits(folded)
    return bits


def _spoken(folded: str, words: Lexicon) -> int:
    """Bits of a line that is a name and a verb of speech."""
    parts = folded.rstrip(" :").split(" ")
    if not 2 <= len(parts) <= _SPEAKER:
        return 0
    return words.speakers.get(parts[-1], 0) or words.speakers.get(" ".join(parts[-2:]), 0) * (len(parts) > 2)


def _match(folded: str) -> int:
    words = lexicon()
    bits = 0
    if len(folded) <= LONGEST:
        bits = words.lines.get(folded.strip(_EDGES) or folded, 0)
        if bits:
            return bits | bits << WHOLE
        bits = _expressed(folded, words) | _spoken(folded, words)
    if not folded.endswith(_SENTENCE_END):
        bits |= _prefixed(folded, words.labels)
    return bits | _prefixed(folded, words.starts) | _contained(folded, words)


@lru_cache(maxsize=20_000)
def classes_of(line: str) -> int:
    """The classes of a line as bits (see ``BIT``, ``WHOLE``); 0 if no list knows it. Cached: chrome repeats."""
    if len(line) > NOTICE:
        return 0
    folded = fold(line)
    return _match(folded) if folded else 0


@cache
def names_of(bits: int) -> tuple[str, ...]:
    """The names of the classes in ``bits``."""
    return tuple(name for name in CLASSES if bits & BIT[name])

"""Bytes, tags and depth of a page before it is parsed.

A parser's cost is quadratic in depth (10,000 nested ``<div>`` take 120 ms, 40,000 take 1.7 s) and formatting elements
that stay open are repeated in every paragraph below (1,000 of them before 10,000 ``<p>`` make ten million nodes of a
100 KB page), so neither may be found out by parsing.

Three looks, each at fewer pages.  A page of few start tags cannot nest deep (.03 ms; six pages of ten end there).  The
running balance of start and end tags is an upper bound of the depth (.1 ms); it errs upwards, where ``<p>`` or ``<li>``
stay open or a script writes tags.  What it suspects, one page in two hundred, is walked tag by tag in ``nesting``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.parser.nesting import FORMATTING, START_TAG, measure, start_tags
from scraper.errors import TooLargeError

if TYPE_CHECKING:
    from scraper.cleaner.options import CleanOptions

#: Pages with more tags are always walked: end tags that close nothing could deceive the balance, and there it would
#: matter. 99.8 % of 2,479 pages have fewer.
_TRUSTED_TAGS = 30_000
#: Open formatting elements times start tags, an upper bound of the nodes that repeating them makes, above which the
#: page is walked.
_TRUSTED_NODES = 2_000_000

#: Start tags so few that nothing they do takes longer than a tenth of a second.
_FEW_TAGS = 1_000
#: Formatting elements that the parser may add by repeating open ones; the most on 2,479 pages are 30.
_MOST_REPEATED = 100_000
#: Attributes of one tag; 10,000 take .1 s, 50,000 take 4 s. The most on 2,479 pages are 90.
_MOST_ATTRIBUTES = 5_000
#: Bytes without a ``<`` behind which a tag may hold as many (an attribute takes two).
_STRETCH = 8_192
_ATTRIBUTE = re.compile(rb"[^\s=/]+(?:\s*=\s*(?:\"[^\"]*\"?|'[^']*'?|[^\s]*))?")
_LESS_THAN, _SLASH = ord("<"), ord("/")
_VOID = tuple(b"area base br col embed frame hr img input keygen link meta param source track wbr".split())
_DELIMITERS = b" />\n\t\r"
_HASH_BITS = 12
_HASH_FACTOR = np.uint32(2_654_435_761)  # Knuth's multiplicative hash
_Array = NDArray[np.uint32]
_NAMES = 32 * 32  # first two letters of a name, each one of 26 or something else


def check_limits(data: bytes, options: CleanOptions) -> None:
    """Raises ``TooLargeError`` where the page exceeds ``max_bytes``, ``max_tags`` or ``max_depth``."""
    if len(data) > options.max_bytes:
        raise _too_large(f"{len(data):,} bytes", "max_bytes", options.max_bytes)
    _check_attributes(data)
    characters = np.frombuffer(data, np.uint8)
    places = np.flatnonzero(characters == _LESS_THAN)
    ends = int(np.count_nonzero(characters[np.minimum(places + 1, len(data) - 1)] == _SLASH))
    if len(places) - ends <= min(options.max_tags, options.max_depth, _FEW_TAGS):
        return
    tags = _Tags.of(data, places)
    starts = int(np.count_nonzero(tags.start))
    if starts > options.max_tags:
        raise _too_large(f"{starts:,} tags", "max_tags", options.max_tags)
    if _is_harmless(tags, starts, options.max_depth):
        return
    shape = measure(data, options.max_depth, _MOST_REPEATED)
    if shape.depth > options.max_depth:
        raise _too_large("the nesting of tags", "max_depth", options.max_depth)
    if shape.repeated > _MOST_REPEATED:
        what = f"open formatting that the parser would repeat more than {_MOST_REPEATED:,} times"
        raise TooLargeError(what, hint="Close its elements; no option allows it")


def _check_attributes(data: bytes) -> None:
    """Refuses a tag of thousands of attributes: the parser compares each with all before it. Only what stands before a
    long stretch without a ``<`` is looked at."""
    before = 0
    for start in range(0, len(data) - _STRETCH + 1, _STRETCH):
        if data.find(b"<", start, start + _STRETCH) >= 0:
            continue
        last = data.rfind(b"<", before, start)
        if last < 0:  # the stretch before this one was looked at
            continue
        before = start
        tag = START_TAG.match(data, last)
        if tag and _overloaded(tag[0]) and any(map(_overloaded, start_tags(data))):  # it may stand in a script
            what = f"a tag of more than {_MOST_ATTRIBUTES:,} attributes"
            raise TooLargeError(what, hint="No page that is read needs it; no option allows it")


def _overloaded(tag: bytes) -> bool:
    return len(tag) > _STRETCH and sum(1 for _ in _ATTRIBUTE.finditer(tag)) > _MOST_ATTRIBUTES


def _too_large(what: str, option: str, limit: int) -> TooLargeError:
    return TooLargeError(f"{what}: more than {option} = {limit:,}", hint=f"Raise the option {option} to allow it")


@dataclass(frozen=True, slots=True)
class _Tags:
    """The first four bytes behind each ``<``, in lower case, and which of them begin a start tag or an end tag."""

    behind: _Array
    start: NDArray[np.bool_]
    end: NDArray[np.bool_]

    @classmethod
    def of(cls, data: bytes, places: NDArray[np.int64]) -> _Tags:
        padded = data + bytes(4)
        fours = np.ndarray((len(data),), "<u4", buffer=padded, offset=1, strides=(1,))
        behind = fours[places] | np.uint32(0x20202020)
        first = behind & np.uint32(0xFF)
        return cls(behind, (first - np.uint32(ord("a"))) < 26, first == ord("/"))


def _is_harmless(tags: _Tags, starts: int, max_depth: int) -> bool:
    """Whether upper bounds of depth and repeated formatting stay within the limits."""
    if len(tags.behind) > _TRUSTED_TAGS:
        return False
    start = tags.start & ~_IS_VOID[_hash(tags.behind)]
    names = _name(tags.behind >> (tags.end * np.uint32(8)))
    step = start.astype(np.int32) - tags.end
    opened, closed = np.bincount(names[start], minlength=_NAMES), np.bincount(names[tags.end], minlength=_NAMES)
    idle = int(np.maximum(closed - opened, 0).sum())  # end tags that close nothing would hide that the depth grows
    formatting = int(opened[_IS_FORMATTING].sum())
    if formatting * starts > _TRUSTED_NODES:
        formatting = _rise(step * _IS_FORMATTING[names]) + idle
    return _rise(step) + idle <= max_depth and formatting * starts <= _TRUSTED_NODES


def _rise(step: NDArray[np.int32]) -> int:
    """The highest balance, where a balance below zero counts as zero."""
    balance = np.cumsum(step)
    return int((balance - np.minimum(np.minimum.accumulate(balance), 0)).max(initial=0))


def _hash(names: _Array) -> _Array:
    """A number below 4,096 of the first three characters of each name, in lower case."""
    hashed: _Array = (names & np.uint32(0xFFFFFF)) * _HASH_FACTOR >> np.uint32(32 - _HASH_BITS)
    return hashed


def _name(names: _Array) -> _Array:
    """A number below 1,024 of the first two letters of each name."""
    first: _Array = np.minimum((names & np.uint32(0xFF)) - np.uint32(ord("a")), 31)
    second: _Array = np.minimum(((names >> np.uint32(8)) & np.uint32(0xFF)) - np.uint32(ord("a")), 31)
    number: _Array = first * np.uint32(32) + second
    return number


def _void_names() -> NDArray[np.bool_]:
    """Which hashes are those of void elements; names of two letters go with each delimiter that may follow."""
    table = np.zeros(1 << _HASH_BITS, np.bool_)
    for name in _VOID:
        beginnings = [name[:3]] if len(name) > 2 else [name + bytes([mark]) for mark in _DELIMITERS]
        for characters in beginnings:
            table[_hash(np.array([int.from_bytes(characters, "little") | 0x202020], np.uint32))] = True
    return table


def _formatting_names() -> NDArray[np.bool_]:
    """Which names are, or begin like, formatting elements."""
    table = np.zeros(_NAMES, np.bool_)
    for name in FORMATTING:
        table[_name(np.array([int.from_bytes((name + b" ")[:2], "little")], np.uint32))] = True
    return table


_IS_VOID = _void_names()
_IS_FORMATTING = _formatting_names()

"""The nesting of a page, walked tag by tag as the HTML Standard's tree construction does (§13.2.6), building nothing.

An estimate: end tags close what is open within the scope they may reach, ``<p>`` ends a ``<p>``, list items and cells
end their like, open formatting is repeated where a block ends it.  Foster parenting is left out; it makes nothing
deeper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: A name, and attributes whose values may hold a ``>`` between quotes.
_NAME = rb"([a-z][^\s/>]*+)(?:[^>=]++|=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))?+)*+(?:>|\Z)"
START_TAG = re.compile(rb"<" + _NAME, re.I | re.S)
_TAG = re.compile(
    rb"<!--.*?(?:-->|\Z)"
    rb"|<(script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\s/>]).*?(?:</\1(?=[\s/>])|\Z)"
    rb"|<(/?)" + _NAME,
    re.I | re.S,
)
_VOID = frozenset(
    b"area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
#: Elements behind which an end tag may not reach.
_MARKERS = frozenset(b"applet caption table td th marquee object template svg math".split())
#: Elements whose start ends an open paragraph.
_BLOCKS = frozenset(
    b"address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form header "
    b"hgroup hr h1 h2 h3 h4 h5 h6 li dd dt main menu nav ol p pre search section summary table ul".split()
)
_LISTS = frozenset(b"ul ol dl select".split())
#: What the start of an element ends when that stands open near by, step by step.
_CELLS, _ROW, _TERMS = (b"td", b"th"), (b"tr",), (b"dt", b"dd")
_SIBLINGS: dict[bytes, tuple[tuple[bytes, ...], ...]] = {
    **dict.fromkeys((b"tbody", b"thead", b"tfoot"), (_CELLS, _ROW, (b"tbody", b"thead", b"tfoot"))),
    **dict.fromkeys(_CELLS, (_CELLS,)),
    **dict.fromkeys(_TERMS, (_TERMS,)),
    b"tr": (_CELLS, _ROW),
    b"li": ((b"li",),),
    b"option": ((b"option",),),
}
_NEAR = 16  # open elements that are searched for a sibling
_IDENTICAL = 3  # the Standard's "Noah's Ark clause": so many identical formatting elements are repeated


@dataclass(frozen=True, slots=True)
class Shape:
    """``depth``: of the deepest element. ``repeated``: formatting elements that the parser adds."""

    depth: int
    repeated: int


class _OpenElements:
    """The Standard's stack of open elements and its list of active formatting elements."""

    def __init__(self) -> None:
        self.stack: list[tuple[bytes, bytes]] = []  # name; the whole tag of a formatting element, else nothing
        self.scopes: list[dict[bytes, int]] = [{}]  # how many of each name are open behind the last marker
        self.markers: list[bytes] = []
        self.active: dict[bytes, int] = {}  # formatting tags that are to be repeated
        self.detached: list[tuple[bytes, bytes]] = []  # those of them that a block's end has closed

    def push(self, name: bytes, tag: bytes = b"") -> None:
        self.stack.append((name, tag))
        if name in _MARKERS:
            self.markers.append(name)
            self.scopes.append({})
        else:
            scope = self.scopes[-1]
            scope[name] = scope.get(name, 0) + 1

    def open_formatting(self, name: bytes, tag: bytes) -> None:
        if name in (b"a", b"nobr"):  # they end their like
            self.close_formatting(name)
        self.active[tag] = min(_IDENTICAL, self.active.get(tag, 0) + 1)
        self.push(name, tag)

    @property
    def foreign(self) -> bool:
        """Whether this is SVG or MathML, where ``/>`` ends an element."""
        return bool(self.markers) and self.markers[-1] in (b"svg", b"math")

    def pop(self) -> tuple[bytes, bytes]:
        name, tag = self.stack.pop()
        if name in _MARKERS:
            self.markers.pop()
            self.scopes.pop()
        else:
            self.scopes[-1][name] -= 1
        return name, tag

    def close(self, name: bytes) -> None:
        """Ends the nearest element of the name and all within it, if there is one in reach."""
        if not (name in self.markers if name in _MARKERS else self.scopes[-1].get(name)):
            return
        closed = b""
        while closed != name:
            closed, tag = self.pop()
            if tag and self.active.get(tag, 0) > 0:
                self.active[tag] -= 1
                self.detached.append((closed, tag))

    def close_formatting(self, name: bytes) -> None:
        """Ends the nearest formatting element of the name; blocks within it stay open (the adoption agency)."""
        if not self.scopes[-1].get(name):
            return
        kept: list[bytes] = []
        closed = b""
        while closed != name:
            closed, tag = self.pop()
            if closed in _BLOCKS:
                kept.append(closed)
            elif tag and self.active.get(tag, 0) > 0:
                self.active[tag] -= 1
                if closed != name:
                    self.detached.append((closed, tag))
        for block in reversed(kept):
            self.push(block)

    def close_near(self, names: tuple[bytes, ...]) -> None:
        """Ends the nearest element of the names, if few open elements lie above it."""
        for name, _ in self.stack[: -_NEAR - 1 : -1]:
            if name in names:
                self.close(name)
                return
            if name in _MARKERS or name in _LISTS:
                return

    def reattach(self) -> int:
        """Opens anew what a block's end has closed, and says how many elements those are."""
        detached, self.detached = self.detached, []
        for name, tag in reversed(detached):
            self.open_formatting(name, tag)
        return len(detached)


def start_tags(data: bytes) -> Iterator[bytes]:
    """The start tags of a page, without those in comments and scripts."""
    return (match[0] for match in _TAG.finditer(data) if match[3] and not match[2])


def measure(data: bytes, most_depth: int, most_repeated: int) -> Shape:
    """The shape of a page; counting stops where one of the limits is passed (1 to 2 microseconds a tag)."""
    elements = _OpenElements()
    depth = repeated = 0
    for match in _TAG.finditer(data):
        name = (match[1] or match[3] or b"").lower()
        if not name:
            continue
        if match[2]:
            (elements.close_formatting if name in FORMATTING else elements.close)(name)
            continue
        if match[1] or name in _VOID or (elements.foreign and match[0].endswith(b"/>")):
            continue
        if name in _BLOCKS:
            elements.close(b"p")
        for siblings in _SIBLINGS.get(name, ()):
            elements.close_near(siblings)
        if name in FORMATTING:
            elements.open_formatting(name, match[0])
        else:
            elements.push(name)
        if elements.detached:
            repeated += elements.reattach()
        depth = max(depth, len(elements.stack))
        if depth > most_depth or repeated > most_repeated:
            break
    return Shape(depth, repeated)

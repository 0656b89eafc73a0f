"""The short lines of text around the headline, where readers find bylines and dates.

Asked only where a page declares no author or no date. The walk starts at the headline and goes outwards in document
order, so that it touches about 150 nodes; only if that brings no date is the whole page read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.cleaner.metadata.site import compact
from scraper.cleaner.metadata.spaces import clean_space

#: Longest text that is a byline or a date line, characters; longer ones are prose.
MAX_LINE = 160
#: How far around the headline lines are read, characters of text and nodes: below and above.
BELOW, ABOVE = 1_300, 200
NODES_BELOW, NODES_ABOVE = 400, 100
#: How much of the text before a line is kept, characters: a label.
TAIL = 40
#: Most headings of a level that are compared with the title.
MAX_HEADINGS = 50
#: Most nodes of a page that are walked for all of its lines (long pages have 10,000).
MAX_NODES = 20_000

_SHORT_DATE = re.compile(r"\d[./]\d\d?[./]\d\d")
_SILENT = frozenset(("script", "style", "noscript", "template", "option", "title", "textarea", "svg"))


@dataclass(frozen=True, slots=True)
class Line:
    """A text node, or a ``time`` element. ``distance``: characters of text from the headline down to it, negative
    above it; None where the page has no headline. ``before``: the end of the text before it."""

    text: str
    distance: int | None
    node: LexborNode
    before: str = ""


@dataclass(frozen=True, slots=True)
class Nearby:
    """``below`` and ``above``: the short lines around the headline, nearest first; empty without a headline."""

    heading: LexborNode | None = None
    below: tuple[Line, ...] = ()
    above: tuple[Line, ...] = ()


def read_nearby(tree: LexborHTMLParser, title: str | None) -> Nearby:
    """The short lines around the headline. ``title``: tells which heading is the headline."""
    heading = _headline_of(tree, compact(title or ""))
    if heading is None:
        return Nearby()
    return Nearby(
        heading, tuple(_outwards(heading, BELOW, NODES_BELOW)), tuple(_outwards(heading, ABOVE, NODES_ABOVE, back=True))
    )


def read_dated_lines(tree: LexborHTMLParser, heading: LexborNode | None) -> Iterator[Line]:
    """The short lines of a page that may hold a date, and its ``time`` elements, in reading order."""
    if tree.body is None:
        return
    mark, level = (heading.mem_id, heading.tag) if heading is not None else (0, "")
    position: int | None = None
    before = ""
    for number, node in enumerate(tree.body.traverse(include_text=True)):
        if number > MAX_NODES:
            return
        tag = node.tag
        if tag == "-text":
            text = node.text_content or ""
            size = len(text)
            if size < 4 and text.isspace():
                continue
            if size <= 2 * MAX_LINE and ("20" in text or "19" in text or _SHORT_DATE.search(text)):
                line = _read(node, position, before)[1]
                if line is not None:
                    yield line
            before = text[-TAIL:]
            if position is not None:
                position += size
        elif tag == "time":
            yield Line(clean_space(node.text(deep=True, separator=" "))[:MAX_LINE], position, node, before)
        elif tag == level and node.mem_id == mark:
            position = 0


def _outwards(heading: LexborNode, chars: int, nodes: int, *, back: bool = False) -> Iterator[Line]:
    """The lines before or behind a heading, nearest first."""
    walked, before = 0, ""
    node = _step(heading, back=back, inside=False)
    for _ in range(nodes):
        if node is None or node.tag in ("body", "html", "head") or walked > chars:
            return
        size, line = _read(node, -walked if back else walked, before)
        walked += size
        if line is not None:
            yield line
            before = "" if back else line.text[-TAIL:]
        node = _step(node, back=back, inside=node.tag not in _SILENT)


def _step(node: LexborNode, *, back: bool, inside: bool) -> LexborNode | None:
    """The next node in document order, or against it; ``inside``: whether its children come first."""
    if inside:
        child = node.last_child if back else node.first_child
        if child is not None:
            return child
    here: LexborNode | None = node
    while here is not None:
        beside = here.prev if back else here.next
        if beside is not None:
            return beside
        here = here.parent
    return None


def _read(node: LexborNode, distance: int | None, before: str) -> tuple[int, Line | None]:
    """The characters of text in a node, and the line that it is, if it is one."""
    tag = node.tag
    if tag == "time":
        return 0, Line(clean_space(node.text(deep=True, separator=" "))[:MAX_LINE], distance, node, before)
    if tag != "-text":
        return 0, None
    text = node.text_content or ""
    if not text or text.isspace():
        return 0, None
    parent = node.parent
    if parent is not None and parent.tag in _SILENT:
        return 0, None
    line = clean_space(text) if len(text) <= 2 * MAX_LINE else text
    return len(line), Line(line, distance, node, before) if len(line) <= MAX_LINE else None


def _headline_of(tree: LexborHTMLParser, title: str) -> LexborNode | None:
    """The heading that says the title, else the first h1."""
    first: LexborNode | None = None
    for level in ("h1", "h2, h3"):
        for node in tree.css(level)[:MAX_HEADINGS]:
            text = compact(node.text(deep=True))
            if len(text) > 5 and len(title) > 5 and (text in title or title in text):
                return node
            if node.tag == "h1" and text and first is None:
                first = node
    return first

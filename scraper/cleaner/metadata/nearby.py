"""The short lines of text around the headline, where readers find bylines and dates.

Asked only where a page declares no author or no date: the blocks around the headline are cut in their pieces of text,
some 40 of them; only if that brings no date are the dated lines of the whole page read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborNode

from scraper.block import BlockKind
from scraper.cleaner.document import KIND_NUMBER, Candidate, Document
from scraper.cleaner.metadata.site import compact
from scraper.cleaner.metadata.spaces import clean_space

#: Longest text that is a byline or a date line, characters; longer ones are prose.
MAX_LINE = 160
#: How far around the headline lines are read, characters of text below and above, and blocks.
BELOW, ABOVE = 1_300, 200
BLOCKS_BELOW, BLOCKS_ABOVE = 100, 30
#: Longest block that is cut in pieces, characters: a paragraph's links are no bylines.
MAX_BLOCK = 1_000
#: How much of the text before a line is kept, characters: a label.
TAIL = 40
#: Most headings of a level that are compared with the title.
MAX_HEADINGS = 50
#: Most ``time`` elements of a page that are read, and how many elements stand between one and its label.
MAX_TIMES, WRAPPERS = 100, 3
#: Most nodes that are walked for a block without nodes of its own.
MAX_STEPS = 80

_SHORT_DATE = re.compile(r"\d[./]\d\d?[./]\d\d")
_SILENT = frozenset(("script", "style", "noscript", "template", "option", "title", "textarea", "svg"))
_HEADING, _QUOTE = KIND_NUMBER[BlockKind.HEADING], KIND_NUMBER[BlockKind.QUOTE]


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of text in one element, or a ``time`` element. ``distance``: characters of text from the headline down to
    it, negative above it; None where the page has no headline. ``before``: the end of the text before it."""

    text: str
    distance: int | None
    node: LexborNode
    before: str = ""


@dataclass(frozen=True, slots=True)
class Nearby:
    """``below`` and ``above``: the short lines around the headline, nearest first; empty without a headline.
    ``heading``: the headline's block, -1 for none."""

    heading: int = -1
    below: tuple[Line, ...] = ()
    above: tuple[Line, ...] = ()


def read_nearby(document: Document, heading: int) -> Nearby:
    """The short lines around the headline, the block of which is ``heading`` (-1 for none)."""
    if heading < 0:
        return Nearby()
    return Nearby(heading, tuple(_below(document, heading)), tuple(_above(document, heading)))


def read_dated_lines(document: Document, heading: int, times: Iterable[LexborNode]) -> Iterator[Line]:
    """The short lines of a page that may hold a date, in reading order, then the ``time`` elements among ``times``."""
    position: int | None = None
    before, last = "", None
    for index, block in enumerate(document.blocks):
        text = block.text
        quoted = document.kinds[index] == _QUOTE  # a post's date is not the article's
        if not quoted and len(text) <= 2 * MAX_LINE and ("20" in text or "19" in text or _SHORT_DATE.search(text)):
            yield from _lines(block, position, before, last)
        before = text[-TAIL:]
        last = block.nodes[-1] if block.nodes else last
        if position is not None:
            position += len(text)
        elif index == heading:
            position = 0
    for node in islice((node for node in times if node.tag == "time"), MAX_TIMES):
        yield _time(node, None, _label(node))


def _below(document: Document, heading: int) -> Iterator[Line]:
    walked, before = 0, ""
    last = document.blocks[heading].nodes[-1] if document.blocks[heading].nodes else None
    for block in document.blocks[heading + 1 : heading + 1 + BLOCKS_BELOW]:
        if walked > BELOW:
            return
        if len(block.text) <= MAX_BLOCK and block.kind is not BlockKind.QUOTE:
            yield from _lines(block, walked, before, last)
        before = block.text[-TAIL:]
        last = block.nodes[-1] if block.nodes else last
        walked += len(block.text)


def _above(document: Document, heading: int) -> Iterator[Line]:
    walked = 0
    for index in range(heading - 1, max(-1, heading - 1 - BLOCKS_ABOVE), -1):
        if walked > ABOVE:
            return
        block = document.blocks[index]
        if len(block.text) <= MAX_BLOCK:
            before = document.blocks[index - 1].text[-TAIL:] if index else ""
            yield from reversed(list(_lines(block, -walked, before, None)))
        walked += len(block.text)


def _lines(block: Candidate, start: int | None, before: str, last: LexborNode | None) -> Iterator[Line]:
    """The pieces of a block. ``start``: the distance of its beginning; ``last``: a node before it, from which the nodes
    are looked up of a block that has none of its own, as its mark-up is broken."""
    position = start
    for node in _nodes(block) if block.nodes else _following(last, len(block.text)):
        if node.tag == "time":
            yield _time(node, position, before)
            continue
        text = node.text_content or ""
        parent = node.parent
        if not text or text.isspace() or (parent is not None and parent.tag in _SILENT):
            continue
        line = clean_space(text) if len(text) <= 2 * MAX_LINE else text
        if len(line) <= MAX_LINE:
            yield Line(line, position, node, before)
        before = line[-TAIL:]
        if position is not None:
            position += len(line)


def _nodes(block: Candidate) -> Iterable[LexborNode]:
    """The text nodes and ``time`` elements of a block."""
    for node in block.nodes:
        if node.tag == "-text":
            yield node
        elif not node.tag.startswith("-"):
            for inner in node.traverse(include_text=True):
                if inner.tag in ("-text", "time"):
                    yield inner


def _following(node: LexborNode | None, chars: int) -> Iterator[LexborNode]:
    """The text nodes and ``time`` elements that follow a node, until so many characters of text are read."""
    for _ in range(MAX_STEPS):
        if node is not None:
            node = _next(node)
        if node is None or chars <= 0:
            return
        if node.tag in ("-text", "time"):
            chars -= len(clean_space(node.text_content)) if node.tag == "-text" else 0
            yield node


def _next(node: LexborNode) -> LexborNode | None:
    """The next node in document order that is not silent."""
    child = node.first_child if node.tag not in _SILENT else None
    here: LexborNode | None = node
    while child is None and here is not None:
        child, here = here.next, here.parent
    return child


def _time(node: LexborNode, distance: int | None, before: str) -> Line:
    return Line(clean_space(node.text(deep=True, separator=" "))[:MAX_LINE], distance, node, before)


def _label(node: LexborNode) -> str:
    """The text before an element in one around it."""
    own = clean_space(node.text(deep=True))
    around = node.parent
    for _ in range(WRAPPERS):
        text = clean_space(around.text(deep=True)[: 2 * MAX_LINE]) if around is not None else ""
        if around is None or text.find(own) > 0:
            return text[: text.find(own)][-TAIL:] if around is not None else ""
        around = around.parent
    return ""


def headline_of(document: Document, title: str | None) -> int:
    """The block of the heading that says the title, else of the first h1; -1 where there is none."""
    title = compact(title or "")
    found = [(document.levels[index], index) for index in headings_of(document)]
    headings = sorted((level > 1, index) for level, index in found if level <= 3)  # every h1, then h2 and h3
    for _, index in headings[: 2 * MAX_HEADINGS]:
        text = compact(document.blocks[index].text)
        if len(text) > 5 and len(title) > 5 and (text in title or title in text):
            return index
    return headings[0][1] if headings and not headings[0][0] else -1


def headings_of(document: Document) -> Iterator[int]:
    """The blocks that are headings."""
    kinds, index = document.kinds, -1
    while True:
        try:
            index = kinds.index(_HEADING, index + 1)
        except ValueError:
            return
        yield index

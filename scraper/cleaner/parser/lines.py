"""Flattened text -> Document: one block a line, with what the line's form shows (bullets, Markdown, indents, gaps).

Handled forms: Windows and old Macintosh line ends, no-break and zero-width characters, paragraphs wrapped at a fixed
width (``unwrap``) or broken at every link (``fragments``), blocks with nothing between them (``glue``), bullets and
numbers of lists, Markdown residue and link numbers (``marks``), paragraphs glued by single newlines.
"""

from __future__ import annotations

import re

from scraper.block import BlockKind
from scraper.cleaner.document import Candidate, Document
from scraper.cleaner.parser.fragments import whole_blocks
from scraper.cleaner.parser.glue import parted
from scraper.cleaner.parser.marks import (
    BROWSER_BULLETS,
    FIRST,
    Marked,
    is_markdown,
    read_mark,
    strip_inline,
    without_link_numbers,
)
from scraper.cleaner.parser.unwrap import unwrap

_BREAKS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_BREAK_SIGNS = "\r\u2028\u2029\x0b\x0c\x85"
#: Every space but the ordinary one, the tab and the line break.
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
#: Invisible: soft hyphen, zero-width space, word joiner, byte order mark, directional marks, controls. Joiners stay
#: (Persian and Indic words need them).
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]")
#: A paragraph, characters; blank lines mean something if half of the paragraphs have one above them.
LONG = 80


def normalised(text: str) -> str:
    """Line ends as ``\\n``, every kind of space as the ordinary one, invisible characters dropped."""
    if any(sign in text for sign in _BREAK_SIGNS):  # looking is a tenth of the price
        text = _BREAKS.sub("\n", text)
    if not text.isascii():
        text = _SPACES.sub(" ", text)
    return _INVISIBLE.sub("", text)


def single_spaced(text: str) -> str:
    """The text with one space for every run of blanks."""
    return " ".join(text.split()) if "  " in text or "\t" in text else text


def read_lines(text: str, url: str | None = None) -> Document:
    """The document of a flattened text. ``measures``: ``gap`` (blank lines before the block, at most 3), ``indent``
    (columns), ``marked`` (1 bullet, 2 number, 3 heading, 4 quote, 5 table row, 6 code; 0 none)."""
    broken = normalised(text).split("\n")
    lines = unwrap(broken)
    lines = without_link_numbers(lines) if len(lines) < len(broken) else parted(whole_blocks(lines))
    markdown = is_markdown(text)
    document = Document([], "text", url)
    gaps: list[int] = []
    indents: list[int] = []
    marks: list[int] = []
    gap = group = 0
    fenced = False
    for line in lines:
        words = line.strip()
        if not words:
            gap += 1
            continue
        mark: Marked | None
        if not markdown and (words[0] not in FIRST or (words[0] in BROWSER_BULLETS and words[1:2] != " ")):
            candidate, code = Candidate(single_spaced(words), "line"), 0
        else:
            if markdown and words.startswith(("```", "~~~")):
                fenced = not fenced
                continue
            mark = Marked(line, 6, BlockKind.CODE) if fenced else read_mark(line, markdown)
            if mark is None:  # rules and table borders
                gap += 1
                continue
            words = mark.text if fenced else single_spaced(mark.text.strip())
            if markdown and not fenced:
                words = strip_inline(words)
            if not words:
                continue
            last = document.blocks[-1] if document.blocks else None
            if mark.kind in _GROUPED:
                group += last is None or last.kind is not mark.kind or not last.group
            number = group if mark.kind in _GROUPED else 0
            candidate = Candidate(words, "line", mark.kind, mark.level, mark.ordered, number, cells=mark.cells)
            code = mark.code
        document.blocks.append(candidate)
        gaps.append(min(gap, 3))
        indents.append(len(line) - len(line.lstrip()))
        marks.append(code)
        gap = 0
    _join_stanzas(document, gaps, group)
    document.measures.update(gap=gaps, indent=indents, marked=marks)
    return document


def _join_stanzas(document: Document, gaps: list[int], group: int) -> None:
    """Where blank lines separate paragraphs, lines without one between them are one thing: verse, an address, a list
    that lost its bullets. They share a group, so that they are written as they stood."""
    long = [gap > 0 for block, gap in zip(document.blocks, gaps, strict=True) if len(block.text) >= LONG][1:]
    if not any(gaps) or 2 * sum(long) < len(long):
        return
    blocks = document.blocks
    for index in range(1, len(gaps)):
        first, second = blocks[index - 1], blocks[index]
        if not gaps[index] and first.kind is second.kind is BlockKind.PARAGRAPH:
            if not first.group:
                group += 1
                blocks[index - 1] = first = first._replace(group=group)
            blocks[index] = second._replace(group=first.group)


_GROUPED = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.CODE)

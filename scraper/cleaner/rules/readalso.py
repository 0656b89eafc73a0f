""" "Read also: another article", a line of its own between the paragraphs: a pointer, no part of what it interrupts.

Of 16 such lines that the classifier would keep in held-out news and blog pages, 15 are not in the labelled text; on
reference pages the labels go both ways (27 of 53).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scraper.block import BlockKind
from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.wordings import BIT, classes_of

NAME = "read-also"
#: Longest line, and characters up to its colon.
LONGEST, COLON = 200, 30
#: Share of link characters: the rest is what announces the link.
LINKED = 0.4
#: Lists of further reading are judged as lists.
_KINDS = (BlockKind.PARAGRAPH, BlockKind.HEADING)
_WORDING = BIT["read-also"]
#: What is said of such lines; those that are worded like a credit, too ("Foto: <link>"), are one.
_REASONS = (
    ("read-also", "rule read-also: a line that points to another article"),
    ("caption", "rule read-also: a credit with a link"),
)


def read_also(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """Verdicts on the lines that announce one link."""
    for index, (block, linked) in enumerate(zip(document.blocks, document.link_chars, strict=True)):
        if linked and linked >= LINKED * len(block.text) and block.kind in _KINDS and _points(block.text):
            yield Verdict(index, *_REASONS[classes_of(block.text) & BIT["caption"] != 0])


def _points(line: str) -> bool:
    """Whether a line is worded like a pointer with a colon."""
    return len(line) <= LONGEST and ":" in line[:COLON] and classes_of(line) & _WORDING != 0

"""The credit or source line that an article would end with: whose the picture above it is, where the text is from.

Of 20 such lines that 1,700 held-out articles would end with, one is in the labelled text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scraper.block import BlockKind
from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.wordings import BIT, classes_of

NAME = "credit"
#: Longest credit, characters: longer ones are sentences about a source.
LONGEST = 80
#: Most credits at the end.
MOST = 2
_CLASSES = ("copyright", "caption")


def credit(document: Document, scores: Sequence[float], kept: Sequence[int]) -> Iterable[Verdict]:
    """Verdicts on the last of the blocks that would be kept (their numbers, in order)."""
    spoken = [index for index in kept if document.blocks[index].kind is not BlockKind.CAPTION]
    for index in reversed(spoken[-MOST:]):
        text = document.blocks[index].text
        bits = classes_of(text) if len(text) <= LONGEST else 0
        kind = next((name for name in _CLASSES if bits & BIT[name]), None)
        if kind is None:
            return
        yield Verdict(index, kind, "rule credit: the article ends above it")

"""The label of an advertising slot: a line that says "Advertisement" and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scraper.block import BlockKind
from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.wordings import BIT, classes_of

NAME = "advertisement"
#: Longest label, characters. Longer lines of the class are disclosures, which are part of some articles.
LONGEST = 40
_WORDING = BIT["advertisement"]


def advertisement(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """Verdicts on the labels; what follows a label is judged for itself (articles go on below it)."""
    for index, block in enumerate(document.blocks):
        short = len(block.text) <= LONGEST and block.kind is BlockKind.PARAGRAPH
        if short and classes_of(block.text) & _WORDING:
            yield Verdict(index, "advertisement", "rule advertisement: the label of a slot")

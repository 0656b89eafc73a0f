"""Corrections and editor's notes near the article are part of it, however they score: they stand apart from it.

Of the ten that scored less than half in labelled pages, all are notes on the article; half of the labels have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scraper.block import BlockKind
from scraper.cleaner.body.corrections import is_correction
from scraper.cleaner.document import Document, Verdict

NAME = "correction"
#: Scores between which a note is kept: below stand teasers that begin alike ("Update: ...").
LEAST, GOOD = 0.05, 0.6
#: Most blocks between a note and the article, and the score of that.
NEAR, ARTICLE = 15, 0.5
#: Share of link characters from which a line is a teaser.
LINKED = 0.5


def correction(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """Verdicts that keep the notes."""
    for index, (block, linked) in enumerate(zip(document.blocks, document.link_chars, strict=True)):
        if not LEAST <= scores[index] < GOOD or block.kind is not BlockKind.PARAGRAPH or not is_correction(block.text):
            continue
        near = scores[max(0, index - NEAR) : index + NEAR]
        if linked < LINKED * len(block.text) and max(near) >= ARTICLE:
            yield Verdict(index, "kept", "rule correction: a note on the article", keep=True)

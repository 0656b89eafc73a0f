"""A box with a summary that a machine wrote, lifted into ``Article.summary``.

Key points that the newsroom wrote are left to the classifier: labelled articles have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.wordings import BIT, classes_of, fold

NAME = "summary"
#: Most blocks of a box: a heading, some points, a note.
MOST = 12
#: Fewest points of a summary, beside the lines that name it and its writer.
FEWEST = 2
#: Longest line that names the writer, characters.
LONGEST = 200
#: Score from which a block is the article's.
GOOD = 0.5
_WORDING = BIT["summary"]
_MACHINE = re.compile(
    r"\b(?:ai|ki|ia|ии)\b|artificial intelligence|intelligence artificielle|inteligencia artificial|künstlich|automati"
    r"|生成ai|ai要約"
)


def summary(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """Verdicts on all blocks of a box that says it is a machine's summary."""
    for index, block in enumerate(document.blocks):
        if len(block.text) > LONGEST or not classes_of(block.text) & _WORDING:
            continue
        if _MACHINE.search(fold(block.text)):
            for inside in _box(document, scores, index):
                yield Verdict(
                    inside, "summary", "rule summary: a box that names a machine as its writer", lift="summary"
                )


def _box(document: Document, scores: Sequence[float], index: int) -> range:
    """The blocks of the smallest element around a line that holds points beside it; none where that is the article."""
    columns, blocks = document.containers, document.blocks
    box = columns.parent[document.container[index]]
    while box > 0 and columns.last[box] - columns.first[box] <= MOST:
        inside = range(columns.first[box], columns.last[box])
        points = sum(not classes_of(blocks[each].text) & _WORDING for each in inside)
        if points >= FEWEST:
            good = [len(block.text) * (score >= GOOD) for block, score in zip(blocks, scores, strict=True)]
            return inside if sum(good) > 2 * sum(good[inside.start : inside.stop]) else range(0)
        box = columns.parent[box]
    return range(0)

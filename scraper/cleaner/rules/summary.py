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
#: Longest line that names the writer, characters.
LONGEST = 200
_WORDING = BIT["summary"]
_MACHINE = re.compile(r"\b(?:ai|ki|ia|ии)\b|artificial intelligence|künstliche|生成ai|ai要約")


def summary(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """Verdicts on all blocks of a box that says it is a machine's summary."""
    columns = document.containers
    for index, block in enumerate(document.blocks):
        if len(block.text) > LONGEST or not classes_of(block.text) & _WORDING:
            continue
        if not _MACHINE.search(fold(block.text)):
            continue
        box = columns.parent[document.container[index]]
        first, last = columns.first[box], columns.last[box]
        if box > 0 and last - first <= MOST:
            for inside in range(first, last):
                yield Verdict(
                    inside, "summary", "rule summary: a box that names a machine as its writer", lift="summary"
                )

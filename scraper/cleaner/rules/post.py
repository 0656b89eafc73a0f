"""The line below an embedded post that says whose it is goes with the post: ``— Ada Quill (@ada) May 3, 2024``.

Of 9 such lines on labelled news and blog pages that the classifier removed below a post it kept, all are in the text;
on four others the labels have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scraper.block import BlockKind
from scraper.cleaner.document import Document, Verdict

NAME = "post"
#: Longest line, characters, and the score of a post that is kept.
LONGEST, KEPT = 120, 0.5
_AUTHOR = re.compile(r"[—–-]\s?\S.{0,60}\(@\w{1,30}\)")


def post(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """Verdicts that keep the lines."""
    for index, block in enumerate(document.blocks):
        if block.kind is not BlockKind.QUOTE or len(block.text) > LONGEST or not index:
            continue
        quoted = document.blocks[index - 1].group == block.group and scores[index - 1] >= KEPT
        if quoted and _AUTHOR.match(block.text):
            yield Verdict(index, "kept", "rule post: whose the post above is", keep=True)

"""The gate that stands where a paid article breaks off: a small box of the class, with a line that offers to go on.

Both are asked for: sites also call the whole text ``paywall``, and articles speak of subscriptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.parser import lexicon
from scraper.cleaner.wordings import BIT, classes_of

NAME = "paywall"
#: Most blocks and characters of a gate.
MOST, LONGEST = 10, 900
_GROUP, _WORDING = np.uint64(lexicon.BIT["paywall"]), BIT["paywall"]


def paywall(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """Verdicts on all blocks of the gates."""
    containers = document.containers
    for number in np.flatnonzero(np.array(containers.own) & _GROUP).tolist():
        first, last = containers.first[number], containers.last[number]
        if 0 < last - first <= MOST:
            texts = [block.text for block in document.blocks[first:last]]
            if sum(map(len, texts)) <= LONGEST and any(classes_of(text) & _WORDING for text in texts):
                for index in range(first, last):
                    yield Verdict(index, "paywall", "rule paywall: in the box that offers to go on reading")

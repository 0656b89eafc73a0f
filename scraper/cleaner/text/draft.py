"""Draft: the lines with their scores and the threshold, before rules correct what the scores say."""

from __future__ import annotations

from collections import Counter

import numpy as np

from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.text.windows import Floats

#: A whole page flattened: at least so many lines, of which more than half score below ``_FOREIGN``.
_LINES, _FOREIGN = 80, 0.1


def is_whole(scores: Floats) -> bool:
    """Whether a text is a whole page with all its navigation, not what an extractor left of one."""
    return len(scores) >= _LINES and float((scores < _FOREIGN).mean()) > 0.5


class Draft:
    """``bits``, ``texts``, ``words``, ``scores``: one a line. ``repeats``: how often a line stands in the text.
    ``kept``: numbers of the lines that score at least ``threshold``; ``first``, ``last``: the first and last of them,
    the text's length and -1 where there is none. ``whole``: see ``is_whole``."""

    __slots__ = ("bits", "first", "kept", "last", "repeats", "scores", "sheet", "texts", "threshold", "whole", "words")

    def __init__(self, sheet: Sheet, scores: Floats, threshold: float) -> None:
        self.sheet, self.texts, self.bits = sheet, sheet.texts, sheet.bits
        self.repeats = Counter(self.texts)
        self.words: list[float] = sheet.words.tolist()
        self.scores: list[float] = scores.tolist()
        self.threshold = threshold
        self.whole = is_whole(scores)
        self.kept: list[int] = np.flatnonzero(scores >= threshold).tolist()
        self.first, self.last = (self.kept[0], self.kept[-1]) if self.kept else (len(self.texts), -1)

    def __len__(self) -> int:
        return len(self.texts)

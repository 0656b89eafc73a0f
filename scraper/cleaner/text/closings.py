"""Headings that close an article: how much stood above the last one, and how much stands below it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.classifier.shapes import DIGIT
from scraper.cleaner.text.columns import Lines
from scraper.cleaner.text.windows import Floats
from scraper.cleaner.wordings import BIT, WHOLE

#: Groups of headings.
CLOSINGS = {
    "comments": BIT["comments"], "tails": BIT["related"] | BIT["most-popular"] | BIT["load-more"],
    "notices": BIT["newsletter"] | BIT["consent"] | BIT["paywall"] | BIT["copyright"], "share": BIT["share"],
    "people": BIT["author-box"] | BIT["byline"], "tags": BIT["tags"],
}  # fmt: skip
_BITS = np.array(list(CLOSINGS.values()), np.int64)[:, None]
COMMENTS = list(CLOSINGS).index("comments")


def closing_masks(lines: Lines) -> NDArray[np.bool_]:
    """Which lines are headings, a row a group; a line that counts comments is one too."""
    masks: NDArray[np.bool_] = lines.bits >> WHOLE & _BITS != 0
    masks[COMMENTS] |= (lines.bits & BIT["comments"] != 0) & (lines.shapes.counts[:, DIGIT] > 0)
    return masks


def around_closings(masks: NDArray[np.bool_], mass: Floats) -> tuple[Floats, Floats, Floats]:
    """For each group and line: the mass above the last heading above the line, the mass between both, and the first as
    a share of the text's. All 0 for lines without a heading above."""
    before = np.concatenate([[0.0], np.cumsum(mass, dtype=np.float64)])
    last = np.maximum.accumulate(np.where(masks, np.arange(masks.shape[1]), -1), axis=1)
    above = np.where(last >= 0, before[np.maximum(last, 0)], 0.0)
    below = np.where(last >= 0, before[:-1] - above, 0.0)
    return (
        above.astype(np.float32), below.astype(np.float32), (above / max(before[-1], 1e-6)).astype(np.float32),
    )  # fmt: skip

"""The items of a list, or the rows of a table, share their fate: no last item is lost for being short.

Their log-odds are drawn together before the page's threshold is chosen (``settle``); what then scores just below it
joins the others (``joining``).  Of 198 items in labelled pages that were removed from a list of which at least half was
kept, and scored at least ``NEAR`` of the threshold, 139 stand in the labelled text; of 38 rows of tables, 25.

What lies closer to it still (``CLOSE``) is kept with what it belongs to: code between two kept blocks (20 of 31 held
out), and a list that a kept paragraph announces and another follows (26 of 38), or that a kept heading names at the
end (7 of 9).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scraper.block import BlockKind
from scraper.cleaner.document import KIND_NUMBER, Document

#: Fewest blocks of a list or table that speak for each other.
FEWEST = 3
#: Share of a list's blocks that must be kept by their own score.
MOSTLY = 0.5
#: Share of the threshold that a block must score to join them.
NEAR = 0.6
#: Share of the threshold from which code, or a whole list, is kept with the blocks around it.
CLOSE = 0.8
#: How far the items of a list, or the rows of a table, are drawn to their mean: .6 gives the most exact lists held out
#: (saved pages wF1 .948 -> .950, articles .9625 -> .9630), 1 would keep or drop them all.
SHARED = 0.6
_KINDS = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


def settle(odds: NDArray[np.float32], kinds: NDArray[np.int64]) -> NDArray[np.float64]:
    """The log-odds with those of neighbouring list items, or table rows, drawn together: they share their fate."""
    starts = np.concatenate(([True], kinds[1:] != kinds[:-1]))
    run = np.cumsum(starts) - 1
    mean = np.bincount(run, odds) / np.bincount(run)
    together = (kinds == KIND_NUMBER[_KINDS[0]]) | (kinds == KIND_NUMBER[_KINDS[1]])
    return odds.astype(np.float64) + np.where(together, SHARED * (mean[run] - odds), 0.0)


def joining(document: Document, scores: Sequence[float], threshold: float) -> frozenset[int]:
    """Numbers of the blocks below the threshold that are kept with the list or table they belong to, or with the blocks
    that they stand between."""
    groups: dict[tuple[BlockKind, int], list[int]] = {}
    found: list[int] = []
    for index, block in enumerate(document.blocks):
        if block.group and block.kind in _KINDS:
            groups.setdefault((block.kind, block.group), []).append(index)
        elif block.kind is BlockKind.CODE and CLOSE * threshold <= scores[index] < threshold:
            around = scores[max(index - 1, 0) : index + 2]
            found += [index] if sum(score >= threshold for score in around) == 2 else []
    for members in groups.values():
        kept = sum(scores[index] >= threshold for index in members)
        if len(members) >= FEWEST and len(members) > kept >= MOSTLY * len(members):
            found += [index for index in members if NEAR * threshold <= scores[index] < threshold]
        elif not kept and _announced(document, scores, threshold, members):
            found += members
    return frozenset(found)


def _announced(document: Document, scores: Sequence[float], threshold: float, members: Sequence[int]) -> bool:
    """Whether a list just below the threshold belongs to the kept block before it."""
    before, after = members[0] - 1, members[-1] + 1
    if before < 0 or scores[before] < threshold or min(scores[index] for index in members) < CLOSE * threshold:
        return False
    goes_on = after < len(scores) and scores[after] >= threshold
    return document.blocks[before].kind is (BlockKind.PARAGRAPH if goes_on else BlockKind.HEADING)

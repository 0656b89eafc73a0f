"""Lists and tables are kept whole: a last item or a header row is not lost for being short.

Of 198 items in labelled pages that were removed from a list of which at least half was kept, and scored at least
``NEAR`` of the threshold, 139 stand in the labelled text; of 38 rows of tables, 25.
"""

from __future__ import annotations

from collections.abc import Sequence

from scraper.block import BlockKind
from scraper.cleaner.document import Document

#: Fewest blocks of a list or table that speak for each other.
FEWEST = 3
#: Share of a list's blocks that must be kept by their own score.
MOSTLY = 0.5
#: Share of the threshold that a block must score to join them.
NEAR = 0.6
_KINDS = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


def joining(document: Document, scores: Sequence[float], threshold: float) -> frozenset[int]:
    """Numbers of the blocks below the threshold that are kept with the list or table they belong to."""
    groups: dict[tuple[BlockKind, int], list[int]] = {}
    for index, block in enumerate(document.blocks):
        if block.group and block.kind in _KINDS:
            groups.setdefault((block.kind, block.group), []).append(index)
    found: list[int] = []
    for members in groups.values():
        kept = sum(scores[index] >= threshold for index in members)
        if len(members) >= FEWEST and len(members) > kept >= MOSTLY * len(members):
            found += [index for index in members if NEAR * threshold <= scores[index] < threshold]
    return frozenset(found)

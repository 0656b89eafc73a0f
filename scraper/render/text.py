"""Blocks -> plain text."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.block import Block, BlockKind
from scraper.render.runs import SILENT


def to_text(blocks: Sequence[Block], *, captions: bool = False) -> str:
    """Paragraphs separated by a blank line; items of one list and rows of one table on lines of their own, those of a
    numbered list with the numbers that a reader sees. Captions stand beside the text: they are left out unless asked
    for."""
    parts: list[str] = []
    previous: Block | None = None
    numbers = _Numbers()
    for block in blocks:
        if block.kind in SILENT or not block.text or (block.kind is BlockKind.CAPTION and not captions):
            continue
        if previous is not None:
            parts.append("\n" if _together(previous, block) else "\n\n")
        parts.append(numbers.before(block) + block.text)
        previous = block
    return "".join(parts)


class _Numbers:
    """The numbers of the items of numbered lists, also of lists in lists."""

    def __init__(self) -> None:
        self._group = 0
        self._last: dict[int, int] = {}  # level -> number of its last item

    def before(self, block: Block) -> str:
        """What stands before the text of a block."""
        if block.kind is not BlockKind.LIST_ITEM or block.continues:
            return ""
        if block.group != self._group:
            self._group, self._last = block.group, {}
        level = block.level
        self._last = {outer: number for outer, number in self._last.items() if outer <= level}
        if not block.ordered:
            self._last.pop(level, None)
            return ""
        number = self._last.get(level, 0) + 1 if block.number is None else block.number
        self._last[level] = number
        return f"{number}. "


def _together(first: Block, second: Block) -> bool:
    """Whether two neighbours are items of one list, rows of one table, or lines of one stanza of flattened text."""
    if first.kind is BlockKind.PARAGRAPH and not first.group:
        return False
    kinds = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.PARAGRAPH)
    return first.kind in kinds and first.kind is second.kind and first.group == second.group

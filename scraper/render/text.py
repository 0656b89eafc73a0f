"""Blocks -> plain text."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.block import Block, BlockKind
from scraper.render.runs import SILENT


def to_text(blocks: Sequence[Block], *, captions: bool = False) -> str:
    """Paragraphs separated by a blank line; items of one list and rows of one table on lines of their own. Captions
    stand beside the text: they are left out unless asked for."""
    parts: list[str] = []
    previous: Block | None = None
    for block in blocks:
        if block.kind in SILENT or not block.text or (block.kind is BlockKind.CAPTION and not captions):
            continue
        if previous is not None:
            parts.append("\n" if _together(previous, block) else "\n\n")
        parts.append(block.text)
        previous = block
    return "".join(parts)


def _together(first: Block, second: Block) -> bool:
    """Whether two neighbours are items of one list, rows of one table, or lines of one stanza of flattened text."""
    if first.kind is BlockKind.PARAGRAPH and not first.group:
        return False
    kinds = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.PARAGRAPH)
    return first.kind in kinds and first.kind is second.kind and first.group == second.group

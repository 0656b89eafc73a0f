"""The kept candidates -> blocks of the article: links and emphasis, items of several paragraphs, figures."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.block import Block, BlockKind
from scraper.cleaner.corrections import with_corrections
from scraper.cleaner.document import Document
from scraper.cleaner.figures import with_figures
from scraper.cleaner.inline import base_of, code_language, spans
from scraper.cleaner.segment import TAG_BIT

_ITEM = TAG_BIT["li"]


def blocks_of(document: Document, kept: Sequence[int]) -> tuple[Block, ...]:
    """The kept candidates as blocks of the article, with their links and emphasis."""
    base = base_of(document.tree, document.url) if document.tree is not None else document.url
    items = _Items(document)
    blocks: list[Block] = []
    for index in kept:
        found = document.blocks[index]
        level, group, ordered, continues = items.place(index)
        blocks.append(
            Block(
                found.kind, found.text, level, ordered, spans(found.nodes, base, found.text), found.cells, found.header,
                group, found.src, continues,
                code_language(found.nodes[0]) if found.kind is BlockKind.CODE and found.nodes else None,
            )
        )  # fmt: skip
    blocks = with_corrections(blocks)
    return tuple(with_figures(document, kept, blocks, base)) if document.tree is not None else tuple(blocks)


class _Items:
    """Which kept blocks stand in the same list item as one before them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._group = 0
        self._open: dict[int, int] = {}  # list item -> its level
        self._ordered: dict[int, bool] = {}

    def place(self, index: int) -> tuple[int, int, bool, bool]:
        """Level, group, whether ordered, and whether the block continues an item."""
        block = self._document.blocks[index]
        if block.kind is BlockKind.LIST_ITEM:
            item = self._item(index)
            if block.group != self._group:
                self._group, self._open, self._ordered = block.group, {}, {}
            continues = item is not None and item in self._open
            if item is not None and not continues:
                self._open[item] = block.level
                self._ordered[item] = block.ordered
            return block.level, block.group, block.ordered, continues
        if block.kind is BlockKind.CODE and self._open:
            item = self._item(index)
            if item is not None and item in self._open:
                return self._open[item], self._group, self._ordered[item], True
        return block.level, block.group, block.ordered, False

    def _item(self, index: int) -> int | None:
        """The nearest list item around a block."""
        if not self._document.container:
            return None
        tags, parents = self._document.containers.tags, self._document.containers.parent
        container = self._document.container[index]
        while container >= 0 and tags[container] != _ITEM:
            container = parents[container]
        return container if container >= 0 else None

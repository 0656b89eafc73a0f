"""The kept candidates -> blocks of the article: links and emphasis, items of several paragraphs, figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.block import Block, BlockKind
from scraper.cleaner.body.corrections import with_corrections
from scraper.cleaner.body.figures import with_figures
from scraper.cleaner.body.inline import base_of, code_language, spans, with_gaps
from scraper.cleaner.document import Candidate, Document
from scraper.cleaner.parser.elements import TAG_BIT

_ITEM = TAG_BIT["li"]
#: Longest heading, characters: longer ones are leads that are set large.
_LONGEST_HEADING = 200
#: Numbers that lists have; with more digits it is none.
_NUMBER = re.compile("[0-9]{1,6}")


def blocks_of(document: Document, kept: Sequence[int]) -> tuple[Block, ...]:
    """The kept candidates as blocks of the article, with their links and emphasis."""
    base = base_of(document.tree, document.url) if document.tree is not None else document.url
    items = _Items(document)
    blocks: list[Block] = []
    for index in kept:
        found = document.blocks[index]
        level, group, ordered, continues = items.place(index)
        kind = found.kind
        if kind is BlockKind.HEADING and len(found.text) > _LONGEST_HEADING:
            kind, level = BlockKind.PARAGRAPH, 0
        text, runs = found.text, spans(found.nodes, base, found.text)
        if runs and not found.cells:
            text, runs = with_gaps(text, runs)
        blocks.append(
            Block(
                kind, text, level, ordered, runs, found.cells, found.header, group, found.src, continues,
                code_language(found.nodes[0]) if found.kind is BlockKind.CODE and found.nodes else None,
                _number(found) if ordered and not continues else None,
            )
        )  # fmt: skip
    blocks = with_corrections(blocks)
    return tuple(with_figures(document, kept, blocks, base)) if document.tree is not None else tuple(blocks)


def _number(found: Candidate) -> int | None:
    """The number that the page gives the item of a numbered list, or the list that begins with it."""
    node = found.nodes[0] if found.nodes else None
    while node is not None and node.tag != "li":
        if node.tag in ("ol", "ul"):
            return None
        node = node.parent
    if node is None:
        return None
    told = node.attributes.get("value")
    above = node.parent
    if told is None and above is not None and above.tag == "ol" and "start" in above.attributes:
        told = above.attributes["start"] if next(iter(above.iter()), None) == node else None
    return int(told) if told and _NUMBER.fullmatch(told.strip()) else None


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

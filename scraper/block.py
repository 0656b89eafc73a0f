"""The atoms: a block that was kept, a block that was removed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is. A table is a run of ``TABLE_ROW`` blocks, a list a run of ``LIST_ITEM`` blocks."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CODE = "code"
    TABLE_ROW = "table_row"
    CAPTION = "caption"
    IMAGE = "image"
    EMBED = "embed"
    CORRECTION = "correction"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters of one style. ``href`` is absolute or None; never ``javascript:`` or ``data:``."""

    text: str
    href: str | None = None
    strong: bool = False
    emphasis: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A kept block.

    ``text``: plain characters, white space collapsed except in ``CODE``; a line break (``<br>``) stands as ``\\n``.
    ``level``: 1..6 of a heading, depth from 1 of a list item or quote, else 0. ``ordered``: the item stands in a
    numbered list. ``spans``: the same text with its links and emphasis (empty: nothing to mark up). ``cells``: the
    cells of a table row. ``header``: the row is a table's header. ``group``: blocks of one list, table or quote share a
    number, others have 0. ``src``: URL of an image or embed. ``continues``: a further paragraph, or code, of the
    list item before it. ``language``: of code, where the page names it. ``number``: of an item of a numbered list,
    where the page sets it (the list begins with another than 1, or leaves some out).
    """

    kind: BlockKind
    text: str
    level: int = 0
    ordered: bool = False
    spans: tuple[Span, ...] = ()
    cells: tuple[str, ...] = ()
    header: bool = False
    group: int = 0
    src: str | None = None
    continues: bool = False
    language: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """A removed block. ``kind``: its class (``related``, ``copyright``, ``most-popular``, ... ; see
    ``scraper.cleaner.rules.KINDS``). ``reason``: the rule's name, or ``score`` for the classifier, with what it saw.
    ``score``: the classifier's probability in 0..1 that the block belongs to the article, None where it was not
    asked."""

    text: str
    kind: str
    reason: str
    score: float | None = None

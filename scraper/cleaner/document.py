"""Document: the blocks of a page in reading order. HTML and flattened text meet here.

segment.py  HTML -> Document ─┐
                              ├─> features -> model ─┐
lines.py    text -> Document ─┘   rules ─────────────┴─> decide -> kept blocks, removals
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scraper.block import BlockKind


@dataclass(slots=True)
class Candidate:
    """A block as found, before anything is decided.

    ``text``: white space collapsed. ``tag``: the HTML element that made it (``line`` in flattened text).
    ``node``: the parser's node for lazily reading links and emphasis of kept blocks (None in flattened text).
    ``classes``: class and id tokens of the block and its ancestors, nearest first, lower case.
    """

    text: str
    tag: str = "line"
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    ordered: bool = False
    group: int = 0
    header: bool = False
    cells: tuple[str, ...] = ()
    src: str | None = None
    node: Any = None
    classes: tuple[str, ...] = ()


@dataclass(slots=True)
class Document:
    """Blocks in reading order and what the page says about itself. Built once, then only read."""

    blocks: list[Candidate]
    source: str  # "html" or "text"
    url: str | None = None
    title: str | None = None
    tree: Any = None  # the parser's tree, while the page is being cleaned
    measures: dict[str, Any] = field(default_factory=dict)  # columns a block, filled by segment or lines


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an explicit rule says of one block: its index, its class, and the reason in words.

    ``keep`` True overrules a low score (corrections, editor's notes); otherwise the block is removed.
    ``lift``: the field of the Article that takes the text (``rights``, ``tags_line``, ``captions``,
    ``author_note``, ``summary``).
    """

    index: int
    kind: str
    reason: str
    keep: bool = False
    lift: str | None = None

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

    ``text``: white space collapsed; a single line break (``<br>``) inside it stands as ``\\n``. ``tag``: the HTML
    element that made it (``line`` in flattened text). ``nodes``: the parser's sibling nodes that hold the text, for
    lazily reading links and emphasis of kept blocks (empty in flattened text and where the run crosses an element).
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
    nodes: tuple[Any, ...] = ()


@dataclass(slots=True)
class Containers:
    """The elements around the blocks, a column a property; a container's position is its number, parents come first.

    ``first``, ``last``: the blocks inside are ``first <= index < last``. ``own``: groups its class, id and role hit
    (``lexicon``), ``chain``: the same of it and all its ancestors. ``tags``, ``tag_chain``: likewise for the
    element's own name (``segment.TAG_BIT``). ``path``: equal numbers have equal tags and classes up to the root.
    """

    parent: list[int] = field(default_factory=list)
    depth: list[int] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    chain: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    tag_chain: list[int] = field(default_factory=list)
    path: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """Blocks in reading order and what the page says about itself. Built once, then only read.

    ``container``, ``link_chars``, ``links``: a number a block (empty in flattened text). ``chrome``: texts of
    navigation and footers that were never looked into, each with the index of the block it stands before.
    ``measures``: further columns a block.
    """

    blocks: list[Candidate]
    source: str  # "html" or "text"
    url: str | None = None
    title: str | None = None
    tree: Any = None  # the parser's tree, while the page is being cleaned
    measures: dict[str, Any] = field(default_factory=dict)
    containers: Containers = field(default_factory=Containers)
    container: list[int] = field(default_factory=list)
    link_chars: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    chrome: list[tuple[int, str, str]] = field(default_factory=list)


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

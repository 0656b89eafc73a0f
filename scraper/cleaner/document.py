"""Document: the blocks of a page in reading order. HTML and flattened text meet here.

segment.py  HTML -> Document ─┐
                              ├─> features -> model ─┐
lines.py    text -> Document ─┘   rules ─────────────┴─> decide -> kept blocks, removals
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scraper.block import BlockKind


class Candidate(NamedTuple):
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


#: The kinds of blocks in the order of their definition.
KIND_NUMBER = {kind: number for number, kind in enumerate(BlockKind)}


def _numbers() -> array[int]:
    return array("q")


def _bits() -> array[int]:
    return array("Q")


@dataclass(slots=True)
class Containers:
    """The elements around the blocks, a column a property; a container's position is its number, parents come first.

    ``first``, ``last``: the blocks inside are ``first <= index < last``. ``own``: groups its class, id and role hit
    (``lexicon``), ``chain``: the same of it and all its ancestors. ``tags``, ``tag_chain``: likewise for the
    element's own name (``elements.TAG_BIT``). ``path``: equal numbers have equal tags and classes up to the root.
    ``media``, ``media_last``: pictures, players and frames before its start and its end.
    """

    parent: array[int] = field(default_factory=_numbers)
    depth: array[int] = field(default_factory=_numbers)
    path: array[int] = field(default_factory=_numbers)
    first: array[int] = field(default_factory=_numbers)
    media: array[int] = field(default_factory=_numbers)
    last: array[int] = field(default_factory=_numbers)
    media_last: array[int] = field(default_factory=_numbers)
    own: array[int] = field(default_factory=_bits)
    chain: array[int] = field(default_factory=_bits)
    tags: array[int] = field(default_factory=_bits)
    tag_chain: array[int] = field(default_factory=_bits)


@dataclass(slots=True)
class Document:
    """Blocks in reading order and what the page says about itself. Built once, then only read.

    ``container``, ``link_chars``, ``links``, ``media`` (pictures, players and frames before it, since the page's
    start), ``slanted`` (characters in italics), ``kinds`` (``KIND_NUMBER``), ``levels``, ``inline`` (groups of classes
    at its start): a number a block, empty in flattened text. ``chrome``: texts of navigation, headers, footers
    and menus that were never looked into, each with the index of the block it stands before and the element's name
    (``segment.MENU`` for a menu, or the override that took it out).
    ``measures``: further columns a block. ``paths``: ``(path around it, element, classes)`` -> its path's number,
    outermost first, of which ``Containers.path`` speaks.
    """

    blocks: list[Candidate]
    source: str  # "html" or "text"
    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    page_type: str | None = None  # what the page calls itself, as ``Metadata`` has it
    tree: Any = None  # the parser's tree, while the page is being cleaned
    measures: dict[str, Any] = field(default_factory=dict)
    containers: Containers = field(default_factory=Containers)
    container: array[int] = field(default_factory=_numbers)
    link_chars: array[int] = field(default_factory=_numbers)
    links: array[int] = field(default_factory=_numbers)
    media: array[int] = field(default_factory=_numbers)
    slanted: array[int] = field(default_factory=_numbers)
    kinds: array[int] = field(default_factory=_numbers)
    levels: array[int] = field(default_factory=_numbers)
    inline: array[int] = field(default_factory=_bits)
    chrome: list[tuple[int, str, str]] = field(default_factory=list)
    paths: dict[tuple[int, str, str | None], tuple[int, int, int]] = field(default_factory=dict)


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

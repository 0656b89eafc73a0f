"""Runs of blocks that are rendered as one thing, and the spans of a block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from urllib.parse import quote

from scraper.block import Block, BlockKind, Span

#: Kinds that carry no words of the body: a picture's alternative text and an embed's label stand beside it.
SILENT = frozenset({BlockKind.IMAGE, BlockKind.EMBED, BlockKind.RULE})
#: Schemes that a link may have, and a picture or embed. Everything else is left out, whatever came in.
LINK_SCHEMES = ("http://", "https://", "mailto:")
SOURCE_SCHEMES = ("http://", "https://")
#: Kinds of which neighbours in one group are one thing.
_ROWS = frozenset({BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})
#: How cells of a row are joined in the block's text; empty cells are left out there.
CELL_SEPARATOR = " | "

_UNWRITABLE = re.compile(r"[\0- \x7f-\xa0\u2028\u2029]")


def runs(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """The blocks, those of one list, one table or one (nested) quotation together."""

    number, group = 0, 0  # of the run; of the list that is open
    previous: Block | None = None

    def key(block: Block) -> int:
        nonlocal number, group, previous
        goes_on = previous is not None and (
            (block.kind in _ROWS and block.kind is previous.kind and block.group == previous.group)
            or (block.kind is BlockKind.QUOTE and previous.kind is BlockKind.QUOTE)
            or (group != 0 and block.group == group and (block.continues or block.kind is BlockKind.LIST_ITEM))
        )
        number += not goes_on
        group = block.group if block.kind is BlockKind.LIST_ITEM else group * goes_on
        previous = block
        return number

    shown = (block for block in blocks if block.text or block.kind in SILENT)
    for _, members in groupby(shown, key):
        yield tuple(members)


def spans_of(block: Block) -> tuple[Span, ...]:
    """The block's spans with links that may be written; one plain span where it has none."""
    return merged(block.spans) or (Span(block.text),)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans without empty ones and unsafe links, neighbours of one style joined."""

    def style(span: Span) -> tuple[str | None, bool, bool, bool]:
        return safe(span.href, LINK_SCHEMES), span.strong, span.emphasis, span.code

    shown = (span for span in spans if span.text)
    return tuple(Span("".join(span.text for span in run), *key) for key, run in groupby(shown, style))


def cells_of(block: Block) -> tuple[tuple[Span, ...], ...]:
    """The spans of each cell of a table's row."""
    if not block.spans:
        return tuple((Span(cell),) if cell else () for cell in block.cells)
    spans = merged(block.spans)
    cells = []
    begin = 0
    for cell in block.cells:
        cells.append(cut(spans, begin, begin + len(cell)) if cell else ())
        begin += len(cell) + len(CELL_SEPARATOR) if cell else 0
    return tuple(cells)


def cut(spans: Sequence[Span], begin: int, end: int) -> tuple[Span, ...]:
    """The part of the spans between two positions in their joined text."""
    out = []
    at = 0
    for span in spans:
        text = span.text[max(0, begin - at) : max(0, end - at)]
        if text:
            out.append(Span(text, span.href, span.strong, span.emphasis, span.code))
        at += len(span.text)
    return tuple(out)


def safe(url: str | None, schemes: tuple[str, ...]) -> str | None:
    """The URL where its scheme is one of those, else None. Controls and white space in it are percent-encoded."""
    if not url:
        return None
    url = url.strip()
    if _UNWRITABLE.search(url):
        url = _UNWRITABLE.sub(lambda found: quote(found[0]), url)
    return url if url[:8].lower().startswith(schemes) else None


def safe_link(url: str | None) -> str | None:
    """An absolute http or https URL as it may be written into a link, None for anything else."""
    return safe(url, SOURCE_SCHEMES)

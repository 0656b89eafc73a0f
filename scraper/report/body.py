"""An article's blocks as HTML that loads nothing: pictures and embeds are links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from scraper.block import Block, BlockKind
from scraper.render import to_fragment
from scraper.report.page import visible

_REL = "noopener noreferrer nofollow"


def body_html(blocks: Sequence[Block], room: int) -> tuple[Markup, int]:
    """The blocks within ``room`` characters as HTML, and how many were left out."""
    some: list[Block] = []
    for block in blocks:
        room -= len(block.text)
        if room < 0:
            break
        some.append(_as_link(block) if block.kind in (BlockKind.IMAGE, BlockKind.EMBED) else block)
    return Markup(visible(to_fragment(some, rel=_REL))), len(blocks) - len(some)


def _as_link(block: Block) -> Block:
    label = "Picture" if block.kind is BlockKind.IMAGE else "Embedded"
    return replace(block, kind=BlockKind.EMBED, text=f"{label}: {block.text or block.src or ''}", spans=())

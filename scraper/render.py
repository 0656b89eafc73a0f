"""Blocks -> text, Markdown, HTML. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from scraper.block import Block, BlockKind


def to_text(blocks: Sequence[Block]) -> str:
    """Paragraphs separated by a blank line; items of one list and rows of one table on lines of their own."""
    parts: list[str] = []
    previous: Block | None = None
    for block in blocks:
        if previous is not None:
            tight = block.group and block.group == previous.group and block.kind == previous.kind
            parts.append("\n" if tight else "\n\n")
        parts.append(block.text)
        previous = block
    return "".join(parts)


def to_markdown(blocks: Sequence[Block], *, title: str | None = None) -> str:
    """CommonMark with GitHub's tables."""
    lines = [f"# {title}"] if title else []
    for block in blocks:
        prefix = {BlockKind.HEADING: "#" * (block.level or 2) + " ", BlockKind.LIST_ITEM: "- ", BlockKind.QUOTE: "> "}
        lines.append(prefix.get(block.kind, "") + block.text)
    return "\n\n".join(lines) + "\n"


def to_html(
    blocks: Sequence[Block], *, title: str | None = None, language: str | None = None, url: str | None = None
) -> str:
    """A complete, inert HTML document."""
    body = "\n".join(f"<p>{escape(block.text)}</p>" for block in blocks)
    return f"<!doctype html>\n<title>{escape(title or '')}</title>\n<article>\n{body}\n</article>\n"

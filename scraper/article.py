"""Article: what the cleaner made of a page. Data only; its ``to_...`` methods call ``render``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from scraper import render
from scraper.block import Block, BlockKind, Removal, Span
from scraper.words import count_words


class Status(StrEnum):
    """What kind of page it was. Only ``ARTICLE`` promises a body."""

    ARTICLE = "article"
    LISTING = "listing"
    FORUM = "forum"
    PRODUCT = "product"
    PAYWALLED = "paywalled"
    EMPTY = "empty"
    ERROR = "error"


#: Statuses of a page that was read and holds no article.
NO_ARTICLE = frozenset({Status.LISTING, Status.EMPTY, Status.ERROR})


class Access(StrEnum):
    """Whether the page may be read by everyone; a page's silence is None."""

    FREE = "free"
    PARTIAL = "partial"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Article:
    """The article of one page. The page's silence is None or empty, never a guess.

    ``text``: the body; paragraphs separated by a blank line, headings and list items on their own lines; no title,
    no tags. ``published``, ``modified``: aware datetimes in the page's own offset. ``confidence``: 0..1.
    ``engine``: ``blocks``, ``text``, ``embedded`` or ``trafilatura``. ``version``: of the engine and its weights.
    ``provenance``: field -> where it came from. ``tag_sources``: tag -> source.  ``source``: the wire agency.
    ``captions``, ``author_note``, ``summary``: kept out of ``text`` unless the options say otherwise.
    ``tags_line``: the raw line that text tags were cut from.
    """

    title: str | None = None
    text: str = ""
    blocks: tuple[Block, ...] = ()
    removed: tuple[Removal, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    language: str | None = None
    url: str | None = None
    site: str | None = None
    section: str | None = None
    description: str | None = None
    image: str | None = None
    rights: str | None = None
    access: Access | None = None
    confidence: float = 0.0
    status: Status = Status.EMPTY
    engine: str = "blocks"
    version: str = ""
    provenance: Mapping[str, str] = field(default_factory=dict)
    tag_sources: Mapping[str, str] = field(default_factory=dict)
    tags_line: str | None = None
    tags_confidence: float | None = None
    keywords: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    license: str | None = None
    source: str | None = None
    captions: tuple[str, ...] = ()
    author_note: str | None = None
    summary: tuple[str, ...] = ()

    def to_text(self) -> str:
        """The body as plain text, the same as ``text``."""
        return self.text

    def to_markdown(self) -> str:
        """Title and body as CommonMark with tables."""
        return render.to_markdown(self.blocks, title=self.title)

    def to_html(self) -> str:
        """A complete HTML document of title, metadata and body; no script, handler or ``javascript:`` URL."""
        return render.to_html(self.blocks, render.Head(**{f.name: getattr(self, f.name) for f in fields(render.Head)}))

    def to_dict(self) -> dict[str, Any]:
        """All fields in their order, as JSON takes them: dates in ISO 8601, enums as strings."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    def to_json(self, *, indent: int | None = None) -> str:
        """``to_dict`` as JSON, characters as they are."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def __repr__(self) -> str:
        return f"<Article {self.status} {self.title!r} {count_words(self.text)} words, {len(self.removed)} removed>"


def blocks_from(plain: Iterable[Mapping[str, Any]]) -> tuple[Block, ...]:
    """The blocks of an article's JSON, as they were."""
    return tuple(
        Block(
            **{
                **block, "kind": BlockKind(block["kind"]), "cells": tuple(block.get("cells", ())),
                "spans": tuple(Span(**span) for span in block.get("spans", ())),
            }
        )
        for block in plain
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """A field's value as JSON takes it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Removal):
        return {"text": value.text, "kind": value.kind, "reason": value.reason, "score": value.score}
    if isinstance(value, Block):
        return _plain_block(value)
    return value


def _plain_block(block: Block) -> dict[str, Any]:
    """A block without the fields that say nothing."""
    plain: dict[str, Any] = {"kind": str(block.kind), "text": block.text}
    for name in ("level", "ordered", "header", "group", "src", "continues", "language"):
        if getattr(block, name):
            plain[name] = getattr(block, name)
    if block.number is not None:
        plain["number"] = block.number
    if block.cells:
        plain["cells"] = list(block.cells)
    if block.spans:
        plain["spans"] = [
            {f.name: getattr(span, f.name) for f in fields(span) if getattr(span, f.name)} for span in block.spans
        ]
    return plain

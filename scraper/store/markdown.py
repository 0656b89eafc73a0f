"""Markdown: articles one below the other, each with a front matter of its metadata."""

from __future__ import annotations

import json
from typing import IO, Any

from scraper import render
from scraper.block import Block, BlockKind, Span

_FRONT = ("published", "authors", "tags", "language", "site", "section", "rights")


class Markdown:
    """Writes to a binary stream."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, article: dict[str, Any]) -> None:
        """One article; JSON values are YAML values too, so titles with colons and quotes stay whole."""
        front = {"title": article["title"], "url": article["stored"]["url"], "source": article["stored"]["source"]}
        front |= {name: article[name] for name in _FRONT if article.get(name)}
        lines = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in front.items())
        body = render.to_markdown(tuple(_block(plain) for plain in article["blocks"]), title=article["title"])
        self._stream.write(f"---\n{lines}---\n\n{body.strip()}\n\n".encode("utf-8", "surrogatepass"))

    def close(self) -> None:
        """Nothing is held back."""


def _block(plain: dict[str, Any]) -> Block:
    """A block from its JSON, which leaves out what says nothing."""
    spans = tuple(Span(**span) for span in plain.get("spans", ()))
    cells = tuple(plain.get("cells", ()))
    return Block(**{**plain, "kind": BlockKind(plain["kind"]), "spans": spans, "cells": cells})

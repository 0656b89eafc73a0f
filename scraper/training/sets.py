"""Labelled pages: folders of ``pages.jsonl`` and ``gold.jsonl``, and which fold a page's host belongs to.

``pages.jsonl``: a row ``{id, url, html}`` a page, ``html`` a path below the folder.  ``gold.jsonl``: a row
``{id, kind, text}`` a page and whatever else the scoring uses; a page without ``text`` is not learned from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scraper.errors import InputError
from scraper.url import host_of


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled page. ``text`` is None where the gold says nothing about the body."""

    set: str
    id: str
    url: str
    path: Path
    kind: str
    text: str | None
    gold: dict[str, Any]

    @property
    def host(self) -> str:
        """The host without ``www.``; pages without an address are hosts of their own."""
        return host_of(self.url or "").removeprefix("www.") or f"{self.set}/{self.id}"

    def body(self) -> bytes:
        """The page as served or saved."""
        return self.path.read_bytes()


def read_set(folder: Path) -> list[Labelled]:
    """The labelled pages of one folder in the order of ``pages.jsonl``."""
    for name in ("pages.jsonl", "gold.jsonl"):
        if not (folder / name).is_file():
            raise InputError(f"no {name}", where=str(folder), hint="A set is a folder of pages.jsonl and gold.jsonl.")
    gold = {row["id"]: row for row in _rows(folder / "gold.jsonl")}
    return [
        Labelled(
            folder.name, row["id"], row.get("url") or "", folder / row["html"],
            gold[row["id"]].get("kind") or "article", gold[row["id"]].get("text"), gold[row["id"]],
        )
        for row in _rows(folder / "pages.jsonl")
        if row["id"] in gold
    ]  # fmt: skip


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise InputError("not a JSON row", where=f"{path}:{number}", hint=str(error)) from error


def fold_of(host: str, folds: int, seed: int) -> int:
    """The fold of a host: the same in every set, so that no host is in training and test at once."""
    digest = hashlib.sha256(f"{seed}:{host}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % folds


def hosts(pages: Sequence[Labelled]) -> int:
    """How many hosts the pages come from."""
    return len({page.host for page in pages})

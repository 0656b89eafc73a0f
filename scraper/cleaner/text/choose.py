"""Scores and wordings -> the lines that are kept, the title, and the removals with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scraper.block import Removal
from scraper.cleaner.options import CleanOptions
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.wordings import BIT, names_of


@dataclass(frozen=True, slots=True)
class Choice:
    """``kept``: numbers of the lines of the body. ``lifted``: field of the Article -> texts that were taken out of the
    body for it."""

    title: str | None
    kept: tuple[int, ...]
    removed: tuple[Removal, ...]
    lifted: dict[str, list[str]]
    confidence: float


def choose(sheet: Sheet, scores: Sequence[float], options: CleanOptions) -> Choice:
    """Keep what scores at least one half."""
    kept = [index for index, score in enumerate(scores) if score >= 0.5]
    first = kept[0] if kept else len(sheet)
    title = next((n for n in range(first - 1, -1, -1) if not sheet.bits[n]), None)
    removed: list[Removal] = []
    lifted: dict[str, list[str]] = {}
    for index, text in enumerate(sheet.texts):
        if index == title or scores[index] >= 0.5:
            continue
        names = names_of(sheet.bits[index])
        kind = names[0] if names else "boilerplate"
        reason = f"wording: {kind}" if names else "score"
        removed.append(Removal(text, kind, reason, scores[index]))
        if sheet.bits[index] & BIT["copyright"]:
            lifted.setdefault("rights", []).append(text)
        elif sheet.bits[index] & BIT["tags"]:
            lifted.setdefault("tags_line", []).append(text)
    found = sheet.texts[title] if title is not None else None
    return Choice(found, tuple(kept), tuple(removed), lifted, 0.5 if kept else 0.0)

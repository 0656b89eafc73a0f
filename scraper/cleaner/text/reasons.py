"""Why a line was removed: its own wording, the heading it stands below, or where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.wordings import BIT, WHOLE, names_of

#: Headings that name what stands below them.
_HEADINGS = (
    BIT["related"] | BIT["most-popular"] | BIT["newsletter"] | BIT["comments"] | BIT["author-box"] | BIT["tags"]
    | BIT["widget"] | BIT["contact"] | BIT["consent"] | BIT["advertisement"] | BIT["series"]
)  # fmt: skip
#: How far below a heading its lines stand.
_BELOW = 40


class Reasons:
    """Kinds and reasons of removed lines. ``kept``: the numbers of the article's lines."""

    def __init__(self, sheet: Sheet, kept: Sequence[int]) -> None:
        self._sheet = sheet
        self._first, self._last = (kept[0], kept[-1]) if kept else (len(sheet), -1)
        whole = set(kept)
        self._heading = []
        heading = -1
        for index, bits in enumerate(sheet.bits):
            if index in whole:
                heading = -1
            elif bits >> WHOLE & _HEADINGS:
                heading = index
            self._heading.append(heading)

    def of(self, index: int) -> tuple[str, str]:
        """(kind, reason) of a removed line."""
        sheet = self._sheet
        names = kinds_of(sheet.bits[index])
        if names:
            return names[0], f"wording: {names[0]}"
        heading = self._heading[index]
        if heading >= 0 and index - heading <= _BELOW:
            kind = names_of(sheet.bits[heading] >> WHOLE & _HEADINGS)[0]
            return kind, f"score: below {sheet.texts[heading]!r}"
        if sheet.bits[index] & BIT["menu"] or index < self._first:
            return "navigation", "score: before the article" if index < self._first else "score: a menu's word"
        where = "after" if index > self._last else "within"
        return "boilerplate", f"score: unlike the article's lines, {where} it"


@cache
def kinds_of(bits: int) -> tuple[str, ...]:
    """The kinds of removal that a line's wordings name, the whole line's first."""
    bits &= ~(BIT["menu"] | BIT["correction"])
    return names_of(bits >> WHOLE & ~(BIT["menu"] | BIT["correction"])) or names_of(bits)

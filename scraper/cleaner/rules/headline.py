"""The headline with the byline below it, broken by ``<br>`` only: one block that is not of the body."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.wordings import fold

NAME = "headline"
#: Shortest title that is looked for, characters: shorter ones occur as subheadings.
SHORTEST = 12
#: Longest text below the headline in its block, characters: names and a date.
BELOW = 120


def headline(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """The verdict on the first block that begins with the title as a line of its own."""
    title = fold(document.title or "")
    if len(title) < SHORTEST:
        return
    for index, block in enumerate(document.blocks):
        if "\n" not in block.text:
            continue
        first, _, below = block.text.partition("\n")
        if len(below) <= BELOW and fold(first) == title:
            yield Verdict(index, "title", "rule headline: the title and a line or two below it")
            return

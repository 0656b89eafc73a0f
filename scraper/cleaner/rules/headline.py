"""The headline where it is taken for the body: in one block with the byline, or said again in a heading above the text.

Of 26 headings that labelled articles would begin with and that say the title again, 18 are not in the labelled text;
on short pages of products and services they mostly are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scraper.block import BlockKind
from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.wordings import fold

NAME = "headline"
#: Shortest title that is looked for, characters: shorter ones occur as subheadings.
SHORTEST = 12
#: Longest text below the headline in its block, characters: names and a date.
BELOW = 120


#: Least text below a heading that says the title again, characters.
LEAST = 1_500


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


def repeated(document: Document, scores: Sequence[float], kept: Sequence[int]) -> Iterable[Verdict]:
    """The verdict on the first of the blocks that would be kept (their numbers, in order) if it is a heading that says
    the title."""
    title, blocks = fold(document.title or ""), document.blocks
    if len(title) < SHORTEST or not kept or blocks[kept[0]].kind is not BlockKind.HEADING:
        return
    if fold(blocks[kept[0]].text) == title and sum(len(blocks[index].text) for index in kept[1:]) >= LEAST:
        yield Verdict(kept[0], "title", "rule headline: the title, said again above the text")

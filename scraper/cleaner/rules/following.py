"""The next article on the same page: sites lay further articles below the one that was asked for, to be scrolled to.

It begins where a second headline has the make of the first and stands among like lines of date and section. Pages whose
headings are all of the first level lack those lines: of 2,383 labelled pages the rule cuts two, the one article that
three others follow, and a blog's list of articles in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scraper.block import BlockKind
from scraper.cleaner.document import KIND_NUMBER, Document, Verdict

NAME = "following"
#: The places around a headline that are compared, in blocks, how many have to be alike, and their longest line, words.
AROUND, ALIKE, SHORT = (-2, -1, 1, 2), 3, 15
#: Fewest words of the first article.
FEWEST = 30
_HEADING = KIND_NUMBER[BlockKind.HEADING]


def following(document: Document, scores: Sequence[float], kept: Sequence[int]) -> Iterable[Verdict]:
    """Verdicts on what would be kept (their numbers, in order) of the second article and all after it."""
    headlines = [
        index
        for index, (kind, level) in enumerate(zip(document.kinds, document.levels, strict=True))
        if kind == _HEADING and level == 1
    ]
    if len(headlines) < 2:
        return
    first, *others = headlines
    second = next((index for index in others if _is_next(document, first, index)), None)
    if second is None:
        return
    words = sum(len(document.blocks[index].text.split()) for index in kept if first < index < second)
    if words < FEWEST:
        return
    above = [second + step for step in AROUND if step < 0 and _alike(document, first + step, second + step)]
    for index in kept:
        if index >= second or index in above:
            yield Verdict(index, "related", "rule following: another article begins above it")


def _is_next(document: Document, first: int, second: int) -> bool:
    """Whether two headlines that say different things, and the short lines around them, are of one make."""
    if document.blocks[first].text == document.blocks[second].text or not _alike(document, first, second, headed=True):
        return False
    return sum(_alike(document, first + step, second + step) for step in AROUND) >= ALIKE


def _alike(document: Document, one: int, other: int, *, headed: bool = False) -> bool:
    """Whether two blocks, short ones if they are no headlines, have the same tags and classes up to the root."""
    blocks, path, container = document.blocks, document.containers.path, document.container
    if one < 0 or other >= len(blocks) or path[container[one]] != path[container[other]]:
        return False
    return headed or max(len(blocks[index].text.split()) for index in (one, other)) < SHORT

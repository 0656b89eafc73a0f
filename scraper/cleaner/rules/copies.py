"""Paragraphs that the page holds twice in the same order: once for wide screens and once for narrow ones, or folded up.

Of the 16 labelled pages with such a run that the classifier kept twice, held out, all five articles have it once; so do
four of the eleven others, mostly references that say the same of each of their entries. Of the eight labelled articles
that begin with a lead that one of the next paragraphs says again, seven have it once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scraper.cleaner.document import Document, Verdict

NAME = "copies"
#: Fewest blocks and characters of a copy: choruses and warnings that are said again are shorter.
FEWEST, SHORTEST = 3, 500
#: Characters of a block by which a copy is found, and places where the same may stand before, the first ones.
LONG, PLACES = 60, 10
#: Blocks among which a lead is said again.
LEAD = 5


def copies(document: Document, scores: Sequence[float], kept: Sequence[int]) -> Iterable[Verdict]:
    """Verdicts on the second and further copies among the blocks that would be kept (their numbers, in order)."""
    texts = [document.blocks[index].text for index in kept]
    if len(set(texts)) == len(texts):
        return
    if kept and len(texts[0]) >= LONG and texts[0] in texts[1:LEAD]:
        again = texts.index(texts[0], 1)
        yield Verdict(kept[again], "duplicate", "rule copies: the lead says the same")
    places: dict[str, list[int]] = {}
    end = 0  # of the last copy
    for place, text in enumerate(texts):
        if place < end or len(text) < LONG:
            continue
        before = places.setdefault(text, [])
        for first in before:
            start, end_here = _run(texts, first, place, end)
            if end_here - start >= FEWEST and sum(map(len, texts[start:end_here])) >= SHORTEST:
                end = end_here
                for copied in kept[start:end]:
                    yield Verdict(copied, "duplicate", "rule copies: the page has these paragraphs twice")
                break
        if place >= end and len(before) < PLACES:
            before.append(place)


def _run(texts: Sequence[str], first: int, place: int, least: int) -> tuple[int, int]:
    """Where the blocks around ``place``, not before ``least``, repeat those around ``first``: start and end."""
    back, ahead = 0, 1
    while back < first and place - back > max(least, first + 1) and texts[first - back - 1] == texts[place - back - 1]:
        back += 1
    while place + ahead < len(texts) and first + ahead < place - back and texts[first + ahead] == texts[place + ahead]:
        ahead += 1
    return place - back, place + ahead

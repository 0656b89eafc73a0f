"""Kinds of the kept lines that have no mark of their own: subheadings and corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scraper.block import Block, BlockKind
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.wordings import BIT

#: A subheading has at most so many words; the paragraph below it at least so many.
_HEADING_WORDS, _PARAGRAPH_WORDS = 12, 15
_NO_HEADING = (".", ",", ";", ":", "。", "、", "，", "…", '"', "”", "»")


def with_kinds(sheet: Sheet, kept: Sequence[int], blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks, subheadings and corrections named. A short line between paragraphs that does not end like a sentence
    is a subheading; of several in a row (verse, results, lists) none is."""
    named = list(blocks)
    for place, index in enumerate(kept):
        if blocks[place].kind is BlockKind.PARAGRAPH:
            if sheet.bits[index] & BIT["correction"]:
                named[place] = replace(blocks[place], kind=BlockKind.CORRECTION)
            elif _is_heading(sheet, kept, place):
                named[place] = replace(blocks[place], kind=BlockKind.HEADING, level=2)
    return tuple(named)


def _is_heading(sheet: Sheet, kept: Sequence[int], place: int) -> bool:
    index = kept[place]
    if sheet.words[index] > _HEADING_WORDS or sheet.texts[index].endswith(_NO_HEADING) or place + 1 == len(kept):
        return False
    below = sheet.words[kept[place + 1]] >= _PARAGRAPH_WORDS
    return bool(below and (place == 0 or sheet.words[kept[place - 1]] >= _PARAGRAPH_WORDS))

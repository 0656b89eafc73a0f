"""Kinds of the kept lines that have no mark of their own: subheadings and corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from scraper.block import Block, BlockKind
from scraper.cleaner.parser.lines import LONG
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
            elif not blocks[place].group and _is_heading(sheet, kept, place):
                named[place] = replace(blocks[place], kind=BlockKind.HEADING, level=2)
    return _settled(named)


def _is_heading(sheet: Sheet, kept: Sequence[int], place: int) -> bool:
    index = kept[place]
    if sheet.words[index] > _HEADING_WORDS or sheet.texts[index].endswith(_NO_HEADING) or place + 1 == len(kept):
        return False
    below = sheet.words[kept[place + 1]] >= _PARAGRAPH_WORDS
    return bool(below and (place == 0 or sheet.words[kept[place - 1]] >= _PARAGRAPH_WORDS))


def _settled(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks such that their text is read again as it was: where most long lines would stand without a blank line
    above, blank lines would mean nothing (see ``lines``), so every line gets one."""
    tight = [_together(one, two) for one, two in pairwise(blocks) if len(two.text) >= LONG]
    if 2 * sum(tight) <= len(tight):
        return tuple(blocks)
    kinds = (BlockKind.LIST_ITEM, BlockKind.PARAGRAPH)
    return tuple(replace(b, group=n) if b.kind in kinds and b.group else b for n, b in enumerate(blocks, 1))


def _together(one: Block, two: Block) -> bool:
    kinds = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.PARAGRAPH)
    return one.kind is two.kind and one.kind in kinds and one.group == two.group != 0

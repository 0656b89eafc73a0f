"""Corrections and editor's notes among the kept blocks: they say so in their first words, and stand at the edges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from scraper.block import Block, BlockKind
from scraper.cleaner.wordings import BIT, fold, lexicon

#: Blocks at the beginning and at the end that are looked at: before the lead, or between the last paragraph and the
#: footnotes.
_HEAD, _TAIL = 3, 10
#: Shortest note, characters: it says what was wrong.
_LEAST = 30
#: Characters that are compared: the longest entry of the lists has about 50.
_COMPARED = 80
_EARLIER = r"an earlier version of (?:this|the) (?:article|story|post|piece|report|column|headline|caption)\b"
#: Signs before a note.
_MARKS = "*†‡•[( "
#: Shortest entry, characters; shorter ones ("NDR") are names, too.
_LEAST_ENTRY = 5


def with_corrections(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, corrections and editor's notes named as what they are."""
    named = list(blocks)
    for place in {*range(min(_HEAD, len(named))), *range(max(len(named) - _TAIL, 0), len(named))}:
        block = named[place]
        if block.kind is BlockKind.PARAGRAPH and is_correction(block.text):
            named[place] = replace(block, kind=BlockKind.CORRECTION)
    return named


def is_correction(text: str) -> bool:
    """Whether a paragraph begins as corrections and editor's notes do."""
    return len(text) >= _LEAST and _entries().match(fold(text[:_COMPARED]).lstrip(_MARKS)) is not None


@cache
def _entries() -> re.Pattern[str]:
    """How corrections begin, in all languages; before an entry's colon a date may stand (``Correction, 4 June:``)."""
    found = (entry for _, group in lexicon().starts.values() for entry, bit in group if bit & BIT["correction"])
    return re.compile("|".join((_EARLIER, *(_pattern(entry) for entry in found if len(entry) >= _LEAST_ENTRY))))


def _pattern(entry: str) -> str:
    if not entry.endswith(":"):
        return rf"{re.escape(entry)}(?!\w)"  # an entry of letters ends where a word ends
    return rf"{re.escape(entry.rstrip(' :'))}\s*(?:[,(][^.:!?]{{0,20}}\d[^.:!?]{{0,12}})?:"

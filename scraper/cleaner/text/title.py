"""The headline among the lines above the article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.block import BlockKind
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.text.windows import Floats
from scraper.cleaner.wordings import BIT

#: How far above the article's first line the headline stands (bylines, tools and a caption between), lines.
_REACH = 40
#: Words of a headline.
_LEAST, _MOST = 2, 32
#: What it counts that a line stands above too, as the page's title or the end of a breadcrumb.
_REPEATED = 1.0
#: A first line is a sentence, not a headline, from so many words with a full stop at the end.
_SENTENCE_WORDS = 6
#: A question of more words is a lead.
_QUESTION_WORDS = 16
_CLOSERS = ("", "”", '"', "“", "»", "」", ")")
_FULL_STOPS = tuple(f"{stop}{closer}" for stop in ".。।" for closer in _CLOSERS)
_QUESTIONS = tuple(f"{stop}{closer}" for stop in "?!？！؟" for closer in _CLOSERS)
_SLUG_WORD = re.compile(r"[^\W\d_]{3,}")
_SENTENCE_END = (".", "。", "؟", "।")
_NOT = ~(BIT["correction"] | BIT["summary"] | BIT["series"])


def is_sentence(text: str, words: float) -> bool:
    """Whether a line ends with a full stop, and has some words."""
    return (words >= _SENTENCE_WORDS or text[-1] in "。！？") and text.endswith(_FULL_STOPS)


def is_headline(text: str, words: float) -> bool:
    """Whether a line is shaped like a headline: some words, and no stop, comma or colon at the end."""
    if not _LEAST <= words <= _MOST or text.endswith((*_FULL_STOPS, ":", "：", ",", ";", "،", "、", "，")):
        return False
    return words <= _QUESTION_WORDS or not text.endswith(_QUESTIONS)


def find_title(sheet: Sheet, scores: Floats, wanted: Sequence[bool]) -> int | None:
    """The number of the line that is the headline; None if no line above the article looks like one."""
    first = next((n for n, keep in enumerate(wanted) if keep), None)
    if first is None:
        return None
    body = set(_words(" ".join(sheet.texts[n] for n in range(len(sheet)) if wanted[n])[:4000]))
    slug = set(_words((sheet.document.url or "").rsplit("//", 1)[-1].partition("/")[2].replace("-", " ")))
    best, chosen = 0.0, None
    for index in range(max(first - _REACH, 0), first):
        value = _value(sheet, index, first - index, body, slug)
        if value and value + _REPEATED > best:  # looked for last: it takes the longest
            value += _REPEATED * any(
                other.endswith(sheet.texts[index]) for other in sheet.texts[max(index - 60, 0) : index]
            )
        if value > best:
            best, chosen = value, index
    return chosen


def _words(text: str) -> list[str]:
    return _SLUG_WORD.findall(text.casefold().replace("_", " "))


def _value(sheet: Sheet, index: int, distance: int, body: set[str], slug: set[str]) -> float:
    """How much a line looks like the headline; 0 or less: not at all."""
    text, words = sheet.texts[index], float(sheet.words[index])
    if sheet.bits[index] & _NOT & 0xFFFFFFFF or not _LEAST <= words <= _MOST:
        return 0.0
    own = _words(text)
    about = sum(word in body for word in own) / max(len(own), 1)
    named = sum(word in slug for word in own) / max(len(own), 1) if slug else 0.0
    block = sheet.document.blocks[index]
    value: float = 0.4 + 1.2 * about + 2.0 * named + 0.1 * min(words, 8) - 0.04 * distance
    below = sheet.bits[index + 1 : index + 4]
    value += 0.8 * any(bits & BIT["byline"] for bits in below) + 0.3 * any(bits & BIT["share"] for bits in below)
    value += 1.0 * (block.kind is BlockKind.HEADING and block.level == 1)
    value += 0.4 * (sheet.document.measures["marked"][index] == 0) - 0.6 * text.endswith(_SENTENCE_END)
    return value

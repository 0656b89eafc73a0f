"""The explicit rules of flattened text: each looks at all lines and gives verdicts; the first on a line stands.

Users switch a rule off by its name in ``CleanOptions.disable_rules``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from scraper.cleaner.document import Verdict
from scraper.cleaner.text.columns import Floats
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.wordings import BIT, WHOLE, names_of

Rule = Callable[[Sheet, Floats, float], Iterator[Verdict]]

#: A correction stands at most so many lines after the article's last line (tags, rights and a bio between).
_CORRECTION_REACH = 12
#: A correction is a sentence, words.
_CORRECTION_WORDS = 6
#: Prose, words: a tail marker with such a kept line after it is none (the lexicon's rule).
_TAIL_PROSE = 25
#: Share of the kept words that must stand before a tail marker.
_TAIL_BEFORE = 0.6
#: Score from which a line is kept although its words are on a list (an article about newsletters).
_CERTAIN = 0.75

#: Mean score from which a run of lines between paragraphs of the article is doubtful rather than foreign.
_DOUBT = float(os.environ.get("DOUBT", "0.25"))
#: Share of the words that are the article's in a text that was clean, and the score that its lines need.
_CALM, _CALM_LEAST = float(os.environ.get("CALM", "0.93")), float(os.environ.get("CALML", "0.15"))
_KNOWN = ~(BIT["menu"] | BIT["correction"] | BIT["byline"]) & 0xFFFFFFFF
#: An endnote stands close below the article, lines.
_ENDNOTE_REACH = 5
_ENDNOTE = re.compile(
    r"(?:\(?(?:additional|with) reporting (?:by|from)\b|if you (?:or someone|are|have been|need)\b.*\b(?:call|contact|"
    r"text|reach|reached|helpline|hotline|lifeline|samaritans|988)\b|(?:wenn|haben) sie .*\btelefonseelsorge\b|"
    r"si vous .*\bnuméro\b|(?:anm\. d\. red|hinweis der redaktion|mitarbeit:))",
    re.I,
)
_TAILS = (
    BIT["most-popular"] | BIT["comments"] | BIT["related"] | BIT["load-more"] | BIT["copyright"] | BIT["newsletter"]
)
_NEVER = (
    BIT["share"] | BIT["load-more"] | BIT["advertisement"] | BIT["most-popular"] | BIT["player"] | BIT["copyright"]
    | BIT["newsletter"] | BIT["comments"] | BIT["consent"] | BIT["paywall"] | BIT["embed-placeholder"]
    | BIT["navigation"]
)  # fmt: skip


def corrections(sheet: Sheet, scores: Floats, threshold: float) -> Iterator[Verdict]:
    """Corrections and editor's notes at the article's end are the article's, whatever stands between."""
    last = max((n for n in range(len(sheet)) if scores[n] >= threshold), default=-1)
    first = next((n for n in range(len(sheet)) if scores[n] >= threshold), len(sheet))
    for index, bits in enumerate(sheet.bits):
        inside = first < index <= last + _CORRECTION_REACH
        if bits & BIT["correction"] and inside and sheet.words[index] >= _CORRECTION_WORDS:
            yield Verdict(index, "correction", "rule correction: the article corrects itself", keep=True)


def endnotes(sheet: Sheet, scores: Floats, threshold: float) -> Iterator[Verdict]:
    """Who else reported, and helplines, belong to the article that ends above them."""
    last = max((n for n in range(len(sheet)) if scores[n] >= threshold), default=-1)
    for index in range(max(last + 1, 1), min(last + 1 + _ENDNOTE_REACH, len(sheet)) if last >= 0 else 0):
        if sheet.bits[index] >> WHOLE & _TAILS & ~BIT["copyright"]:
            return
        if _ENDNOTE.match(sheet.texts[index]) and sheet.words[index] >= _CORRECTION_WORDS:
            yield Verdict(index, "endnote", "rule endnote: part of the article, whatever stands between", keep=True)


def whole_lines(sheet: Sheet, scores: Floats, threshold: float) -> Iterator[Verdict]:
    """A line that is a boilerplate wording from end to end goes unless the score is certain."""
    for index, bits in enumerate(sheet.bits):
        if threshold <= scores[index] < _CERTAIN and bits >> WHOLE & _NEVER:
            kind = names_of(bits >> WHOLE & _NEVER)[0]
            yield Verdict(index, kind, f"wording: the line is {kind}")


def doubts(sheet: Sheet, scores: Floats, threshold: float) -> Iterator[Verdict]:
    """Lines within the article that are in no list and not surely foreign (verse, results, questions) are kept."""
    kept = [n for n in range(len(sheet)) if scores[n] >= threshold]
    for before, after in pairwise(kept):
        run = range(before + 1, after)
        if run and not any(sheet.bits[n] & _KNOWN for n in run) and float(scores[run.start : run.stop].mean()) >= _DOUBT:
            for index in run:
                yield Verdict(index, "doubt", "rule doubt: within the article, and nothing says that it is foreign", keep=True)


def calm(sheet: Sheet, scores: Floats, threshold: float) -> Iterator[Verdict]:
    """A text that is nearly all article loses no line below its first that nothing speaks against."""
    wanted = scores >= threshold
    if not wanted.any() or sheet.words[wanted].sum() < _CALM * sheet.words.sum():
        return
    first = int(np.argmax(wanted))
    for index in range(first + 1, len(sheet)):
        if scores[index] >= _CALM_LEAST and not sheet.bits[index] & _KNOWN:
            yield Verdict(index, "calm", "rule calm: the text is nearly all article", keep=True)


def tails(sheet: Sheet, scores: Floats, threshold: float) -> Iterator[Verdict]:
    """What follows the last paragraph's tail marker ("Most Popular") goes, if no prose follows the marker."""
    kept = [n for n in range(len(sheet)) if scores[n] >= threshold]
    total = sum(sheet.words[n] for n in kept)
    before = 0.0
    marker: int | None = None
    for index in range(len(sheet)):
        if scores[index] >= threshold:
            if marker is not None and sheet.words[index] >= _TAIL_PROSE:
                marker = None
            before += sheet.words[index] if marker is None else 0
        if marker is None and sheet.bits[index] >> WHOLE & _TAILS and before >= _TAIL_BEFORE * total:
            marker = index
    if marker is not None:
        kind = names_of(sheet.bits[marker] >> WHOLE & _TAILS)[0]
        for index in kept:
            if index > marker and not sheet.bits[index] & BIT["correction"]:
                yield Verdict(index, kind, f"rule tail: below {sheet.texts[marker]!r}, no prose after it")


RULES: tuple[tuple[str, Rule], ...] = (
    ("correction", corrections),
    ("endnote", endnotes),
    ("wording", whole_lines),
    ("doubt", doubts),
    ("calm", calm),
    ("tail", tails),
)

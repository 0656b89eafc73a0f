"""The explicit rules of flattened text: each looks at all lines and gives verdicts; the first on a line stands.

Users switch a rule off by its name in ``CleanOptions.disable_rules``.
"""

from __future__ import annotations

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
_DOUBT = 0.25
#: The same for a line of few words above a paragraph.
_SUBHEADING = 0.12
#: A paragraph, words; the score that it needs within the article, and one that closes it.
_PARAGRAPH, _PARAGRAPH_LEAST, _CLOSING_LEAST = 12, 0.14, 0.2
#: The scores that a lead above it needs, and a paragraph below it behind a box (measured: half of them are its).
_LEAD_LEAST, _LATER_LEAST = 0.2, 0.14
#: Lines above and below the article that are looked at for more of it.
_LEAD_REACH, _CLOSING_REACH = 30, 9
#: Share of a later paragraph's words that the article has too.
_ALIKE = 0.3
_CONTENT = re.compile(r"[^\W\d_]{5,}")
_SENTENCE_END = (
    ".",
    "!",
    "?",
    "。",
    "！",
    "？",
    "؟",
    "।",
    ".”",
    "!”",
    "?”",
    '."',
    '!"',
    '?"',
    ".“",
    "!“",
    "?“",
    ".»",
    "」",
)
_MACHINE_SUMMARY = re.compile(
    r"summary (?:was|is) (?:generated|created|written) (?:by|with|using) (?:an? )?ai\b|ai.generated summary", re.I
)
#: Lines of a summary's box.
_BOX = 12
#: Fewer words are no teaser.
_TEASER = 4
#: Share of the words that are the article's in a text that was clean, and most of its lines that are on a list.
_CALM, _CALM_KNOWN = 0.9, 0.02
#: The scores that its lines need, below its first and above.
_CALM_LEAST, _CALM_LEAD = 0.1, 0.25
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
    """Lines within the article that are in no list and not surely foreign are kept where a colon introduces them
    (verse, results), or where they are too short for a teaser, or questions (times, interviews)."""
    kept = [n for n in range(len(sheet)) if scores[n] >= threshold]
    for before, after in pairwise(kept):
        run = range(before + 1, after)
        if not run or any(_is_known(sheet.bits[n]) for n in run) or scores[run.start : run.stop].mean() < _DOUBT:
            continue
        if _introduced(sheet, before) or all(
            sheet.words[n] < _TEASER or sheet.texts[n].endswith(("?", "？", "؟")) for n in run
        ):
            for index in run:
                yield Verdict(index, "doubt", "rule doubt: nothing says that it is foreign", keep=True)


def subheadings(sheet: Sheet, scores: Floats, threshold: float) -> Iterator[Verdict]:
    """A line of few words right above a paragraph of the article, in no list and found once, is its subheading."""
    kept = np.nonzero(scores >= threshold)[0].tolist()
    for index in kept[1:]:
        above = index - 1
        if (
            _SUBHEADING <= scores[above] < threshold
            and sheet.words[index] >= _PARAGRAPH
            and _is_subheading(sheet, above)
        ):
            yield Verdict(above, "subheading", "rule subheading: above a paragraph of the article", keep=True)


def _is_known(bits: int) -> bool:
    """Whether a line is in a list that speaks against it: not menus' names, which may be subheadings, and no times."""
    return bool(bits & _KNOWN) and not bits & BIT["byline"]


def _introduced(sheet: Sheet, index: int) -> bool:
    """Whether a line, or the last paragraph above it, ends with a colon."""
    while index > 0 and sheet.words[index] < _PARAGRAPH and not sheet.texts[index].endswith((":", "：")):
        index -= 1
    return sheet.texts[index].endswith((":", "："))


def paragraphs(sheet: Sheet, scores: Floats, threshold: float) -> Iterator[Verdict]:
    """A paragraph in no list that stands within the article, or follows it closely and speaks of the same, is not lost
    to a low score; neither is a lead above it, or a subheading of few words above such a paragraph."""
    kept = np.nonzero(scores >= threshold)[0]
    if not len(kept):
        return
    first, last = int(kept[0]), int(kept[-1])
    body = set(_CONTENT.findall(" ".join(sheet.texts[n] for n in kept).casefold()))
    for index in range(max(first - _LEAD_REACH, 0), min(last + _CLOSING_REACH, len(sheet))):
        text, words, score = sheet.texts[index], sheet.words[index], scores[index]
        if (
            score >= threshold
            or _is_known(sheet.bits[index])
            or sheet.bits[index] & BIT["correction"]
            or not text.endswith(_SENTENCE_END)
        ):
            continue
        own = _CONTENT.findall(text.casefold())
        alike = sum(word in body for word in own) >= _ALIKE * max(len(own), 1)
        lead = index < first and words >= _PARAGRAPH and score >= _LEAD_LEAST
        within = first < index < last and words >= _PARAGRAPH and score >= _PARAGRAPH_LEAST
        closing = index == last + 1 and score >= _CLOSING_LEAST
        later = index > last and words >= _PARAGRAPH and alike and score >= _LATER_LEAST
        if lead or within or closing or later:
            last = max(last, index)
            yield Verdict(index, "paragraph", "rule paragraph: prose of the article", keep=True)
            if index > first and _is_subheading(sheet, index - 1) and scores[index - 1] < threshold:
                yield Verdict(index - 1, "paragraph", "rule paragraph: a subheading above prose", keep=True)


def _is_subheading(sheet: Sheet, index: int) -> bool:
    """Whether a line of few words, in no list and found once, can be a subheading."""
    text = sheet.texts[index]
    short = sheet.words[index] < _TEASER and not text.endswith(_SENTENCE_END)
    return bool(short and not sheet.bits[index] and sheet.texts.count(text) == 1)


def summaries(sheet: Sheet, scores: Floats, threshold: float) -> Iterator[Verdict]:
    """A box that says that a machine summed the article up, from its heading to that notice."""
    for index, text in enumerate(sheet.texts):
        if not _MACHINE_SUMMARY.search(text):
            continue
        heading = next(
            (n for n in range(index, max(index - _BOX, -1), -1) if sheet.bits[n] >> WHOLE & BIT["summary"]), -1
        )
        for inside in range(heading if heading >= 0 else index, index + 1):
            yield Verdict(inside, "summary", "rule summary: written by a machine", lift="summary")


def calm(sheet: Sheet, scores: Floats, threshold: float) -> Iterator[Verdict]:
    """A text that is nearly all article, with hardly a line that is on a list, loses no line that nothing speaks
    against: what was cleaned stays as it is."""
    wanted = scores >= threshold
    known = sum(_is_known(bits) for bits in sheet.bits)
    if sheet.words[wanted].sum() < _CALM * sheet.words.sum() or known > _CALM_KNOWN * len(sheet):
        return
    first = int(np.argmax(wanted))
    for index in range(1, len(sheet)):
        least = _CALM_LEAST if index > first else _CALM_LEAD
        if least <= scores[index] < threshold and not _is_known(sheet.bits[index]):
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
    ("summary", summaries),
    ("doubt", doubts),
    ("subheading", subheadings),
    ("paragraph", paragraphs),
    ("calm", calm),
    ("tail", tails),
)

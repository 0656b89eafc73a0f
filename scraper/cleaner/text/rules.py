"""The explicit rules of flattened text: each looks at all lines and gives verdicts; the first on a line stands.

Users switch a rule off by its name in ``CleanOptions.disable_rules``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from scraper.cleaner.document import Verdict
from scraper.cleaner.text.draft import Draft
from scraper.cleaner.text.title import is_headline, is_sentence
from scraper.cleaner.text.windows import stretch
from scraper.cleaner.wordings import BIT, WHOLE, names_of

Rule = Callable[[Draft], Iterator[Verdict]]

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
#: Score from which a first line is no headline: held out, higher ones are leads as often.
_SURELY_PROSE = 0.9

#: Fewer words are no teaser.
_TEASER = 4
#: Mean score from which a run of lines between paragraphs of the article is doubtful rather than foreign.
_DOUBT = 0.2
#: The same for a line of few words above a paragraph.
_SUBHEADING = 0.12
#: From this score on it may have a few words more, fewer than so many.
_LIKELY, _LIKELY_WORDS = 0.5, 7
#: A paragraph, words; the score that it needs within the article, and a short sentence or a quote that closes it (held
#: out, half of those are its; of the longer ones that do not speak of the same, a third, so that they need more).
_PARAGRAPH, _PARAGRAPH_LEAST, _CLOSING_LEAST = 12, 0.14, 0.15
_LONG_CLOSING_LEAST = 0.45
#: What a paragraph needs within the article of a whole page, where half of the doubtful ones are teasers.
_WHOLE_LEAST = 0.4
#: The scores that a lead above it needs, and a paragraph below it behind a box (measured: half of them are its).
_LEAD_LEAST, _LATER_LEAST = 0.2, 0.14
#: Lines above and below the article that are looked at for more of it.
_LEAD_REACH, _CLOSING_REACH = 30, 9
#: Share of a later paragraph's words that the article has too.
_ALIKE = 0.3
_CONTENT = re.compile(r"[^\W\d_]{5,}")
#: A time of day by itself.
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}(?: ?(?:[ap]\.?m\.?|uhr))?", re.I)
_QUOTES = ('"', "“", "„", "«", "»", "「", "‘", "'", "—", "–")
_CLOSERS = ("", "”", '"', "“", "»", "」")
_SENTENCE_END = tuple(f"{stop}{closer}" for stop in ".!?。！？؟।" for closer in _CLOSERS)
_MACHINE_SUMMARY = re.compile(
    r"summary (?:was|is) (?:generated|created|written) (?:by|with|using) (?:an? )?ai\b|ai.generated summary", re.I
)
#: Lines of a summary's box, and of a box of facts.
_BOX = 12
#: Threshold below which a page is unsure (it expects an F1 of .7); the score that its lines need on average,
#: what a line that is in a list costs, and the least score of a line (held out, the 19 pages gained .09 of F1).
_UNSURE, _UNLIKELY, _FOREIGN_COST, _HOPELESS = 0.4, 0.15, 0.3, 0.02
#: A line weighs at most so many words.
_MOST_WORDS = 100.0
#: The heading of a box of facts, and its most words.
_BOX_HEADING_WORDS = 8
_BOX_HEADING = re.compile(
    r"(?:fact (?:box|file|sheet)|factbox|factfile|facts (?:about|on)|key facts|zur person|zur sache|zum thema:|"
    r"steckbrief|fakten zu|daten und fakten|fakta(?:ruta|boks)?\b|repères|en chiffres|chi è|la scheda|ficha\b|"
    r"datos sobre|quién es|perfil:|досье|справка|sylwetka)",
    re.I,
)
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


def corrections(draft: Draft) -> Iterator[Verdict]:
    """Corrections and editor's notes at the article's end are the article's, whatever stands between."""
    for index in range(draft.first + 1, min(draft.last + _CORRECTION_REACH + 1, len(draft))):
        if draft.bits[index] & BIT["correction"] and draft.words[index] >= _CORRECTION_WORDS:
            yield Verdict(index, "correction", "rule correction: the article corrects itself", keep=True)


def endnotes(draft: Draft) -> Iterator[Verdict]:
    """Who else reported, and helplines, belong to the article that ends above them."""
    for index in range(draft.last + 1, min(draft.last + 1 + _ENDNOTE_REACH, len(draft)) if draft.kept else 0):
        if draft.bits[index] >> WHOLE & _TAILS & ~BIT["copyright"]:
            return
        if _ENDNOTE.match(draft.texts[index]) and draft.words[index] >= _CORRECTION_WORDS:
            yield Verdict(index, "endnote", "rule endnote: part of the article, whatever stands between", keep=True)


def whole_lines(draft: Draft) -> Iterator[Verdict]:
    """A line that is a boilerplate wording from end to end goes unless the score is certain."""
    for index in draft.kept:
        found = draft.bits[index] >> WHOLE & _NEVER
        if found and draft.scores[index] < _CERTAIN:
            kind = names_of(found)[0]
            yield Verdict(index, kind, f"wording: the line is {kind}")


def doubts(draft: Draft) -> Iterator[Verdict]:
    """Lines within the article that are in no list and not surely foreign are kept where a colon introduces them
    (verse, results), or where they are too short for a teaser, or questions (times, interviews)."""
    for before, after in pairwise(draft.kept):
        run = range(before + 1, after)
        if not run or sum(draft.scores[before + 1 : after]) < _DOUBT * len(run):
            continue
        if any(_is_known(draft.bits[n]) for n in run):
            continue
        if _introduced(draft, before) or all(
            draft.words[n] < _TEASER or draft.texts[n].endswith(("?", "？", "؟")) for n in run
        ):
            for index in run:
                yield Verdict(index, "doubt", "rule doubt: nothing says that it is foreign", keep=True)


def boxes(draft: Draft) -> Iterator[Verdict]:
    """A box of facts within the article is the article's: its heading, and the lines below it up to a paragraph."""
    for index in range(draft.first + 1, draft.last):
        if draft.words[index] > _BOX_HEADING_WORDS or not _BOX_HEADING.match(draft.texts[index]):
            continue
        yield Verdict(index, "box", "rule box: names a box of facts", keep=True)
        for inside in range(index + 1, min(index + _BOX, draft.last)):
            if draft.words[inside] >= _PARAGRAPH or _is_known(draft.bits[inside]):
                break
            yield Verdict(inside, "box", "rule box: in a box of facts", keep=True)


def unsure(draft: Draft) -> Iterator[Verdict]:
    """Where little is sure, the likeliest stretch of the text is kept whole: an article is one run of lines."""
    if draft.threshold >= _UNSURE:
        return
    known = [_is_known(bits) for bits in draft.bits]
    gains = [
        (-_FOREIGN_COST if told else score - _UNLIKELY) * min(words, _MOST_WORDS) ** 0.5
        for told, score, words in zip(known, draft.scores, draft.words, strict=True)
    ]
    first, last = stretch(np.array(gains, np.float32))
    for index in range(first, last + 1):
        if not known[index] and _HOPELESS <= draft.scores[index] < draft.threshold:
            yield Verdict(index, "unsure", "rule unsure: within the likeliest stretch of the text", keep=True)


def timelines(draft: Draft) -> Iterator[Verdict]:
    """Times that stand by themselves above several paragraphs of the article are those of a live blog's entries."""
    kept = set(draft.kept)
    times = [n for n in range(draft.first, draft.last) if n + 1 in kept and _TIME.fullmatch(draft.texts[n])]
    if len({draft.texts[n] for n in times}) > 1:
        for index in times:
            yield Verdict(index, "timeline", "rule timeline: the time of an entry", keep=True)


def subheadings(draft: Draft) -> Iterator[Verdict]:
    """A line of few words right above a paragraph of the article, in no list and found once, is its subheading."""
    for index in draft.kept[1:]:
        above = index - 1
        doubtful = _SUBHEADING <= draft.scores[above] < draft.threshold
        most = _LIKELY_WORDS if draft.scores[above] >= _LIKELY else _TEASER
        if doubtful and draft.words[index] >= _PARAGRAPH and _is_subheading(draft, above, most):
            yield Verdict(above, "subheading", "rule subheading: above a paragraph of the article", keep=True)


def _is_known(bits: int) -> bool:
    """Whether a line is in a list that speaks against it: not menus' names, which may be subheadings, and no times."""
    return bool(bits & _KNOWN) and not bits & BIT["byline"]


def _introduced(draft: Draft, index: int) -> bool:
    """Whether a line, or the last paragraph above it, ends with a colon."""
    while index > 0 and draft.words[index] < _PARAGRAPH and not draft.texts[index].endswith((":", "：")):
        index -= 1
    return draft.texts[index].endswith((":", "："))


def paragraphs(draft: Draft) -> Iterator[Verdict]:
    """A paragraph in no list that stands within the article, or follows it closely and speaks of the same, is not lost
    to a low score; neither is a lead above it, or a subheading of few words above such a paragraph."""
    first, last = draft.first, draft.last
    for index in range(max(first - _LEAD_REACH, 0), min(last + _CLOSING_REACH, len(draft))):
        score = draft.scores[index]
        if not _PARAGRAPH_LEAST <= score < draft.threshold or not _is_prose(draft, index):
            continue
        long = draft.words[index] >= _PARAGRAPH
        lead = index < first and long and score >= _LEAD_LEAST and _alike(draft, index)
        within = first < index < last and long and score >= (_WHOLE_LEAST if draft.whole else _PARAGRAPH_LEAST)
        spoken = draft.texts[index].startswith(_QUOTES)
        least = _CLOSING_LEAST if spoken or not long else _LONG_CLOSING_LEAST
        closing = index == last + 1 and score >= least
        if lead or within or closing or (index > last and long and score >= _LATER_LEAST and _alike(draft, index)):
            last = max(last, index)
            yield Verdict(index, "paragraph", "rule paragraph: prose of the article", keep=True)
            if index > first and _is_subheading(draft, index - 1) and draft.scores[index - 1] < draft.threshold:
                yield Verdict(index - 1, "paragraph", "rule paragraph: a subheading above prose", keep=True)


def _is_prose(draft: Draft, index: int) -> bool:
    """Whether a line that is in no list and found once ends like a sentence."""
    bits = draft.bits[index]
    text = draft.texts[index]
    told = _is_known(bits) or bits & BIT["correction"]
    return not told and text.endswith(_SENTENCE_END) and draft.repeats[text] == 1


def _alike(draft: Draft, index: int) -> bool:
    """Whether the article has the words of a line."""
    body = set(_CONTENT.findall(" ".join(draft.texts[n] for n in draft.kept).casefold()))
    own = _CONTENT.findall(draft.texts[index].casefold())
    return sum(word in body for word in own) >= _ALIKE * max(len(own), 1)


def _is_subheading(draft: Draft, index: int, most: float = _TEASER) -> bool:
    """Whether a line of fewer than ``most`` words, in no list and found once, can be a subheading."""
    text = draft.texts[index]
    short = draft.words[index] < most and not text.endswith(_SENTENCE_END)
    return short and not draft.bits[index] and draft.repeats[text] == 1


def summaries(draft: Draft) -> Iterator[Verdict]:
    """A box that says that a machine summed the article up, from its heading to that notice."""
    named = [n for n, text in enumerate(draft.texts) if "ummary" in text]
    for index in named:
        if not _MACHINE_SUMMARY.search(draft.texts[index]):
            continue
        heading = next(
            (n for n in range(index, max(index - _BOX, -1), -1) if draft.bits[n] >> WHOLE & BIT["summary"]), index
        )
        for inside in range(heading, index + 1):
            yield Verdict(inside, "summary", "rule summary: written by a machine", lift="summary")


def headlines(draft: Draft) -> Iterator[Verdict]:
    """A text that is nearly all article begins with its headline where its first line looks like one above prose."""
    if len(draft) < 2 or draft.scores[0] >= _SURELY_PROSE or _is_known(draft.bits[0]):
        return
    if not is_headline(draft.texts[0], draft.words[0]):
        return
    if (draft.words[1] >= _PARAGRAPH or _is_sentence(draft, 1)) and _is_calm(draft):
        yield Verdict(0, "headline", "rule headline: the text begins with its headline")


def calm(draft: Draft) -> Iterator[Verdict]:
    """A text that is nearly all article, with hardly a line that is on a list, loses no line that nothing speaks
    against: what was cleaned stays as it is."""
    if not _is_calm(draft):
        return
    if _is_sentence(draft, 0) and draft.scores[0] < draft.threshold:
        yield Verdict(0, "calm", "rule calm: the text begins with a sentence, which is no headline", keep=True)
    for index in range(1, len(draft)):
        least = _CALM_LEAST if index > draft.first else _CALM_LEAD
        if least <= draft.scores[index] < draft.threshold and not _is_known(draft.bits[index]):
            yield Verdict(index, "calm", "rule calm: the text is nearly all article", keep=True)


def _is_calm(draft: Draft) -> bool:
    """Whether a text is nearly all article, with hardly a line that is on a list."""
    if sum(draft.words[n] for n in draft.kept) < _CALM * sum(draft.words):
        return False
    return sum(map(_is_known, draft.bits)) <= _CALM_KNOWN * len(draft)


def _is_sentence(draft: Draft, index: int) -> bool:
    """Whether a line in no list is a sentence of some length."""
    return not _is_known(draft.bits[index]) and is_sentence(draft.texts[index], draft.words[index])


def tails(draft: Draft) -> Iterator[Verdict]:
    """What follows the last paragraph's tail marker ("Most Popular") goes, if no prose follows the marker."""
    least = _TAIL_BEFORE * sum(draft.words[n] for n in draft.kept)
    kept = set(draft.kept)
    before = 0.0
    marker: int | None = None
    for index, bits in enumerate(draft.bits):
        if index in kept:
            if marker is not None and draft.words[index] >= _TAIL_PROSE:
                marker = None
            before += draft.words[index] if marker is None else 0
        if marker is None and bits >> WHOLE & _TAILS and before >= least:
            marker = index
    if marker is not None:
        kind = names_of(draft.bits[marker] >> WHOLE & _TAILS)[0]
        for index in draft.kept:
            if index > marker and not draft.bits[index] & BIT["correction"]:
                yield Verdict(index, kind, f"rule tail: below {draft.texts[marker]!r}, no prose after it")


RULES: tuple[tuple[str, Rule], ...] = (
    ("headline", headlines),
    ("correction", corrections),
    ("endnote", endnotes),
    ("timeline", timelines),
    ("wording", whole_lines),
    ("summary", summaries),
    ("box", boxes),
    ("doubt", doubts),
    ("subheading", subheadings),
    ("unsure", unsure),
    ("paragraph", paragraphs),
    ("calm", calm),
    ("tail", tails),
)

"""Scores and rules -> kept blocks and removals, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scraper.block import BlockKind, Removal
from scraper.cleaner.classifier.features import Measured
from scraper.cleaner.document import KIND_NUMBER, Document, Verdict
from scraper.cleaner.options import CleanOptions
from scraper.cleaner.parser.segment import MENU
from scraper.cleaner.reasons import HEADS, LINKED, reason_of
from scraper.cleaner.rules import LAST, RULES
from scraper.cleaner.whole import joining
from scraper.cleaner.wordings import classes_of, fold

#: Held out, 1.1 leaves a foreign line on .33 of the news pages and misses a paragraph on .18; 1.15: .31 and .19, 1: .35
#: and .16. Chosen on four folds, word F1 is best at 1 to 1.08 on the fifth, and nowhere worse by .001 up to 1.15.
STRICTER = 1.1
#: Loss of held-out pages over the loss that their scores let expect: 1.15 where they are articles, a little more on
#: shops and lists; with 1.25 the pages above .9 have a mean word F1 of .97 in every labelled set.
_LOSS = 1.25
#: Held out, pages of .9 to .95 that are listings, products or threads have .87 where articles have .95.
_NO_ARTICLE = 0.04
#: Characters that a line may have more or fewer than its folded form: ellipses, hyphens.
_TYPOGRAPHY = 4
#: Longest text that is looked up in the wordings, characters.
_LONGEST_WORDING = 300
#: The same for a kept block, which needs no reason but may name what stands below it.
_LONGEST_NAME = 40
#: Block number -> verdict.
Verdicts = Mapping[int, Verdict]
NO_VERDICTS: Verdicts = {}
#: How the reasons of a user's overrides begin.
OVERRIDE = "override "
#: Why an element was never looked into, where its name alone does not say it.
_NAVIGATION = {MENU: "labels in an element that its class, id or role calls a menu"}
#: How many lines back that name a part of the page are tried for a removed block.
_HEADS_BACK = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """``kept``: numbers of the kept blocks in reading order. ``removed``: in reading order. ``lifted``: field of the
    Article -> texts that were taken out of the body for it."""

    kept: tuple[int, ...]
    removed: tuple[Removal, ...]
    lifted: dict[str, list[str]]


def cut(probabilities: NDArray[np.float64], words: NDArray[np.float32]) -> tuple[float, float]:
    """The threshold of a page, and the word F1 that is to be expected of it.

    The best expected F1 is had by keeping what is more likely than half of it (Lipton et al. 2014): on a clear page
    that is nearly .5, on one where little is sure it is lower.  We are stricter by ``STRICTER``.
    """
    order = np.argsort(-probabilities)
    chances, sizes = probabilities[order], words[order].astype(np.float64)
    hits = np.cumsum(chances * sizes)
    expected = 2 * hits / (np.cumsum(sizes) + hits[-1] + 1e-9)
    best = float(expected.max())
    return STRICTER * best / 2, best


def calibrated(expected: float) -> float:
    """The expected F1 without its optimism: held out, pages lose up to 1.25 times what the scores let expect."""
    return max(0.0, 1 - _LOSS * (1 - expected))


def without_article(confidence: float) -> float:
    """The confidence where the page turns out to hold no article: what is its text is then less certain."""
    return max(0.0, confidence - _NO_ARTICLE)


def decide(
    document: Document,
    scores: Sequence[float],
    threshold: float,
    options: CleanOptions,
    measured: Measured | None = None,
    site: Verdicts = NO_VERDICTS,
) -> Decision:
    """Keep what scores at least ``threshold`` unless a rule says otherwise; the first verdict on a block stands.

    ``site``: what is known of the site says, where no rule removes: what recurs on its pages is no lead and no note.
    """
    joined = joining(document, scores, threshold)
    stays = [score >= threshold or index in joined for index, score in enumerate(scores)]
    said_here = verdicts_of(document, scores, options)
    verdicts = {**site, **{index: said for index, said in said_here.items() if not (said.keep and index in site)}}
    kept = _kept(stays, verdicts, options)
    for name, rule in LAST:
        if name not in options.disable_rules and (said := list(rule(document, scores, kept))):
            verdicts = {**{verdict.index: verdict for verdict in reversed(said)}, **verdicts}
            kept = _kept(stays, verdicts, options)
    reasons = _reasons(document, measured, stays)
    chrome = _chrome(document)
    removed: list[Removal] = []
    lifted: dict[str, list[str]] = {}
    staying = frozenset(kept)
    for index, block in enumerate(document.blocks):
        if index in chrome:
            removed += chrome[index]
        verdict = verdicts.get(index)
        if verdict is not None and verdict.lift:
            lifted.setdefault(verdict.lift, []).append(block.text)
        if index not in staying:
            reason = (verdict.kind, verdict.reason) if verdict is not None else reasons[index]
            removed.append(Removal(block.text, *reason, scores[index]))
    removed += chrome.get(len(document.blocks), ())
    return Decision(tuple(kept), tuple(removed), lifted)


def _kept(stays: Sequence[bool], verdicts: Verdicts, options: CleanOptions) -> list[int]:
    """The numbers of the blocks that stay by their scores, or by the verdict on them."""
    kept = [index for index, stay in enumerate(stays) if stay and index not in verdicts]
    kept += [
        index
        for index, verdict in verdicts.items()
        if verdict.keep or (verdict.lift and getattr(options, verdict.lift, False))
    ]
    return sorted(kept)


def _chrome(document: Document) -> dict[int, list[Removal]]:
    """The navigation that was never looked into, as removals, by the number of the block they stand before."""
    found: dict[int, list[Removal]] = {}
    for before, name, text in document.chrome:
        by_override = name.startswith(OVERRIDE)
        kind, reason = ("override", name) if by_override else ("navigation", _NAVIGATION.get(name, f"element {name}"))
        found.setdefault(before, []).append(Removal(text, kind, reason))
    return found


def _reasons(document: Document, measured: Measured | None, stays: Sequence[bool]) -> list[tuple[str, str]]:
    """(kind, reason) of every block in case that the classifier removes it; ``stays``: where it does not."""
    texts = [block.text for block in document.blocks]
    if measured is None:
        return [("boilerplate", "score")] * len(texts)
    containers, main = document.containers, measured.main
    longest = [_LONGEST_NAME if kept else _LONGEST_WORDING for kept in stays]
    wordings = [classes_of(text) if len(text) <= most else 0 for text, most in zip(texts, longest, strict=True)]
    at = np.array(document.container)
    own, chain, parent = np.array(containers.own), np.array(containers.chain), np.array(containers.parent)
    own[0] = 0  # the body's classes are those of the page: no reason for one of its blocks
    around = (own | own[np.maximum(parent, 0)])[at]
    below = (chain & ~chain[main])[at]
    linked = np.array(document.link_chars) >= LINKED * np.fromiter(map(len, texts), np.int64, len(texts))
    heads = np.array(document.kinds) == KIND_NUMBER[BlockKind.HEADING]
    named = _named(document, main, wordings, (linked & ~heads).tolist())
    index = np.arange(len(texts))
    inside = (index >= containers.first[main]) & (index < containers.last[main])
    columns = (column.tolist() for column in (around, below, linked, inside))
    found = list(map(reason_of, zip(wordings, named, *columns, strict=True)))
    for number in np.flatnonzero(np.array(document.kinds) == KIND_NUMBER[BlockKind.CAPTION]).tolist():
        found[number] = "caption", "score: a caption"
    for number in _headlines(document, np.flatnonzero(heads).tolist()):
        found[number] = "title", "score: a headline, kept as the title"
    return found


def _headlines(document: Document, headings: Sequence[int]) -> Iterator[int]:
    """The headings that are the page's title: word by word, or in part where it is the page's own headline."""
    title = fold(document.title or "")
    words = set(title.split())
    for number in headings if title else ():
        block = document.blocks[number]
        if block.level == 1 and len(words) > 1 and len(block.text) <= 3 * len(title):
            same = 2 * len(words.intersection(fold(block.text).split())) >= len(words)
        else:
            same = abs(len(block.text) - len(title)) <= _TYPOGRAPHY and fold(block.text) == title
        if same:
            yield number


def _named(document: Document, main: int, wordings: Sequence[int], links: Sequence[bool]) -> list[int]:
    """For each block the wordings of the nearest line before it that names the element they both stand in; 0 if
    none. An element that holds the article is named by no line, and nothing by a link: that is an entry of a menu."""
    containers = document.containers
    found = [0] * len(wordings)
    recent: list[tuple[int, int]] = []  # where the element that a line names ends, and the line's wordings
    start, ends = containers.first[main], containers.last
    for index, bits in enumerate(wordings):
        for end, named in reversed(recent):
            if index < end:
                found[index] = named
                break
        # A duration ("1:58") is worded like a player, but names nothing.
        if bits & HEADS and not links[index] and any(map(str.isalpha, document.blocks[index].text)):
            part = containers.parent[document.container[index]]
            holds_all = containers.first[part] <= start < ends[part]
            recent = [*recent[1 - _HEADS_BACK :], (0 if holds_all else ends[part], bits)]
    return found


def verdicts_of(document: Document, scores: Sequence[float], options: CleanOptions) -> dict[int, Verdict]:
    """Block number -> the first verdict of the rules that are switched on."""
    verdicts: dict[int, Verdict] = {}
    for name, rule in RULES:
        if name not in options.disable_rules:
            for verdict in rule(document, scores):
                verdicts.setdefault(verdict.index, verdict)
    return verdicts

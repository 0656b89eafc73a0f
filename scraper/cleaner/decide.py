"""Scores and rules -> kept blocks and removals, each with its reason."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scraper.block import BlockKind, Removal
from scraper.cleaner.document import KIND_NUMBER, Document, Verdict
from scraper.cleaner.features import Measured
from scraper.cleaner.options import CleanOptions
from scraper.cleaner.reasons import HEADS, LINKED, Seen, reason_of
from scraper.cleaner.rules import RULES
from scraper.cleaner.whole import joining
from scraper.cleaner.wordings import classes_of

#: Held out, 1.15 takes the news pages with a foreign line from .39 to .32, and those that miss a paragraph from .18
#: to .20.
STRICTER = 1.15
#: Loss of held-out pages over the loss that their scores let expect: pages of .9 to .95 have .918, of .7 to .8 .714.
_LOSS = 1.15
#: How far the items of a list, or the rows of a table, are drawn to their mean: .6 gives the most exact lists held out
#: (saved pages wF1 .948 -> .950, articles .9625 -> .9630), 1 would keep or drop them all.
_SHARED = 0.6
_TOGETHER = (KIND_NUMBER[BlockKind.LIST_ITEM], KIND_NUMBER[BlockKind.TABLE_ROW])
#: Longest text that is looked up in the wordings, characters.
_LONGEST_WORDING = 300
#: Block number -> verdict.
Verdicts = Mapping[int, Verdict]
NO_VERDICTS: Verdicts = {}
#: How the reasons of a user's overrides begin.
OVERRIDE = "override "
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
    """The expected F1 without its optimism: held out, pages have 1.15 times the loss that the scores let expect."""
    return max(0.0, 1 - _LOSS * (1 - expected))


def settle(odds: NDArray[np.float32], kinds: NDArray[np.int64]) -> NDArray[np.float64]:
    """The log-odds with those of neighbouring list items, or table rows, drawn together: they share their fate."""
    starts = np.concatenate(([True], kinds[1:] != kinds[:-1]))
    run = np.cumsum(starts) - 1
    mean = np.bincount(run, odds) / np.bincount(run)
    together = (kinds == _TOGETHER[0]) | (kinds == _TOGETHER[1])
    return odds.astype(np.float64) + np.where(together, _SHARED * (mean[run] - odds), 0.0)


def decide(
    document: Document,
    scores: Sequence[float],
    threshold: float,
    options: CleanOptions,
    measured: Measured | None = None,
    site: Verdicts = NO_VERDICTS,
) -> Decision:
    """Keep what scores at least ``threshold`` unless a rule says otherwise; the first verdict on a block stands.

    ``site``: what is known of the site says, where no rule does.
    """
    verdicts = {**site, **verdicts_of(document, scores, options)}
    joined = joining(document, scores, threshold)
    reasons = _Reasons(document, measured)
    kept: list[int] = []
    removed: list[Removal] = []
    lifted: dict[str, list[str]] = {}
    chrome = _Chrome(document)
    for index, block in enumerate(document.blocks):
        removed.extend(chrome.until(index))
        verdict = verdicts.get(index)
        score = scores[index]
        if verdict is not None and verdict.lift:
            lifted.setdefault(verdict.lift, []).append(block.text)
            if getattr(options, verdict.lift, False):
                kept.append(index)
                continue
        if verdict.keep if verdict is not None else score >= threshold or index in joined:
            kept.append(index)
        elif verdict is not None:
            removed.append(Removal(block.text, verdict.kind, verdict.reason, score))
        else:
            kind, reason = reasons.of(index)
            removed.append(Removal(block.text, kind, reason, score))
    removed.extend(chrome.until(len(document.blocks)))
    return Decision(tuple(kept), tuple(removed), lifted)


class _Chrome:
    """The navigation that was never looked into, as removals in reading order."""

    def __init__(self, document: Document) -> None:
        self._rest = iter(document.chrome)
        self._next = next(self._rest, None)

    def until(self, index: int) -> Iterator[Removal]:
        """What stands before the block ``index``."""
        while self._next is not None and self._next[0] <= index:
            _, name, text = self._next
            by_override = name.startswith(OVERRIDE)
            kind, reason = ("override", name) if by_override else ("navigation", f"element {name}")
            yield Removal(text, kind, reason)
            self._next = next(self._rest, None)


class _Reasons:
    """Kind and reason of the blocks that the classifier removed."""

    def __init__(self, document: Document, measured: Measured | None) -> None:
        self._document, self._measured = document, measured
        self._wordings = [] if measured is None else [_wording(block.text) for block in document.blocks]
        named = (index for index, bits in enumerate(self._wordings) if bits & HEADS)
        #: Lines that name what follows; a duration ("1:58") is worded like a player, but names nothing.
        self._heads = [index for index in named if any(map(str.isalpha, document.blocks[index].text))]

    def of(self, index: int) -> tuple[str, str]:
        """(kind, reason) of a removed block."""
        document, measured = self._document, self._measured
        if measured is None:
            return "boilerplate", "score"
        if document.blocks[index].kind is BlockKind.CAPTION:
            return "caption", "score: a caption"
        containers = document.containers
        number = document.container[index]
        first, last = containers.first[measured.main], containers.last[measured.main]
        seen = Seen(
            wording=self._wordings[index],
            heading=self._heading(index, measured),
            own=containers.own[number] | containers.own[max(containers.parent[number], 0)],
            below=containers.chain[number] & ~containers.chain[measured.main],
            linked=document.link_chars[index] >= LINKED * len(document.blocks[index].text),
            inside=first <= index < last,
        )
        return reason_of(seen)

    def _heading(self, index: int, measured: Measured) -> int:
        """The wordings of the nearest line before the block that names the element they both stand in; 0 if none."""
        containers = self._document.containers
        before = bisect_left(self._heads, index)
        for head in reversed(self._heads[max(0, before - _HEADS_BACK) : before]):
            part = containers.parent[self._document.container[head]]
            holds_all = containers.first[part] <= containers.first[measured.main] < containers.last[part]
            if index < containers.last[part] and not holds_all:
                return self._wordings[head]
        return 0


def _wording(text: str) -> int:
    return classes_of(text) if len(text) <= _LONGEST_WORDING else 0


def verdicts_of(document: Document, scores: Sequence[float], options: CleanOptions) -> dict[int, Verdict]:
    """Block number -> the first verdict of the rules that are switched on."""
    verdicts: dict[int, Verdict] = {}
    for name, rule in RULES:
        if name not in options.disable_rules:
            for verdict in rule(document, scores):
                verdicts.setdefault(verdict.index, verdict)
    return verdicts

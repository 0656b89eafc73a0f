"""Labelled pages -> the measurements and labels that the classifier learns from, by the code that runs later."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.classifier.features import Measured
from scraper.cleaner.engine import Cleaner
from scraper.errors import CleanError
from scraper.training.align import label_blocks, tokens_of
from scraper.training.sets import Labelled

#: A page's weight is spread over its blocks by their share of the gold's tokens, so that every page counts alike (the
#: metric is a mean over pages); golds shorter than this count as this long, tokens.
_SHORT_GOLD = 60
#: Tokens beyond which a block weighs no more: one long paragraph is one decision.
_LONG_BLOCK = 150
#: What a block of at least ``_LINE`` tokens weighs besides: a foreign or missing line counts whatever its length.
_PER_LINE, _LINE = 0.3, 4
#: Blocks a page from which that weight is shared out.
_MANY_BLOCKS = 60
#: Blocks from a border between article and boilerplate up to which all are learned from; of the others every so many.
_NEAR, _EVERY = 3, 4
_PER_TOKENS, _LEAST = 10.0, 0.02


@dataclass(frozen=True, slots=True)
class Row:
    """One page: what was measured, and a label and a weight a block."""

    set: str
    id: str
    host: str
    measured: Measured
    labels: NDArray[np.bool_]
    weights: NDArray[np.float32]


def measure_page(page: Labelled) -> Row | None:
    """The row of a page; None for a page without blocks or without gold."""
    if page.text is None:
        return None
    try:
        document, measured = Cleaner().measure(page.body(), page.url)
    except CleanError:
        return None
    if measured is None:
        return None
    texts = [block.text for block in document.blocks]
    labels = np.array(label_blocks(texts, page.text), np.bool_)
    sizes = np.array([len(tokens_of(text)) for text in texts], np.float32)
    return Row(page.set, page.id, page.host, measured, labels, weights_of(sizes, len(tokens_of(page.text))))


def weights_of(sizes: NDArray[np.float32], gold: int) -> NDArray[np.float32]:
    """The weight of each block of a page whose gold has ``gold`` tokens."""
    by_tokens = _PER_TOKENS * np.minimum(sizes, _LONG_BLOCK) / max(gold, _SHORT_GOLD)
    by_line = _PER_LINE * (sizes >= _LINE) * min(1.0, _MANY_BLOCKS / max(len(sizes), 1))
    return (by_tokens + by_line + _LEAST).astype(np.float32)


def measure_pages(pages: Sequence[Labelled], processes: int) -> list[Row]:
    """The rows of all pages in their order."""
    with ProcessPoolExecutor(processes) as pool:
        return [row for row in pool.map(measure_page, pages, chunksize=16) if row is not None]


def stacked(rows: Sequence[Row], features: tuple[str, ...], vocabularies: Sequence[NDArray[np.float32]]) -> Stacked:
    """The named measurements of many pages, each with the vocabulary that its words are weighed with."""
    samples = [sampled(row.labels) for row in rows]
    matrices = [
        row.measured.matrix(features, words)[:, chosen]
        for row, words, (chosen, _) in zip(rows, vocabularies, samples, strict=True)
    ]
    return Stacked(
        np.ascontiguousarray(np.concatenate(matrices, axis=1).T),
        np.concatenate([row.labels[chosen] for row, (chosen, _) in zip(rows, samples, strict=True)]),
        np.concatenate([row.weights[chosen] * times for row, (chosen, times) in zip(rows, samples, strict=True)]),
    )


def sampled(labels: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The blocks of a page that are learned from, and how many blocks each stands for.

    All where article and boilerplate meet, every fourth elsewhere: long runs of one kind teach the same thing again
    and again (less than half of the blocks, the same figures).
    """
    index = np.arange(len(labels))
    borders = np.flatnonzero(np.diff(labels)) + 0.5
    near = np.zeros(len(labels), np.bool_)
    if len(borders):
        after = np.minimum(np.searchsorted(borders, index), len(borders) - 1)
        before = np.maximum(after - 1, 0)
        near = np.minimum(abs(index - borders[after]), abs(index - borders[before])) < _NEAR
    chosen = np.flatnonzero(near | (index % _EVERY == 0))
    return chosen, np.where(near[chosen], 1, _EVERY).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Stacked:
    """Many pages at once: a row a block."""

    matrix: NDArray[np.float32]
    labels: NDArray[np.bool_]
    weights: NDArray[np.float32]

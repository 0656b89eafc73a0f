"""Labelled pages -> the measurements and labels that the classifier learns from, by the code that runs later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.engine import Cleaner
from scraper.cleaner.features import feature_names
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
_PER_TOKENS, _LEAST = 10.0, 0.02


@dataclass(frozen=True, slots=True)
class Row:
    """One page: ``matrix`` as ``features.measure`` makes it, a label and a weight a block."""

    set: str
    id: str
    host: str
    matrix: NDArray[np.float32]
    labels: NDArray[np.bool_]
    weights: NDArray[np.float32]


def measure_page(page: Labelled) -> tuple[Row, tuple[str, ...]] | None:
    """The row of a page and the names of the measurements; None for a page without blocks or without gold."""
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
    row = Row(page.set, page.id, page.host, measured.matrix, labels, weights_of(sizes, len(tokens_of(page.text))))
    return row, feature_names()


def weights_of(sizes: NDArray[np.float32], gold: int) -> NDArray[np.float32]:
    """The weight of each block of a page whose gold has ``gold`` tokens."""
    by_tokens = _PER_TOKENS * np.minimum(sizes, _LONG_BLOCK) / max(gold, _SHORT_GOLD)
    by_line = _PER_LINE * (sizes >= _LINE) * min(1.0, _MANY_BLOCKS / max(len(sizes), 1))
    return (by_tokens + by_line + _LEAST).astype(np.float32)


def measure_pages(pages: Sequence[Labelled], processes: int) -> tuple[list[Row], tuple[str, ...]]:
    """The rows of all pages in their order, and the names of the measurements."""
    with ProcessPoolExecutor(processes) as pool:
        found = [result for result in pool.map(measure_page, pages, chunksize=16) if result is not None]
    return [row for row, _ in found], found[0][1]


def stacked(
    rows: Iterable[Row], chosen: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.float32]]:
    """Matrix (a row a block), labels and weights of many pages, restricted to the chosen measurements."""
    rows = list(rows)
    matrix = np.ascontiguousarray(np.concatenate([row.matrix[chosen] for row in rows], axis=1).T)
    return matrix, np.concatenate([row.labels for row in rows]), np.concatenate([row.weights for row in rows])


def varying(rows: Iterable[Row]) -> NDArray[np.int64]:
    """The measurements that differ between blocks of some page or between pages."""
    low: NDArray[np.float32] | None = None
    high: NDArray[np.float32] | None = None
    for row in rows:
        least, most = row.matrix.min(axis=1), row.matrix.max(axis=1)
        low = least if low is None else np.minimum(low, least)
        high = most if high is None else np.maximum(high, most)
    if low is None or high is None:
        return np.array([], np.int64)
    return np.nonzero(high > low)[0]


def by_page(rows: Sequence[Row], values: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """The values of each page's blocks."""
    start = 0
    for row in rows:
        stop = start + row.matrix.shape[1]
        yield values[start:stop]
        start = stop

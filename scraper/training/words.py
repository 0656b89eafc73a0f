"""The vocabulary: what hashed words say for or against a block or a line, by logistic regression.

The forest must not see word weights that were learned from the very page it learns from, or it would trust them too
much: within the training pages they come from inner folds, by host too (stacking, Wolpert 1992).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.classifier.ngrams import BITS
from scraper.training.sets import fold_of
from scraper.training.table import Row

_EPOCHS = 4
_PAGES_A_STEP = 32
#: AdaGrad's step (Duchi et al. 2011) and the L2 penalty.
_STEP, _PENALTY = 0.15, 2e-4
#: Weight of blocks outside the container of the article: their place says enough.
_OUTSIDE = 0.15
_INNER_FOLDS = 4

Floats = NDArray[np.float32]
Page = TypeVar("Page")


@dataclass(frozen=True, slots=True)
class Words:
    """``bucket``, ``line``: the hashed n-grams of a page and the line (or block) of each. ``labels``, ``importance``:
    of each line, whether it is the article's, and how much it counts."""

    bucket: NDArray[np.int64]
    line: NDArray[np.int64]
    labels: NDArray[np.bool_]
    importance: NDArray[np.float64]


def fit_words(pages: Sequence[Page], words_of: Callable[[Page], Words], seed: int) -> Floats:
    """A weight for every hashed n-gram."""
    weights = np.zeros(1 << BITS)
    squares = np.full(1 << BITS, 1e-6)
    bias, random = 0.0, np.random.default_rng(seed)
    for _ in range(_EPOCHS):
        order = random.permutation(len(pages))
        for start in range(0, len(pages), _PAGES_A_STEP):
            words = _joined([words_of(pages[number]) for number in order[start : start + _PAGES_A_STEP]])
            scale = 1 / np.sqrt(np.bincount(words.line, minlength=len(words.labels)) + 1)
            odds = bias + np.bincount(words.line, weights[words.bucket], len(words.labels)) * scale
            error = (1 / (1 + np.exp(-odds)) - words.labels) * words.importance
            gradient = np.bincount(words.bucket, (error * scale)[words.line], 1 << BITS) + _PENALTY * weights
            squares += gradient**2
            weights -= _STEP * gradient / np.sqrt(squares)
            bias -= 0.02 * float(error.sum()) / max(float(words.importance.sum()), 1.0)
    return weights.astype(np.float16).astype(np.float32)


def fit_vocabulary(rows: Sequence[Row], seed: int) -> Floats:
    """The weights that the blocks of pages of HTML teach."""
    return fit_words(rows, _words_of, seed)


def inner_vocabularies(rows: Sequence[Row], seed: int) -> list[Floats]:
    """For each row the vocabulary of the inner folds that its host is not in."""
    vocabularies = []
    for fold in range(_INNER_FOLDS):
        seen = [row for row in rows if fold_of(row.host, _INNER_FOLDS, seed + 1) != fold]
        vocabularies.append(fit_vocabulary(seen, seed))
    return [vocabularies[fold_of(row.host, _INNER_FOLDS, seed + 1)] for row in rows]


def _words_of(row: Row) -> Words:
    inside = row.measured.columns["main70_inside"] > 0
    ngrams = row.measured.ngrams
    importance = row.weights.astype(np.float64) * np.where(inside, 1.0, _OUTSIDE)
    return Words(ngrams.bucket, ngrams.row, row.labels, importance)


def _joined(pages: Sequence[Words]) -> Words:
    """Several pages as one."""
    starts = np.cumsum([0, *(len(page.labels) for page in pages[:-1])])
    return Words(
        np.concatenate([page.bucket for page in pages]),
        np.concatenate([page.line + start for page, start in zip(pages, starts, strict=True)]),
        np.concatenate([page.labels for page in pages]),
        np.concatenate([page.importance for page in pages]),
    )

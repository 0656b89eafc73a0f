"""The vocabulary: what hashed words say for or against a block, by logistic regression.

The forest must not see word weights that were learned from the very page it learns from, or it would trust them too
much: within the training pages they come from inner folds, by host too (stacking, Wolpert 1992).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.ngrams import BITS
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


def fit_vocabulary(rows: Sequence[Row], seed: int) -> Floats:
    """A weight for every hashed n-gram."""
    weights = np.zeros(1 << BITS)
    squares = np.full(1 << BITS, 1e-6)
    bias, random = 0.0, np.random.default_rng(seed)
    for _ in range(_EPOCHS):
        order = random.permutation(len(rows))
        for start in range(0, len(rows), _PAGES_A_STEP):
            bucket, block, scale, labels, importance = _batch([rows[n] for n in order[start : start + _PAGES_A_STEP]])
            odds = bias + np.bincount(block, weights[bucket], len(labels)) * scale
            error = (1 / (1 + np.exp(-odds)) - labels) * importance
            gradient = np.bincount(bucket, (error * scale)[block], 1 << BITS) + _PENALTY * weights
            squares += gradient**2
            weights -= _STEP * gradient / np.sqrt(squares)
            bias -= 0.02 * float(error.sum()) / max(float(importance.sum()), 1.0)
    return weights.astype(np.float16).astype(np.float32)


def inner_vocabularies(rows: Sequence[Row], seed: int) -> list[Floats]:
    """For each row the vocabulary of the inner folds that its host is not in."""
    vocabularies = []
    for fold in range(_INNER_FOLDS):
        seen = [row for row in rows if fold_of(row.host, _INNER_FOLDS, seed + 1) != fold]
        vocabularies.append(fit_vocabulary(seen, seed))
    return [vocabularies[fold_of(row.host, _INNER_FOLDS, seed + 1)] for row in rows]


def _batch(
    rows: Sequence[Row],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """N-grams, the block of each, 1 over the root of their number, labels and weights of several pages."""
    counts = [len(row.labels) for row in rows]
    starts = np.cumsum([0, *counts[:-1]])
    bucket = np.concatenate([row.measured.ngrams.bucket for row in rows])
    block = np.concatenate([row.measured.ngrams.row + start for row, start in zip(rows, starts, strict=True)])
    labels = np.concatenate([row.labels for row in rows])
    inside = np.concatenate([row.measured.columns["main70_inside"] > 0 for row in rows])
    importance = np.concatenate([row.weights for row in rows]) * np.where(inside, 1.0, _OUTSIDE)
    scale = 1 / np.sqrt(np.bincount(block, minlength=len(labels)) + 1)
    return bucket, block, scale, labels, importance

"""What hashed words say for or against a line of flattened text, by logistic regression (see ``words``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.ngrams import BITS, Ngrams

_EPOCHS = 4
_TEXTS_A_STEP = 32
#: AdaGrad's step (Duchi et al. 2011) and the L2 penalty.
_STEP, _PENALTY = 0.15, 2e-4

Floats = NDArray[np.float32]


class Words(Protocol):
    """What is learned from of a text's lines."""

    @property
    def ngrams(self) -> Ngrams:
        """The words of the lines."""

    @property
    def labels(self) -> NDArray[np.bool_]:
        """Which lines are the article's."""

    @property
    def weights(self) -> Floats:
        """How much each line counts."""

    @property
    def near(self) -> NDArray[np.bool_]:
        """Which lines are learned from."""


def fit_line_words(texts: Sequence[Words], seed: int) -> Floats:
    """A weight for every hashed n-gram."""
    weights = np.zeros(1 << BITS)
    squares = np.full(1 << BITS, 1e-6)
    bias, random = 0.0, np.random.default_rng(seed)
    for _ in range(_EPOCHS):
        order = random.permutation(len(texts))
        for start in range(0, len(texts), _TEXTS_A_STEP):
            bucket, line, scale, labels, importance = _batch([texts[n] for n in order[start : start + _TEXTS_A_STEP]])
            odds = bias + np.bincount(line, weights[bucket], len(labels)) * scale
            error = (1 / (1 + np.exp(-odds)) - labels) * importance
            gradient = np.bincount(bucket, (error * scale)[line], 1 << BITS) + _PENALTY * weights
            squares += gradient**2
            weights -= _STEP * gradient / np.sqrt(squares)
            bias -= 0.02 * float(error.sum()) / max(float(importance.sum()), 1.0)
    return weights.astype(np.float16).astype(np.float32)


def _batch(
    texts: Sequence[Words],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """N-grams, the line of each, 1 over the root of their number, labels and weights of several texts' near lines."""
    starts = np.cumsum([0, *(len(text.labels) for text in texts[:-1])])
    near = np.concatenate([text.near for text in texts])
    bucket = np.concatenate([text.ngrams.bucket for text in texts])
    line = np.concatenate([text.ngrams.row + start for text, start in zip(texts, starts, strict=True)])
    chosen = near[line]
    bucket, line = bucket[chosen], line[chosen]
    labels = np.concatenate([text.labels for text in texts])
    importance = np.concatenate([text.weights for text in texts]).astype(np.float64) * near
    return bucket, line, 1 / np.sqrt(np.bincount(line, minlength=len(labels)) + 1), labels, importance

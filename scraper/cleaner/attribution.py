"""Which measurements made a score: Shapley values of the forest's questions against one reference block.

A forest's log-odds are a sum over trees, and so are Shapley values (Lundberg et al. 2020, interventional TreeSHAP).
In a tree whose levels ask one question each, a coalition of questions is a set of bits: those are answered by the
block, the others by the reference.  All ``2 ** depth`` coalitions of a tree are leaves of it, so its values are exact
(baseline Shapley, Sundararajan & Najmi 2020).  A measurement has the sum of its questions' values; all measurements
together have the difference of the two log-odds.  Nothing here is needed to clean a page.
"""

from __future__ import annotations

from functools import lru_cache
from math import factorial

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.classifier.model import Model

Floats = NDArray[np.float32]


def effects(model: Model, matrix: Floats, reference: Floats) -> Floats:
    """What each measurement adds to the log-odds of each block, beside the reference's.

    ``matrix``: a row a measurement, a column a block. ``reference``: a value a measurement. The same shape as
    ``matrix`` comes back, in log-odds.
    """
    depth = len(model.questions)
    found = np.zeros(matrix.shape, np.float32)
    codes, theirs = _leaves(model, matrix), _leaves(model, reference[:, None])[:, 0]
    coalitions = np.arange(1 << depth)
    features = model.asked[model.questions].T  # tree, level -> measurement
    for column in range(matrix.shape[1]):
        differing = codes[:, column] ^ theirs
        at = np.flatnonzero(differing)
        leaf = theirs[at, None] ^ (coalitions & differing[at, None])
        values = np.take_along_axis(model.leaves[at], leaf, axis=1) @ _weights(depth)
        found[:, column] = np.bincount(features[at].ravel(), values.ravel(), minlength=len(matrix))
    return found


def _leaves(model: Model, matrix: Floats) -> NDArray[np.int64]:
    """The leaf of every tree (rows) for every block (columns)."""
    answers = matrix[model.asked] > model.border[:, None]
    leaf = np.zeros((model.questions.shape[1], matrix.shape[1]), np.int64)
    for level, questions in enumerate(model.questions):
        leaf |= answers[questions].astype(np.int64) << level
    return leaf


@lru_cache(maxsize=8)
def _weights(depth: int) -> Floats:
    """A row a coalition, a column a question: the value of the leaf in the question's Shapley value."""
    weights = np.zeros((1 << depth, depth), np.float32)
    for coalition in range(1 << depth):
        size = coalition.bit_count()
        for question in range(depth):
            inside = coalition >> question & 1
            others = size - inside
            weight = factorial(others) * factorial(depth - 1 - others) / factorial(depth)
            weights[coalition, question] = weight if inside else -weight
    return weights

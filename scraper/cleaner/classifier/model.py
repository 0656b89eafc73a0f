"""The block classifier: boosted oblivious trees, evaluated with numpy alone.

All nodes of one level of an oblivious tree ask the same question (Kohavi 1994; CatBoost's trees, Prokhorenkova et al.
2018), so a tree of depth ``d`` is ``d`` comparisons whose answers, as bits, number the leaf.  All questions of the
forest are asked once for all blocks; then a level of all trees is one gather.  The weights are a file beside this one,
made by ``python -m scraper.training``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scraper.errors import ConfigError

WEIGHTS = "weights.npz"
#: Blocks scored at once: bounds the memory of pages with 50,000 blocks (trees times blocks times 5 bytes).
_CHUNK = 2048

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Model:
    """Weights of the classifier. ``features``: names of the measurements that ``asked`` numbers.

    ``vocabulary``: a weight a hashed n-gram (``ngrams``). ``asked``, ``border``: question -> measurement, and the
    value above which its answer is 1. ``questions``: a row a level, a column a tree. ``leaves``: a row a tree.
    """

    features: tuple[str, ...]
    vocabulary: Floats
    asked: NDArray[np.int64]
    border: Floats
    questions: NDArray[np.int64]
    leaves: Floats
    bias: float
    version: str

    @cached_property
    def _offsets(self) -> NDArray[np.intp]:
        trees, width = self.leaves.shape
        return np.arange(0, trees * width, width, dtype=np.intp)[:, None]

    @cached_property
    def _flat(self) -> Floats:
        return np.ascontiguousarray(self.leaves).ravel()

    def log_odds(self, matrix: Floats) -> Floats:
        """The log-odds of each block (a column of ``matrix``; rows as ``features``) to belong to the article."""
        count = matrix.shape[1]
        if count > _CHUNK:
            parts = [self.log_odds(matrix[:, start : start + _CHUNK]) for start in range(0, count, _CHUNK)]
            return np.concatenate(parts)
        answers = np.greater(matrix.take(self.asked, axis=0), self.border[:, None])
        bits = answers.view(np.uint8) if len(self.questions) <= 8 else answers.astype(np.uint16)
        number = bits.take(self.questions[-1], axis=0)
        for questions in self.questions[-2::-1]:  # in place and in bytes: half the time
            number += number
            number |= bits.take(questions, axis=0)
        leaf = number.astype(np.intp)
        leaf += self._offsets
        sums: Floats = self._flat.take(leaf).sum(axis=0) + np.float32(self.bias)
        return sums

    def save(self, path: Path) -> None:
        """Write the weights; equal models make equal files."""
        np.savez_compressed(
            path, features=np.array(self.features), vocabulary=self.vocabulary.astype(np.float16),
            asked=self.asked.astype(np.int16), border=self.border,
            questions=self.questions.astype(np.int16), leaves=self.leaves.astype(np.float16),
            bias=np.array(self.bias), version=np.array(self.version),
        )  # fmt: skip


def load_model(path: Path | None = None) -> Model:
    """The weights of a file, or those of the package. Raises ``ConfigError`` where there are none to read."""
    try:
        source = files("scraper.cleaner.classifier").joinpath(WEIGHTS) if path is None else path
        with source.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            return Model(
                tuple(map(str, arrays["features"])), _vocabulary(arrays),
                arrays["asked"].astype(np.int64), arrays["border"],
                arrays["questions"].astype(np.int64), arrays["leaves"].astype(np.float32), float(arrays["bias"]),
                str(arrays["version"]),
            )  # fmt: skip
    except (OSError, KeyError, ValueError) as error:
        hint = "Make the weights with: python -m scraper.training DATA -o FILE"
        raise ConfigError("no classifier weights", where=str(path or WEIGHTS), hint=hint) from error


def _vocabulary(arrays: Mapping[str, NDArray[np.float16]]) -> Floats:
    """The weights of n-grams; forests that weigh no words have none."""
    return arrays["vocabulary"].astype(np.float32) if "vocabulary" in arrays else np.empty(0, np.float32)

"""Shifts, windows and distances along the lines of a text, of one column or of many (lines on the last axis)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Distances beyond which lines do not matter to each other.
FAR = 60

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]


def named(found: Columns, names: Iterable[str], rows: Iterable[NDArray[Any]]) -> None:
    """Add the rows of a matrix under their names."""
    found.update(zip(names, rows, strict=True))


def stacked(rows: Sequence[NDArray[Any]]) -> Floats:
    """The columns as rows of one matrix."""
    matrix = np.empty((len(rows), len(rows[0])), np.float32)
    for number, row in enumerate(rows):
        matrix[number] = row
    return matrix


def shifted(values: NDArray[Any], by: int) -> Floats:
    """The value ``by`` lines further on (back if negative); -1 beyond the text."""
    moved = np.full(values.shape, -1, np.float32)
    if by > 0:
        moved[..., :-by] = values[..., by:]
    else:
        moved[..., -by:] = values[..., :by]
    return moved


class Sums:
    """Running sums of columns, from which the mean of any window is one difference."""

    def __init__(self, values: NDArray[Any]) -> None:
        self._count = values.shape[-1]
        self._sums = np.zeros((*values.shape[:-1], self._count + 1))
        np.cumsum(values, axis=-1, dtype=np.float64, out=self._sums[..., 1:])
        self._index = np.arange(self._count)

    def near(self, reach: int) -> Floats:
        """The mean over the lines at most ``reach`` away."""
        low, high = np.maximum(self._index - reach, 0), np.minimum(self._index + reach + 1, self._count)
        means: Floats = (self._between(low, high) / (high - low)).astype(np.float32)
        return means

    def ahead(self, reach: int) -> Floats:
        """The mean over the next ``reach`` lines; 0 beyond the text."""
        sums = self._between(self._index + 1, np.minimum(self._index + 1 + reach, self._count))
        return (sums / reach).astype(np.float32)

    def behind(self, reach: int) -> Floats:
        """The mean over the ``reach`` lines before; 0 beyond the text."""
        sums = self._between(np.maximum(self._index - reach, 0), self._index)
        return (sums / reach).astype(np.float32)

    def _between(self, low: Ints, high: Ints) -> NDArray[np.float64]:
        found: NDArray[np.float64] = self._sums.take(high, axis=-1) - self._sums.take(low, axis=-1)
        return found


def since(flags: NDArray[Any], index: Ints) -> Ints:
    """Lines since the last flagged one, 0 on it; ``FAR`` at most."""
    last = np.maximum.accumulate(np.where(flags.astype(bool), index, -FAR), axis=-1)
    return np.minimum(index - last, FAR)


def until(flags: NDArray[Any], index: Ints) -> Ints:
    """Lines until the next flagged one, 0 on it; ``FAR`` at most."""
    return since(flags[..., ::-1], index)[..., ::-1]


def stretch(gains: Floats) -> tuple[int, int]:
    """First and last line of the stretch with the largest sum (Kadane's algorithm)."""
    sums = np.concatenate([[0.0], np.cumsum(gains, dtype=np.float64)])
    lowest = np.minimum.accumulate(sums)
    last = int(np.argmax(sums[1:] - lowest[:-1]))
    return int(np.argmin(sums[: last + 1])), last

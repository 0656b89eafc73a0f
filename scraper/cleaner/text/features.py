"""The measurements of a flattened text's lines, in the order that the weights know them by name."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from scraper.cleaner.text.columns import Columns, Floats, Ints, Lines, line_columns
from scraper.cleaner.text.context import context_columns
from scraper.cleaner.text.second import second_columns
from scraper.cleaner.text.sheet import Sheet


class Measured:
    """``lines``: the shared columns. ``names``, ``matrix``: a row a measurement, a column a line."""

    def __init__(self, sheet: Sheet) -> None:
        self.lines = Lines(sheet)
        columns = line_columns(self.lines)
        columns.update(context_columns(self.lines, columns))
        self.names = tuple(columns)
        self.matrix = _stacked(columns, self.lines.count)

    def rows(self, features: tuple[str, ...]) -> Floats:
        """The rows of the measurements that a model asks for."""
        return self.matrix[_rows_of(self.names, features)]

    def with_scores(self, scores: Floats) -> Measured:
        """The measurements together with those that first scores give."""
        columns = second_columns(self.lines, scores)
        again = object.__new__(Measured)
        again.lines, again.names = self.lines, self.names + tuple(columns)
        again.matrix = np.concatenate([self.matrix, _stacked(columns, self.lines.count)])
        return again


def _stacked(columns: Columns, count: int) -> Floats:
    matrix = np.empty((len(columns), count), np.float32)
    for row, column in enumerate(columns.values()):
        matrix[row] = column
    return matrix


@lru_cache(maxsize=16)
def _rows_of(names: tuple[str, ...], features: tuple[str, ...]) -> Ints:
    return np.array([names.index(name) for name in features])

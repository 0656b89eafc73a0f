"""The measurements of a flattened text's lines, in the order that the weights know them by name."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from scraper.cleaner.text.columns import Lines, line_columns
from scraper.cleaner.text.context import context_columns
from scraper.cleaner.text.second import second_columns
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.text.windows import Columns, Floats, Ints, Sums, shifted, stacked


class Measured:
    """``lines``: the shared columns. ``names``, ``matrix``: a row a measurement, a column a line."""

    def __init__(self, sheet: Sheet) -> None:
        self.lines = Lines(sheet)
        columns = line_columns(self.lines)
        columns.update(context_columns(self.lines, columns))
        self.names = tuple(columns)
        self.matrix = stacked(list(columns.values()))

    def rows(self, features: tuple[str, ...]) -> Floats:
        """The rows of the measurements that a model asks for."""
        return self.matrix[_rows_of(self.names, features)]

    def with_words(self, vocabulary: Floats) -> Measured:
        """The measurements together with what the lines' words say; ``vocabulary``: a weight a hashed n-gram."""
        sums, counts = self.lines.shapes.ngrams.sums(vocabulary)
        said = (sums / np.sqrt(counts + 1)).astype(np.float32)
        columns: Columns = {"said": said, "said_sum": sums.astype(np.float32)}
        for by in (-2, -1, 1, 2):
            columns[f"said{by:+}"] = shifted(said, by)
        near = Sums(said)
        for reach in (1, 3, 8):
            columns[f"said_near{reach}"] = near.near(reach)
        columns["said_ahead8"], columns["said_behind8"] = near.ahead(8), near.behind(8)
        columns["said_page"] = np.full(self.lines.count, said.mean())
        return self._with(columns)

    def with_scores(self, scores: Floats) -> Measured:
        """The measurements together with those that first scores give."""
        return self._with(second_columns(self.lines, scores))

    def _with(self, columns: Columns) -> Measured:
        again = object.__new__(Measured)
        again.lines, again.names = self.lines, self.names + tuple(columns)
        again.matrix = np.concatenate([self.matrix, stacked(list(columns.values()))])
        return again


@lru_cache(maxsize=16)
def _rows_of(names: tuple[str, ...], features: tuple[str, ...]) -> Ints:
    return np.array([names.index(name) for name in features])

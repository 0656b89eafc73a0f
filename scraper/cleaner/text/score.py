"""The probability of each line to belong to the article: two forests, the second with a view of the first's scores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from scraper.cleaner.classifier.model import Model, load_model
from scraper.cleaner.text.features import Measured
from scraper.cleaner.text.windows import Floats

#: The weights, beside this file; made by ``python -m scraper.training.texts``.
FIRST, SECOND = "first.npz", "second.npz"


@dataclass(frozen=True)
class TextModel:
    """The weights of both forests."""

    first: Model
    second: Model

    def scores(self, measured: Measured) -> Floats:
        """A probability a line."""
        return probabilities(self.second, self.measured(measured))

    def measured(self, measured: Measured) -> Measured:
        """The measurements that the second forest looks at: with what the words say, and the first forest's scores."""
        worded = measured.with_words(self.first.vocabulary)
        return worded.with_scores(probabilities(self.first, worded))

    def save(self, folder: Path) -> None:
        """Write both files of weights."""
        self.first.save(folder / FIRST)
        self.second.save(folder / SECOND)


def probabilities(model: Model, measured: Measured) -> Floats:
    """What one forest says of each line."""
    odds = model.log_odds(measured.rows(model.features))
    scores: Floats = (1 / (1 + np.exp(-odds))).astype(np.float32)
    return scores


@cache
def load_text_model() -> TextModel:
    """The package's weights; read once a process. Raises ``ConfigError`` where they are missing."""
    folder = Path(str(files("scraper.cleaner.text")))
    return TextModel(load_model(folder / FIRST), load_model(folder / SECOND))

"""Labelled flattened texts -> the weights of the two forests that score lines.

What the words say and the first scores come from weights and forests that have not seen the text's host, as the second
forest will find them on texts of unknown hosts.  Texts are learned from as they are, and for a part of them without
indents and bullets, since other flatteners keep none, and for another part clean, since what is clean must stay.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.classifier.model import Model
from scraper.cleaner.parser.lines import read_lines
from scraper.cleaner.text.features import Measured
from scraper.cleaner.text.score import TextModel, probabilities
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.text.windows import Floats
from scraper.training.align import label_blocks, tokens_of
from scraper.training.fit import FitOptions, fit_forest
from scraper.training.sets import Labelled, fold_of
from scraper.training.table import Stacked, weights_of
from scraper.training.words import Words, fit_words

#: Share of the texts that are also learned from without their layout.
_PLAIN = 0.25
#: Share of the texts that are also learned from clean, with and without their headline: what is clean stays.
_CLEAN = 0.6
#: Lines this far from the article are alike: one in so many is learned from, with its weight multiplied.
_AWAY, _ONE_IN = 10, 8
_LAYOUT = re.compile(r"^[ \t]*(?:[•*-][ \t]+|\d{1,3}\.[ \t]+)?|\n(?=\s*\n)", re.M)


@dataclass(frozen=True, slots=True)
class Sample:
    """One text measured, with a label and a weight a line. ``near`` marks the lines that are learned from, ``extra`` a
    text that was changed."""

    host: str
    measured: Measured
    labels: NDArray[np.bool_]
    weights: Floats
    near: NDArray[np.bool_]
    extra: bool = False

    def words(self) -> Words:
        """The words of the lines that are learned from."""
        ngrams = self.measured.lines.shapes.ngrams
        chosen = self.near[ngrams.row]
        importance = self.weights.astype(np.float64) * self.near
        return Words(ngrams.bucket[chosen], ngrams.row[chosen], self.labels, importance)


def samples_of(page: Labelled) -> list[Sample]:
    """The text as it is and, for some, without its layout or as it should come out; none for a text without gold."""
    if not page.text:
        return []
    text = page.body().decode("utf-8")
    found = [_sample(page, text)]
    draw = _draw(page.set + page.id)
    if draw < _PLAIN:
        found.append(_sample(page, _LAYOUT.sub("", text), extra=True))
    elif draw < _PLAIN + _CLEAN:
        title = page.gold.get("title") or ""
        found.append(_sample(page, f"{title}\n\n{page.text}" if draw < _PLAIN + _CLEAN / 2 else page.text, extra=True))
    return [sample for sample in found if sample is not None]


def _draw(key: str) -> float:
    """A number 0..1 that depends on the key alone."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") / 2**32


def _sample(page: Labelled, text: str, *, extra: bool = False) -> Sample | None:
    sheet = Sheet(read_lines(text, page.url))
    if not len(sheet) or page.text is None:
        return None
    measured = Measured(sheet)
    labels = np.array(label_blocks(sheet.texts, page.text), np.bool_)
    sizes = np.array([len(tokens_of(line)) for line in sheet.texts], np.float32)
    weights = weights_of(sizes, len(tokens_of(page.text)))
    index = np.arange(len(sheet))
    inside = index[labels] if labels.any() else index[:1]
    away = (index < inside[0] - _AWAY) | (index > inside[-1] + _AWAY)
    near = ~away | (index % _ONE_IN == 0)
    weights = np.where(away, weights * _ONE_IN, weights).astype(np.float32)
    return Sample(page.host, measured, labels, weights, near, extra)


def measure_texts(pages: Sequence[Labelled], processes: int) -> list[Sample]:
    """The samples of all pages in their order."""
    with ProcessPoolExecutor(processes) as pool:
        return [sample for samples in pool.map(samples_of, pages, chunksize=32) for sample in samples]


def fit_text(samples: Sequence[Sample], options: FitOptions, folds: int, version: str) -> Iterator[TextModel]:
    """The model of each fold, which has not seen the fold's hosts, then the model of all."""
    fold = [fold_of(sample.host, folds, options.seed) for sample in samples]
    numbers = [*range(folds), -1]
    words = {number: fit_words(_outside(samples, fold, number), Sample.words, options.seed) for number in numbers}
    worded = [
        _measured_again(sample, sample.measured.with_words(words[number]))
        for sample, number in zip(samples, fold, strict=True)
    ]
    firsts = {
        number: _fit(_outside(worded, fold, number), words[number], options, f"{version}-{number}")
        for number in numbers[:-1]
    }
    second = [
        _measured_again(sample, sample.measured.with_scores(probabilities(firsts[number], sample.measured)))
        for sample, number in zip(worded, fold, strict=True)
    ]
    none = np.empty(0, np.float32)
    for number in numbers[:-1]:
        yield TextModel(firsts[number], _fit(_outside(second, fold, number), none, options, f"{version}-{number}"))
    first = _fit(worded, words[-1], options, version)
    yield TextModel(first, _fit(second, none, options, version))


def _measured_again(sample: Sample, measured: Measured) -> Sample:
    return replace(sample, measured=measured)


def _outside(samples: Sequence[Sample], fold: Sequence[int], held_out: int) -> list[Sample]:
    """The samples of the other folds."""
    return [sample for sample, number in zip(samples, fold, strict=True) if number != held_out]


def _fit(samples: Sequence[Sample], vocabulary: Floats, options: FitOptions, version: str) -> Model:
    """A forest over the measurements that differ anywhere, learned from the near lines."""
    names = samples[0].measured.names
    matrix = np.concatenate([sample.measured.matrix[:, sample.near] for sample in samples], axis=1)
    chosen = np.nonzero(matrix.max(axis=1) > matrix.min(axis=1))[0]
    lines = Stacked(
        np.ascontiguousarray(matrix[chosen].T),
        np.concatenate([sample.labels[sample.near] for sample in samples]),
        np.concatenate([sample.weights[sample.near] for sample in samples]),
    )
    return fit_forest(lines, [names[number] for number in chosen.tolist()], vocabulary, options, version)

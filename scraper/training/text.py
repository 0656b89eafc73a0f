"""Labelled flattened texts -> the weights of the two forests that score lines.

The second forest looks at first scores that come from forests which have not seen the text's host, as it will find them
on texts of unknown hosts.  Texts are learned from twice: as they are, and for a part of them without gaps, indents and
bullets, since other flatteners keep none of these, and for another part clean, since what is clean must stay.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.lines import read_lines
from scraper.cleaner.model import Model
from scraper.cleaner.text.columns import Floats
from scraper.cleaner.text.features import Measured
from scraper.cleaner.text.score import TextModel, probabilities
from scraper.cleaner.text.sheet import Sheet
from scraper.training.align import label_blocks, tokens_of
from scraper.training.fit import FitOptions, fit_forest
from scraper.training.sets import Labelled, fold_of
from scraper.training.table import Stacked, weights_of

#: Share of the texts that are also learned from without their layout.
_PLAIN = 0.25
#: Share of the texts that are also learned from clean, with and without their headline: what is clean stays.
_CLEAN = 0.3
#: Lines this far from the article are alike: one in so many is learned from, with its weight multiplied.
_AWAY, _ONE_IN = 15, 8
_LAYOUT = re.compile(r"^[ \t]*(?:[•*-][ \t]+|\d{1,3}\.[ \t]+)?|\n(?=\s*\n)", re.M)


@dataclass(frozen=True, slots=True)
class Row:
    """One text: ``matrix`` holds a row a measurement and a column a line; a label and a weight a line."""

    set: str
    id: str
    host: str
    matrix: Floats
    labels: NDArray[np.bool_]
    weights: Floats


@dataclass(frozen=True, slots=True)
class Sample:
    """One text measured: ``near`` marks the lines that are learned from, ``extra`` a text that was changed."""

    row: Row
    measured: Measured
    near: np.ndarray
    extra: bool = False


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
    return Sample(Row(page.set, page.id, page.host, measured.matrix, labels, weights), measured, near, extra)


def measure_texts(pages: Sequence[Labelled], processes: int) -> list[Sample]:
    """The samples of all pages in their order."""
    with ProcessPoolExecutor(processes) as pool:
        return [sample for samples in pool.map(samples_of, pages, chunksize=32) for sample in samples]


def fit_text(samples: Sequence[Sample], options: FitOptions, folds: int, version: str) -> Iterator[TextModel]:
    """The model of each fold, which has not seen the fold's hosts, then the model of all."""
    names = samples[0].measured.names
    fold = [fold_of(sample.row.host, folds, options.seed) for sample in samples]
    firsts = [
        _fit([s.row for s in _thinned(samples, fold, number)], names, options, f"{version}-{number}")
        for number in range(folds)
    ]
    second = [
        replace_matrix(sample, sample.measured.with_scores(probabilities(firsts[number], sample.measured)))
        for sample, number in zip(samples, fold, strict=True)
    ]
    names = second[0].measured.names
    for number in range(folds):
        rows = [s.row for s in _thinned(second, fold, number)]
        yield TextModel(firsts[number], _fit(rows, names, options, f"{version}-{number}"))
    first = _fit([s.row for s in _thinned(samples, fold, -1)], samples[0].measured.names, options, version)
    yield TextModel(first, _fit([s.row for s in _thinned(second, fold, -1)], names, options, version))


def replace_matrix(sample: Sample, measured: Measured) -> Sample:
    """The sample with other measurements."""
    return replace(sample, measured=measured, row=replace(sample.row, matrix=measured.matrix))


def _thinned(samples: Sequence[Sample], fold: Sequence[int], held_out: int) -> Iterator[Sample]:
    """The samples of the other folds, lines far from the article thinned out."""
    for sample, number in zip(samples, fold, strict=True):
        if number != held_out:
            row, near = sample.row, sample.near
            yield replace(
                sample,
                row=replace(row, matrix=row.matrix[:, near], labels=row.labels[near], weights=row.weights[near]),
            )


def _fit(rows: Sequence[Row], names: Sequence[str], options: FitOptions, version: str) -> Model:
    """A forest over the measurements that differ anywhere."""
    low = np.min([row.matrix.min(axis=1) for row in rows], axis=0)
    high = np.max([row.matrix.max(axis=1) for row in rows], axis=0)
    chosen = np.nonzero(high > low)[0]
    lines = Stacked(
        np.ascontiguousarray(np.concatenate([row.matrix[chosen] for row in rows], axis=1).T),
        np.concatenate([row.labels for row in rows]),
        np.concatenate([row.weights for row in rows]),
    )
    return fit_forest(lines, [names[number] for number in chosen.tolist()], np.empty(0, np.float32), options, version)

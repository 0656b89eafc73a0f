"""What is measured of a block: numbers (``columns``), bits of class and tag groups, and what its words say.

A model names the measurements it asks for; only those are laid out as its matrix.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.classifier import columns as numbers
from scraper.cleaner.classifier.columns import Columns, Facts, Floats, Grid, Ints
from scraper.cleaner.classifier.ngrams import Ngrams
from scraper.cleaner.classifier.topics import ARTICLES, TOPICS, add_articles, add_topics
from scraper.cleaner.document import Document
from scraper.cleaner.parser import lexicon
from scraper.cleaner.parser.elements import TAGS

Masks = NDArray[np.uint64]

#: The masks in their order: name, and the names of its bits.
_MASKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("own", lexicon.NAMES), ("parent", lexicon.NAMES), ("grand", lexicon.NAMES), ("chain", lexicon.NAMES),
    ("below", lexicon.NAMES), ("inline", lexicon.NAMES), ("tag", TAGS), ("parent_tag", TAGS), ("chain_tag", TAGS),
    ("below_tag", TAGS),
)  # fmt: skip
_BITS = {f"{mask}:{name}": (row, bit) for row, (mask, names) in enumerate(_MASKS) for bit, name in enumerate(names)}
_WORDS = ("words_sum", "words_score", "words_path", "words_heading", "words_before", "words_after", "words_around")


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurements of a page's blocks. ``main``: the number of the deepest
    container with 40 % of the prose. ``sizes``: words a block. ``heading``: the last heading at or before each block,
    -1 for none. ``path``: as in ``Containers``."""

    columns: Columns
    masks: Masks
    main: int
    sizes: Floats
    ngrams: Ngrams
    path: Ints
    heading: Ints

    def matrix(self, features: tuple[str, ...], vocabulary: Floats) -> Floats:
        """The named measurements, a row a measurement and a column a block; ``vocabulary``: a weight an n-gram."""
        plan = _plan(features)
        result = np.empty((len(features), len(self.path)), np.float32)
        columns = self.columns
        if plan.words:
            columns = {**columns, **self.words(vocabulary)}
        for row, name in plan.plain:
            result[row] = columns[name]
        result[plan.rows] = (self.masks[plan.masks] >> plan.shifts[:, None]) & _ONE
        return result

    def words(self, vocabulary: Floats) -> Columns:
        """What the words of the block, of its like and of its neighbours say."""
        sums, counts = self.ngrams.sums(vocabulary)
        score = (sums / np.sqrt(counts + 1)).astype(np.float32)
        count, size = len(score), int(self.path.max()) + 1
        path = np.bincount(self.path, score, size) / np.maximum(np.bincount(self.path, minlength=size), 1)
        totals = np.concatenate(([0.0], np.cumsum(score)))
        index = np.arange(count)
        low, high = np.maximum(index - 3, 0), np.minimum(index + 4, count)
        before, after = np.zeros_like(score), np.zeros_like(score)
        before[1:], after[:-1] = score[:-1], score[1:]
        heading = np.where(self.heading >= 0, score[self.heading], 0)
        around = (totals[high] - totals[low]) / (high - low)
        return dict(zip(_WORDS, (sums, score, path[self.path], heading, before, after, around), strict=True))


_ONE = np.uint64(1)


@dataclass(frozen=True, slots=True)
class _Plan:
    plain: tuple[tuple[int, str], ...]
    rows: Ints
    masks: Ints
    shifts: NDArray[np.uint64]
    words: bool


@lru_cache(maxsize=64)
def _plan(features: tuple[str, ...]) -> _Plan:
    """Where each named measurement comes from."""
    plain = tuple((row, name) for row, name in enumerate(features) if name not in _BITS)
    bits = [(row, *_BITS[name]) for row, name in enumerate(features) if name in _BITS]
    rows, masks, shifts = (np.array([entry[n] for entry in bits], np.int64) for n in range(3))
    return _Plan(plain, rows, masks, shifts.astype(np.uint64), any(name in _WORDS for _, name in plain))


def measure(document: Document, facts: Facts, features: Collection[str] | None = None) -> Measured:
    """The measurements of all blocks; the page needs at least one. ``features``: the names that will be asked for, so
    that what a model does not ask for is not measured where it takes long; None for all."""
    grid = Grid(document)
    columns: Columns = {}
    numbers.add_shape(columns, grid)
    mains = numbers.add_mains(columns, grid)
    numbers.add_containers(columns, grid)
    numbers.add_paths(columns, grid, columns["main40_inside"])
    numbers.add_neighbours(columns, grid)
    numbers.add_heading(columns, grid)
    numbers.add_media(columns, grid, mains[0])
    numbers.add_declared(columns, grid, facts)
    numbers.add_page(columns, grid, facts)
    if features is None or not TOPICS.isdisjoint(features):
        add_topics(columns, grid)
    if features is None or not ARTICLES.isdisjoint(features):
        add_articles(columns, grid)
    return Measured(
        columns, _masks(grid, mains[0]), mains[0], grid.shapes.words, grid.shapes.ngrams,
        grid.path, grid.last_heading,
    )  # fmt: skip


def feature_names(measured: Measured) -> tuple[str, ...]:
    """The names of all measurements: any of them may be asked for."""
    return (*measured.columns, *_WORDS, *_BITS)


def _masks(grid: Grid, main: int) -> Masks:
    """Groups and tags as bits: of the block's element, its parents, and what lies between it and the main
    container."""
    at = grid.at
    parent, grand = grid.places[1], grid.places[2]
    return np.stack([
        grid.own[at], grid.own[parent], grid.own[grand], grid.chain[at],
        grid.chain[at] & ~grid.chain[main], grid.inline, grid.tags[at], grid.tags[parent], grid.tag_chain[at],
        grid.tag_chain[at] & ~grid.tag_chain[main],
    ])  # fmt: skip

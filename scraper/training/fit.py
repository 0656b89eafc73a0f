"""Rows -> Model: boosted oblivious trees by CatBoost, exported to arrays."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.classifier.features import feature_names
from scraper.cleaner.classifier.model import Model
from scraper.training.table import Row, Stacked, stacked
from scraper.training.words import fit_vocabulary, inner_vocabularies

#: The choice of measurements looks at every second page: it takes half the time and chooses alike.
_CHOOSE_EVERY = 2


@dataclass(frozen=True, slots=True)
class FitOptions:
    """``trees``, ``depth``, ``rate``, ``penalty`` (L2 of the leaves): of the forest. ``share``: of the measurements
    that each level of a tree chooses from. ``forests``: how many of them, each of a seed of its own, the model is the
    mean of. ``features``: how many measurements are used, the most important of a first, small forest. ``threads``: of
    CatBoost. ``seed``: equal seeds give equal weights."""

    trees: int = 260
    depth: int = 7
    rate: float = 0.12
    penalty: float = 20.0
    share: float = 0.4
    forests: int = 1
    features: int = 170
    threads: int = 2
    seed: int = 1


def fit(rows: Sequence[Row], options: FitOptions, version: str) -> Model:
    """The vocabulary, the choice of measurements and the forest."""
    inner = inner_vocabularies(rows, options.seed)
    chosen = choose(rows, inner, options)
    vocabulary = fit_vocabulary(rows, options.seed)
    return fit_forest(stacked(rows, chosen, inner), chosen, vocabulary, options, version)


def fit_forest(
    pages: Stacked, names: Sequence[str], vocabulary: NDArray[np.float32], options: FitOptions, version: str
) -> Model:
    """A forest, or the mean of several, over a matrix whose columns have these names."""
    seeds = range(options.seed, options.seed + options.forests)
    forests = [_described(_train(pages, replace(options, seed=seed), options.trees)) for seed in seeds]
    return to_model(forests, names, vocabulary, version)


def _described(forest: Any) -> dict[str, Any]:
    """A forest as CatBoost's JSON."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forest.json"
        forest.save_model(str(path), format="json")
        described: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return described


def choose(rows: Sequence[Row], vocabularies: Sequence[NDArray[np.float32]], options: FitOptions) -> tuple[str, ...]:
    """The most important measurements, by a small forest that may ask for all on a part of the pages."""
    names = feature_names(rows[0].measured)
    part = slice(None, None, _CHOOSE_EVERY)
    pages = stacked(rows[part], names, vocabularies[part])
    forest = _train(pages, options, max(options.trees // 3, 50))
    importance = np.asarray(forest.get_feature_importance())
    order = np.argsort(-importance, kind="stable")[: options.features]
    return tuple(names[number] for number in np.sort(order) if importance[number] > 0)


def _train(pages: Stacked, options: FitOptions, trees: int) -> Any:
    from catboost import CatBoostClassifier, Pool

    forest = CatBoostClassifier(
        iterations=trees, depth=options.depth, learning_rate=options.rate, l2_leaf_reg=options.penalty,
        rsm=options.share, border_count=64, loss_function="Logloss", random_seed=options.seed,
        thread_count=options.threads, allow_writing_files=False, verbose=0,
    )  # fmt: skip
    forest.fit(Pool(pages.matrix, pages.labels.astype(np.int8), weight=pages.weights))
    return forest


def to_model(
    forests: Sequence[dict[str, Any]], names: Sequence[str], vocabulary: NDArray[np.float32], version: str
) -> Model:
    """CatBoost's descriptions of forests as arrays: the mean of what they say is one forest of all their trees, with
    leaves and bias divided by how many they are. Measurements that no tree asks for are left out."""
    trees = [tree for forest in forests for tree in forest["oblivious_trees"]]
    scales = [forest["scale_and_bias"][0] / len(forests) for forest in forests for _ in forest["oblivious_trees"]]
    bias = sum(forest["scale_and_bias"][1][0] for forest in forests) / len(forests)
    depth = max(len(tree["splits"]) for tree in trees)
    asked = sorted({(split["float_feature_index"], split["border"]) for tree in trees for split in tree["splits"]})
    numbers = {question: number for number, question in enumerate(asked)}
    used = sorted({feature for feature, _ in asked})
    rows = {feature: row for row, feature in enumerate(used)}
    questions = np.zeros((depth, len(trees)), np.int64)
    leaves = np.zeros((len(trees), 1 << depth), np.float32)
    for column, (tree, scale) in enumerate(zip(trees, scales, strict=True)):
        splits = tree["splits"]
        for level in range(depth):  # a shallower tree asks its last question again: the leaf does not depend on it
            split = splits[min(level, len(splits) - 1)]
            questions[level, column] = numbers[split["float_feature_index"], split["border"]]
        width = 1 << len(splits)
        leaves[column] = np.resize(np.asarray(tree["leaf_values"]) * scale, (1 << depth) // width * width)
    return Model(
        tuple(names[feature] for feature in used), vocabulary,
        np.array([rows[feature] for feature, _ in asked], np.int64),
        np.array([border for _, border in asked], np.float32),
        questions, leaves.astype(np.float16).astype(np.float32), float(bias), version,
    )  # fmt: skip

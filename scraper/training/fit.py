"""Rows -> Model: boosted oblivious trees by CatBoost, exported to arrays."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.model import Model
from scraper.training.table import Row, stacked, varying


@dataclass(frozen=True, slots=True)
class FitOptions:
    """``trees``, ``depth``, ``rate``: of the forest. ``features``: how many measurements are used, the most important
    of a first, small forest. ``share``: of the measurements that each level of a tree chooses from. ``threads``: of
    CatBoost. ``seed``: equal seeds give equal weights."""

    trees: int = 400
    depth: int = 6
    rate: float = 0.1
    features: int = 200
    share: float = 1.0
    threads: int = 2
    seed: int = 1


def fit(
    rows: Sequence[Row], names: Sequence[str], chosen: NDArray[np.int64], options: FitOptions, version: str
) -> Model:
    """A model that asks only for the chosen measurements."""
    matrix, labels, weights = stacked(rows, chosen)
    forest = _train(matrix, labels, weights, options, options.trees)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forest.json"
        forest.save_model(str(path), format="json")
        described = json.loads(path.read_text(encoding="utf-8"))
    return to_model(described, [names[number] for number in chosen], version)


def choose(rows: Sequence[Row], options: FitOptions) -> NDArray[np.int64]:
    """The most important measurements, by a small forest over all that vary."""
    candidates = varying(rows)
    matrix, labels, weights = stacked(rows, candidates)
    forest = _train(matrix, labels, weights, options, max(options.trees // 3, 50))
    order = np.argsort(-np.asarray(forest.get_feature_importance()), kind="stable")
    return np.sort(candidates[order[: options.features]])


def _train(
    matrix: NDArray[np.float32],
    labels: NDArray[np.bool_],
    weights: NDArray[np.float32],
    options: FitOptions,
    trees: int,
) -> Any:
    from catboost import CatBoostClassifier, Pool

    forest = CatBoostClassifier(
        iterations=trees, depth=options.depth, learning_rate=options.rate, loss_function="Logloss", border_count=64,
        random_seed=options.seed, rsm=options.share, thread_count=options.threads, allow_writing_files=False,
        verbose=0,
    )  # fmt: skip
    forest.fit(Pool(matrix, labels.astype(np.int8), weight=weights))
    return forest


def to_model(forest: dict[str, Any], names: Sequence[str], version: str) -> Model:
    """CatBoost's description of its forest as arrays. Measurements that no tree asks for are left out."""
    trees = forest["oblivious_trees"]
    depth = max(len(tree["splits"]) for tree in trees)
    scale, (bias,) = forest["scale_and_bias"]
    asked = sorted({(split["float_feature_index"], split["border"]) for tree in trees for split in tree["splits"]})
    numbers = {question: number for number, question in enumerate(asked)}
    used = sorted({feature for feature, _ in asked})
    rows = {feature: row for row, feature in enumerate(used)}
    questions = np.zeros((depth, len(trees)), np.int64)
    leaves = np.zeros((len(trees), 1 << depth), np.float32)
    for column, tree in enumerate(trees):
        splits = tree["splits"]
        for level in range(depth):  # a shallower tree asks its last question again: the leaf does not depend on it
            split = splits[min(level, len(splits) - 1)]
            questions[level, column] = numbers[split["float_feature_index"], split["border"]]
        width = 1 << len(splits)
        leaves[column] = np.resize(np.asarray(tree["leaf_values"]) * scale, (1 << depth) // width * width)
    return Model(
        tuple(names[feature] for feature in used),
        np.array([rows[feature] for feature, _ in asked], np.int64),
        np.array([border for _, border in asked], np.float32),
        questions, leaves.astype(np.float16).astype(np.float32), float(bias), version,
    )  # fmt: skip

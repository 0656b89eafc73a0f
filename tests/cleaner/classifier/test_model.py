"""The forest in numpy gives what its trees say one by one; weights survive being written and read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scraper.cleaner.classifier.features import feature_names
from scraper.cleaner.classifier.model import Model, load_model
from scraper.cleaner.classifier.ngrams import BITS
from scraper.cleaner.engine import shipped_model
from scraper.errors import ConfigError


def two_trees() -> Model:
    return Model(
        features=("words", "links"),
        vocabulary=np.zeros(1 << BITS, np.float32),
        asked=np.array([0, 0, 1]),
        border=np.array([3.0, 8.0, 0.5], np.float32),
        questions=np.array([[0, 1], [2, 2]]),
        leaves=np.array([[-1, 1, -3, 0.5], [0, 2, 0, -2]], np.float32),
        bias=0.25,
        version="test",
    )


def by_hand(words: float, links: float) -> float:
    first = [-1, 1, -3, 0.5][(words > 3) + 2 * (links > 0.5)]
    second = [0, 2, 0, -2][(words > 8) + 2 * (links > 0.5)]
    return first + second + 0.25


def test_a_forest_adds_up_the_leaves_that_the_answers_number() -> None:
    cases = [(1, 0), (4, 0), (9, 0), (1, 1), (4, 1), (9, 1)]
    odds = two_trees().log_odds(np.array(cases, np.float32).T)
    assert odds.tolist() == [by_hand(*case) for case in cases]


def test_pages_of_many_blocks_are_scored_in_parts_alike() -> None:
    matrix = np.random.default_rng(1).uniform(0, 10, (2, 5000)).astype(np.float32)
    whole = two_trees().log_odds(matrix)
    assert whole[:10].tolist() == two_trees().log_odds(matrix[:, :10]).tolist()
    assert whole[-10:].tolist() == two_trees().log_odds(matrix[:, -10:]).tolist()


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    two_trees().save(tmp_path / "weights.npz")
    read = load_model(tmp_path / "weights.npz")
    assert read.features == ("words", "links")
    assert read.version == "test"
    matrix = np.array([[4.0], [1.0]], np.float32)
    assert read.log_odds(matrix).tolist() == two_trees().log_odds(matrix).tolist()


def test_a_missing_weights_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"scraper\.training"):
        load_model(tmp_path / "none.npz")


def test_the_shipped_weights_ask_only_for_what_is_measured() -> None:
    from scraper.cleaner.engine import Cleaner

    _, measured = Cleaner().measure("<p>Some words of a page.</p>")
    assert measured is not None
    assert set(shipped_model().features) <= set(feature_names(measured))
    assert shipped_model().version

"""From labelled pages to weights: the choice of what is learned, the export of the forest, and a run of it all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scraper.cleaner.classifier.model import load_model
from scraper.cleaner.classifier.ngrams import BITS
from scraper.cleaner.engine import Cleaner
from scraper.training.fit import to_model
from scraper.training.sets import fold_of
from scraper.training.table import sampled, weights_of


def test_blocks_at_a_border_are_all_learned_from_and_the_sample_stands_for_the_page() -> None:
    labels = np.array([False] * 20 + [True] * 20)
    chosen, times = sampled(labels)
    assert {18, 19, 20, 21} <= set(chosen.tolist())
    assert times.sum() == pytest.approx(len(labels), abs=8)


def test_a_page_weighs_the_same_whether_its_article_is_long_or_short() -> None:
    short = weights_of(np.full(10, 10.0, np.float32), 100)
    long = weights_of(np.full(10, 100.0, np.float32), 1000)
    assert short.sum() == pytest.approx(long.sum())


def test_a_host_is_in_one_fold_in_every_set() -> None:
    assert fold_of("example.org", 5, 1) == fold_of("example.org", 5, 1)
    assert {fold_of(f"host{n}.example", 5, 1) for n in range(100)} == set(range(5))


def test_shallow_trees_of_the_library_are_read_like_deep_ones() -> None:
    forest = {
        "scale_and_bias": [1.0, [0.5]],
        "oblivious_trees": [
            {"splits": [{"float_feature_index": 0, "border": 1.0}], "leaf_values": [-1.0, 1.0]},
            {
                "splits": [{"float_feature_index": 1, "border": 2.0}, {"float_feature_index": 0, "border": 3.0}],
                "leaf_values": [0.0, 1.0, 2.0, 4.0],
            },
        ],
    }
    model = to_model([forest], ["words", "links"], np.zeros(1 << BITS, np.float32), "test")
    matrix = np.array([[0.0, 2.0, 4.0, 4.0], [0.0, 3.0, 0.0, 3.0]], np.float32)
    assert model.log_odds(matrix).tolist() == [-0.5, 2.5, 3.5, 5.5]


def test_the_mean_of_two_forests_is_one_forest_of_the_trees_of_both() -> None:
    def stump(feature: int, border: float, leaf: float, bias: float) -> dict[str, Any]:
        splits = [{"float_feature_index": feature, "border": border}]
        return {"scale_and_bias": [1.0, [bias]], "oblivious_trees": [{"splits": splits, "leaf_values": [-leaf, leaf]}]}

    forests = [stump(0, 1.0, 1.0, 0.5), stump(1, 2.0, 3.0, -1.5)]
    vocabulary = np.zeros(1 << BITS, np.float32)
    matrix = np.array([[0.0, 2.0, 0.0, 2.0], [0.0, 0.0, 3.0, 3.0]], np.float32)
    first, second = (to_model([forest], ["words", "links"], vocabulary, "test") for forest in forests)
    both = to_model(forests, ["words", "links"], vocabulary, "test")
    assert first.log_odds(matrix[:1]).tolist() == [-0.5, 1.5, -0.5, 1.5]
    assert second.log_odds(matrix[1:]).tolist() == [-4.5, -4.5, 1.5, 1.5]
    assert both.log_odds(matrix).tolist() == [-2.5, -1.5, 0.5, 1.5]


@pytest.mark.proof
def test_one_command_makes_the_same_weights_twice_and_a_report(tmp_path: Path, fixtures: Path) -> None:
    pytest.importorskip("catboost")
    data = tmp_path / "data" / "ours"
    data.mkdir(parents=True)
    pages, golds = [], []
    for number, expected in enumerate(sorted(fixtures.glob("site/**/*.expected.json"))):
        page = expected.with_name(expected.name.replace(".expected.json", ".html"))
        gold = json.loads(expected.read_text(encoding="utf-8"))
        if "text" not in gold:  # a listing
            continue
        pages.append({"id": str(number), "url": f"http://host{number}.example/a", "html": str(page)})
        golds.append({"id": str(number), "text": gold["text"], "title": gold["title"]})
    for name, rows in (("pages.jsonl", pages), ("gold.jsonl", golds)):
        (data / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    command = [sys.executable, "-m", "scraper.training", str(tmp_path / "data"), "--trees", "20", "-o"]
    first = subprocess.run(
        [*command, str(tmp_path / "a.npz"), "--folds", "2"], check=True, capture_output=True, text=True
    )
    subprocess.run([*command, str(tmp_path / "b.npz"), "--folds", "0"], check=True, capture_output=True)
    assert "wF1" in first.stdout
    assert "above .90" in first.stdout or "confidence" in first.stdout
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    article = Cleaner(model=load_model(tmp_path / "a.npz")).clean((data / pages[0]["html"]).read_bytes())
    assert article.version == load_model(tmp_path / "a.npz").version

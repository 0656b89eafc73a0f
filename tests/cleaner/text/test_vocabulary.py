"""Which words a text's lines share, and how often a line occurs."""

from __future__ import annotations

import numpy as np
import pytest

from scraper.cleaner.text.vocabulary import Vocabulary

LINES = (
    "The ferry crosses the harbour.", "The harbour wall was mended.", "Onions, onions: the parade!",
    "the parade -- onions onions",
)  # fmt: skip


def test_a_word_said_close_above_is_told_from_a_new_one() -> None:
    mentions = Vocabulary(LINES).mentions()
    assert mentions["said_first"] == pytest.approx([1, 2 / 3, 1, 0])
    assert mentions["said_close"] == pytest.approx([0, 1 / 3, 0, 1])
    assert mentions["said_again"] == pytest.approx([1 / 3, 0, 1, 0])


def test_a_line_hears_the_weight_of_the_lines_that_said_its_words() -> None:
    echoes = Vocabulary(LINES).echoes(np.array([1, 0, 0.5, 0], np.float32))
    assert echoes["echo_above"] == pytest.approx([0, 1 / 3, 0, 0.5])
    assert echoes["echo_below"] == pytest.approx([0, 0, 0, 0])


def test_lines_that_differ_in_signs_and_case_alone_are_repeated() -> None:
    columns = Vocabulary(["» Load – more", "» LOAD: more", "𠀀𠀁 — ferry 🙂", "𠀀𠀁, ferry 🦪"]).line_columns()
    assert columns["repeats"].tolist() == [2, 2, 2, 2]
    assert columns["repeated"].tolist() == [0, 1, 0, 1]


def test_a_text_of_signs_alone_has_no_words() -> None:
    vocabulary = Vocabulary(["— — —", "…"])
    assert vocabulary.mentions()["said_close"].tolist() == [0, 0]
    assert vocabulary.echoes(np.ones(2, np.float32))["echo_above"].tolist() == [0, 0]

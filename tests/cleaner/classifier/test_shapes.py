"""Characters counted by class, in any script."""

from __future__ import annotations

from scraper.cleaner.classifier.ngrams import COMMA, DIGIT, LETTER, STOP, UPPER
from scraper.cleaner.classifier.shapes import measure_shapes


def test_words_are_counted_by_spaces_and_in_chinese_by_characters() -> None:
    assert measure_shapes(["one two three", "今天天气很好"]).words.tolist() == [3, 4]


def test_punctuation_counts_in_every_script() -> None:
    counts = measure_shapes(["Yes, no. 3", "是，否。", "نعم، لا؟"]).counts
    assert counts[:, COMMA].tolist() == [1, 1, 1]
    assert counts[:, STOP].tolist() == [1, 1, 1]
    assert counts[0, DIGIT] == 1
    assert counts[0, UPPER] == 1


def test_the_last_character_is_the_one_before_a_closing_quote() -> None:
    shapes = measure_shapes(["“It is.”", "It is"])
    assert shapes.last.tolist() == [STOP, LETTER]
    assert shapes.first.tolist()[1] == UPPER

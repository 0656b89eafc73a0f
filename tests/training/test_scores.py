"""The figures by hand."""

from __future__ import annotations

import pytest

from scraper.training.scores import bag_score, mean_scores, score_page

GOLD = {"text": "The cat sat on the mat all day long.\n\nIt slept well and dreamt of mice in the barn.", "title": "Cat"}


def test_equal_texts_are_exact_and_leak_nothing() -> None:
    figures = score_page(GOLD["text"], GOLD)
    assert figures["wF1"] == figures["exact"] == 1
    assert figures["leak"] == figures["lost"] == 0


def test_a_foreign_line_leaks_and_a_missing_paragraph_is_lost() -> None:
    figures = score_page("The cat sat on the mat all day long.\n\nRead more about dogs here", GOLD)
    assert (figures["leak"], figures["lost"], figures["exact"]) == (1, 1, 0)


def test_the_bag_counts_words_as_often_as_they_stand() -> None:
    assert bag_score("a a b", "a b b") == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert bag_score("", "") == (1, 1, 1)
    assert bag_score("a", "") == (0, 0, 0)


def test_snippets_count_by_themselves() -> None:
    figures = score_page("Alpha beta", {"with": ["alpha", "gamma"], "without": ["delta"]})
    assert figures == {"with": 0.5, "without": 0}


def test_means_are_taken_over_the_pages_that_have_the_figure() -> None:
    assert mean_scores([{"wF1": 1.0}, {"wF1": 0.5, "with": 1.0}]) == {"wF1": 0.75, "with": 1.0}

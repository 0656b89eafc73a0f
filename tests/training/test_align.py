"""Blocks labelled by the article's text."""

from __future__ import annotations

from scraper.training.align import label_blocks

GOLD = "The ferry runs again.\n\nNews\n\nIt had been repaired for eleven weeks in the yard of Port Ellery."


def test_a_line_that_also_stands_in_a_menu_is_labelled_among_its_neighbours() -> None:
    page = ["News", "Sport", "The ferry runs again.", "News",
            "It had been repaired for eleven weeks in the yard of Port Ellery.", "News"]  # fmt: skip
    assert label_blocks(page, GOLD) == [False, False, True, True, True, False]


def test_a_mended_paragraph_is_still_the_golds() -> None:
    page = ["It had been repaired for eleven long weeks in the yard of Port Ellery."]
    assert label_blocks(page, GOLD) == [True]


def test_a_paragraph_that_moved_is_still_the_golds() -> None:
    first = "The yard of Port Ellery has mended the ferry in eleven weeks of work."
    second = "Nobody on the quay had seen her sail without smoke since the spring of last year."
    assert label_blocks([second, first], f"{first}\n\n{second}") == [True, True]


def test_a_repeated_teaser_of_the_first_paragraph_is_labelled_once() -> None:
    paragraph = "It had been repaired for eleven weeks in the yard of Port Ellery."
    assert sum(label_blocks([paragraph, paragraph], paragraph)) == 1


def test_an_empty_gold_labels_nothing() -> None:
    assert label_blocks(["Anything", ""], "") == [False, False]

"""A list or table that is mostly kept is kept whole, and a list that is not is left to its items' scores."""

from __future__ import annotations

import pytest

from scraper.block import BlockKind
from scraper.cleaner.document import Candidate, Document
from scraper.cleaner.whole import joining

THRESHOLD = 0.5


def document(kind: BlockKind, size: int, group: int = 1) -> Document:
    return Document([Candidate(f"Item {number}", kind=kind, group=group) for number in range(size)], "html")


@pytest.mark.parametrize("kind", [BlockKind.LIST_ITEM, BlockKind.TABLE_ROW])
def test_a_member_near_the_threshold_joins_a_list_that_is_mostly_kept(kind: BlockKind) -> None:
    assert joining(document(kind, 4), [0.4, 0.9, 0.9, 0.4], THRESHOLD) == {0, 3}


@pytest.mark.parametrize(
    "scores",
    [
        [0.1, 0.9, 0.9, 0.9],  # far from the threshold: a button among the items
        [0.4, 0.4, 0.4, 0.9],  # a list that is mostly removed
        [0.9, 0.9, 0.9, 0.9],  # nothing to join
    ],
)
def test_nothing_joins_otherwise(scores: list[float]) -> None:
    assert not joining(document(BlockKind.LIST_ITEM, 4), scores, THRESHOLD)


def test_two_items_do_not_speak_for_each_other_and_paragraphs_are_no_list() -> None:
    assert not joining(document(BlockKind.LIST_ITEM, 2), [0.9, 0.4], THRESHOLD)
    assert not joining(document(BlockKind.PARAGRAPH, 4, group=0), [0.9, 0.9, 0.9, 0.4], THRESHOLD)

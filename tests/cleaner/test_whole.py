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


def test_code_just_below_the_threshold_is_kept_between_kept_blocks() -> None:
    found = Document([Candidate("One"), Candidate("x = 1", kind=BlockKind.CODE), Candidate("Two")], "html")
    assert joining(found, [0.9, 0.45, 0.9], THRESHOLD) == {1}
    assert not joining(found, [0.9, 0.3, 0.9], THRESHOLD)
    assert not joining(found, [0.9, 0.45, 0.2], THRESHOLD)


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        (BlockKind.HEADING, 0.2, {1, 2}),  # named, at the end of the article
        (BlockKind.HEADING, 0.9, set()),
        (BlockKind.PARAGRAPH, 0.9, {1, 2}),  # announced, and the article goes on
        (BlockKind.PARAGRAPH, 0.2, set()),
    ],
)
def test_a_list_just_below_the_threshold_is_kept_with_what_announces_it(
    before: BlockKind, after: float, joined: set[int]
) -> None:
    blocks = [Candidate("Next dates", kind=before), *document(BlockKind.LIST_ITEM, 2).blocks, Candidate("Then")]
    assert joining(Document(blocks, "html"), [0.9, 0.45, 0.42, after], THRESHOLD) == joined

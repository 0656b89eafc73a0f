"""The difference of two texts: by paragraph, and by word within one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scraper.difference import Change, compare, from_json, mark, paragraphs, pieces, to_json

OLD = (
    "The council met on Monday to vote on the harbour wall.",
    "It will cost 12 million crowns and take two years to build.",
    "Residents spoke against the plan for an hour.",
)


def test_a_paragraph_that_is_new_is_added_at_its_place() -> None:
    new = (*OLD[:2], "The mayor was ill and did not come.", OLD[2])
    assert compare(OLD, new) == (Change("added", 3, "", "The mayor was ill and did not come."),)


def test_a_paragraph_that_is_gone_is_removed_from_its_place_in_the_older_text() -> None:
    assert compare(OLD, (OLD[0], OLD[2])) == (Change("removed", 2, OLD[1], ""),)


def test_a_paragraph_of_which_most_words_stay_is_changed() -> None:
    corrected = "It will cost 14 million crowns and take two years to build."
    assert compare(OLD, (OLD[0], corrected, OLD[2])) == (Change("changed", 2, OLD[1], corrected),)


def test_a_paragraph_that_gives_way_to_another_is_removed_and_added() -> None:
    other = "Nothing of this was said by anyone who knows boats."
    assert compare(OLD, (OLD[0], other, OLD[2])) == (
        Change("added", 2, "", other),
        Change("removed", 2, OLD[1], ""),
    )


def test_paragraphs_are_paired_with_those_that_they_are_most_like() -> None:
    first, second = "Ferries leave at nine and at noon each day.", "Trains leave at ten and at one each day."
    new_second = "Trains leave at ten and at two each day."
    assert compare((first, second), (new_second,)) == (
        Change("removed", 1, first, ""),
        Change("changed", 1, second, new_second),
    )


def test_words_are_marked_and_join_to_both_texts() -> None:
    marked = mark("It cost 1,200 crowns in May.", "It cost 1,350 crowns in May, or so.")
    assert [piece.text for piece in marked if piece.kind == "removed"] == ["1,200"]
    assert [piece.text for piece in marked if piece.kind == "added"] == ["1,350", ", or so"]


def test_signs_of_scripts_without_spaces_are_words() -> None:
    assert pieces("船は12隻") == ["船", "は", "12", "隻"]
    (change,) = compare(("新しい船は月曜日に港を出た。",), ("新しい船は火曜日に港を出た。",))
    marked = mark(change.old, change.new)
    assert [(piece.kind, piece.text) for piece in marked if piece.kind != "same"] == [
        ("removed", "月"),
        ("added", "火"),
    ]


def test_thousands_of_equal_lines_are_compared_at_once() -> None:
    (change,) = compare(["same"] * 50_000, ["same"] * 49_999)
    assert change.kind == "removed"
    assert len(compare(["a"] * 9_000, ["b", "a"] * 9_000)) > 9_000


LINES = st.lists(st.text("ab c1.", min_size=1, max_size=12).filter(str.strip), max_size=8)


@given(LINES, LINES)
def test_the_changes_lead_from_the_older_text_to_the_newer(old: list[str], new: list[str]) -> None:
    found = compare(old, new)
    kept = list(old)
    for change in sorted((c for c in found if c.kind != "added"), key=lambda c: old.index(c.old)):
        kept.remove(change.old)
    built = list(new)
    for change in found:
        if change.kind != "removed":
            assert new[change.place - 1] == change.new
            built.remove(change.new)
    assert sorted(kept) == sorted(built)
    assert from_json(to_json(found)) == found


@given(st.text(), st.text())
def test_marked_words_join_to_both_texts(old: str, new: str) -> None:
    marked = mark(old, new)
    assert "".join(piece.text for piece in marked if piece.kind != "added") == old
    assert "".join(piece.text for piece in marked if piece.kind != "removed") == new


def test_paragraphs_are_the_lines_that_hold_something() -> None:
    assert paragraphs("One.\n\n- a\n- b\n\n \nTwo.") == ["One.", "- a", "- b", "Two."]

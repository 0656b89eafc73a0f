"""What an edit was: corrections, changes of what is said about the article, and boilerplate apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper.crawler.edits import Correction, Cut, compare
from scraper.store.history import StoredVersion

MOMENT = datetime(2026, 3, 12, tzinfo=UTC)
BODY = ("The vote on the wall was held on Monday.", "Mayor Ada Berg said that 12 boats were lost.")


def version(number: int, *lines: str, **document: object) -> StoredVersion:
    facts = {"engine": "blocks", "version": "1", "blocks": [], "removed": [], **document}
    return StoredVersion(number, "edited", MOMENT, "The wall", "\n\n".join(lines), facts, None, None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Mayor Ada Berg said that 14 boats were lost.", Correction("number", 2, "12", "14")),
        ("Mayor Eva Berg said that 12 boats were lost.", Correction("name", 2, "Ada", "Eva")),
        ("Mayor Ada Lind said that 12 boats were lost.", Correction("name", 2, "Berg", "Lind")),
    ],
)
def test_a_number_or_name_in_the_place_of_another_is_a_correction(line: str, expected: Correction) -> None:
    edit = compare(version(1, *BODY), version(2, BODY[0], line))
    assert edit.corrections == (expected,)


def test_other_words_in_the_place_of_others_are_none() -> None:
    edit = compare(version(1, *BODY), version(2, BODY[0], "Mayor Ada Berg wrote that 12 boats were lost."))
    assert [change.kind for change in edit.changes] == ["changed"]
    assert edit.corrections == ()


@pytest.mark.parametrize(
    "notice",
    [
        "Editor's note: An earlier version of this article gave a wrong number of boats. " + "It was 12. " * 30,
        "Correction: Ada Berg is the mayor.",
        "Korrektur: In einer früheren Version stand eine falsche Zahl.",
    ],
)
def test_a_notice_that_is_new_is_a_correction(notice: str) -> None:
    old, new = version(1, *BODY), version(2, *BODY, notice)
    assert compare(old, new).corrections == (Correction("note", 3, "", notice),)
    assert compare(new, version(3, BODY[0], notice)).corrections == ()


def test_a_block_that_the_page_marks_as_correction_is_one() -> None:
    line = "We gave a wrong number of boats on Monday."
    marked = version(2, *BODY, line, blocks=[{"kind": "correction", "text": line}])
    assert compare(version(1, *BODY), marked).corrections == (Correction("note", 3, "", line),)


def test_what_changed_around_the_article_stands_apart() -> None:
    teaser, share = {"kind": "related", "text": "More on walls"}, {"kind": "share", "text": "Share"}
    edit = compare(version(1, *BODY, removed=[teaser, share]), version(2, *BODY, removed=[share, share]))
    assert edit.changes == ()
    assert edit.cuts == (Cut("removed", "related", "More on walls"), Cut("added", "share", "Share"))


def test_what_is_said_about_the_article_and_the_cleaner_are_told_apart_from_its_text() -> None:
    edit = compare(version(1, *BODY, authors=["A"]), version(2, *BODY, authors=["A", "B"], version="2"))
    assert edit.facts == {"authors": (["A"], ["A", "B"])}
    assert edit.cleaner == ("blocks 1", "blocks 2")

"""A line of authors alone is no text, wherever the classifier would keep it; what says more than their names stays."""

from __future__ import annotations

import pytest

from scraper.cleaner.document import Candidate, Document
from scraper.cleaner.rules.byline import byline

AUTHORS = ("Ada Field", "Bob Stone")


def verdicts(text: str, authors: tuple[str, ...] = AUTHORS) -> list[int]:
    prose = "The orchard above the river was planted by the grandfather of the present owner."
    document = Document([Candidate(text), Candidate(prose)], source="html", authors=authors)
    return [verdict.index for verdict in byline(document, [0.9, 0.9], [0, 1])]


@pytest.mark.parametrize(
    "line", ["By Ada Field", "Von Ada Field und Bob Stone", "Written by: Bob Stone", "por Ada Field"]
)
def test_a_line_of_authors_is_removed(line: str) -> None:
    assert verdicts(line) == [0]


@pytest.mark.parametrize(
    "line", ["Ada Field", "By Ada Field's own account", "By the river", "By Carl Moss", "Ada Field by Bob Stone, 1931"]
)
def test_a_line_that_says_more_or_less_than_that_stays(line: str) -> None:
    assert verdicts(line) == []


def test_without_authors_no_line_is_one() -> None:
    assert verdicts("By Ada Field", authors=()) == []

"""Which lines of a flattened text hold the article's tags, and which only look like it."""

from __future__ import annotations

import pytest

from scraper.cleaner.parser.lines import read_lines
from scraper.cleaner.tags import split_tags_line
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.text.topics import topic_lines, unglued

BODY = (
    "The council of Port Ellery decided on Tuesday that the ferry to Gannet Island will run through the winter.",
    "Sallow Lines, which operates the Marigold, said that the sea wall at Chandlers Row was no concern of a ferry.",
    "Ottilie Marsh, who had proposed the motion, thanked the harbour office for the count of the passengers.",
)


def lines_of(*below: str) -> list[str]:
    """The lines that are taken for tags among those below the article."""
    sheet = Sheet(read_lines("\n".join(["Council votes for a winter ferry", *BODY, *below])))
    return [sheet.texts[n] for n in topic_lines(sheet, range(1, 1 + len(BODY)), 0)]


@pytest.mark.parametrize(
    "lines",
    [
        ["Tags: ferry, Gannet Island, Sallow Lines"],
        ["Tags", "ferry", "Gannet Island", "Sallow Lines"],
        ["Schlagworte zu diesem Artikel", "Ferry", "Gannet Island"],
        ["Related topics", "Ferry", "Gannet Island", "Sallow Lines"],
        ["Tags ferry Gannet Island Sallow Lines"],
        ["#ferry #GannetIsland"],
    ],
)
def test_labelled_lines_and_rows_of_hashes_are_tags(lines: list[str]) -> None:
    assert lines_of("Share this article", *lines, "Most Popular", "Man finds lake house he did not own") == lines


def test_short_lines_right_below_the_article_are_tags_if_it_speaks_of_them() -> None:
    assert lines_of("Gannet Island", "Sallow Lines", "Sea wall", "Related") == [
        "Gannet Island", "Sallow Lines", "Sea wall",
    ]  # fmt: skip


def test_a_menu_below_the_article_is_no_line_of_tags() -> None:
    assert lines_of("News", "Football", "Showbiz", "Life & Style", "Weather") == []


def test_headlines_below_a_doubtful_label_are_no_tags() -> None:
    assert lines_of("More on this topic", "Onion parade moved to a Thursday", "Customs house finds a buyer") == []


def test_a_sure_label_further_down_beats_short_lines_nearby() -> None:
    below = ["Categories", "Harbour", "Council", "Tags", "Ottilie Marsh", "ferry"]
    assert lines_of(*below) == ["Tags", "Ottilie Marsh", "ferry"]


def test_a_wording_ends_the_tags() -> None:
    assert lines_of("Topics", "Ferry", "Gannet Island", "Subscribe to our newsletter", "Sea wall") == [
        "Topics", "Ferry", "Gannet Island",
    ]  # fmt: skip


def test_tags_that_lost_their_separators_are_cut_where_a_capital_follows_a_small_letter() -> None:
    cut = unglued("Tags: Gannet IslandSallow LinesMarigold", " ".join(BODY))
    assert cut is not None
    assert split_tags_line(cut, " ".join(BODY))[0] == ("Gannet Island", "Sallow Lines", "Marigold")


@pytest.mark.parametrize("line", ["Tags: iPhone, McDonald", "Tags Joe Biden NATO", "Tags: OneTwoThreeFour"])
def test_other_lines_are_not_cut_at_capitals(line: str) -> None:
    assert unglued(line, " ".join(BODY)) is None

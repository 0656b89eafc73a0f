"""Wordings: whole lines are known whatever their typography; prose that begins alike is not."""

from __future__ import annotations

import pytest

from scraper.cleaner.wordings import classes_of, names_of


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Most Popular", "most-popular"),
        ("MOST\u00a0POPULAR", "most-popular"),
        ("» Most popu\u00adlar", "most-popular"),
        ("Load more", "load-more"),
        ("See all Fairwater.TV See all Video", "player"),
        ("Comments (12)", "comments"),
        ("Comments Filter:", "comments"),
        ("There are 13 comments", "comments"),
        ("59 Comments on “The ferry that nobody took”", "comments"),
        ("Dana Whitlock says:", "comments"),
        ("jean dupont a dit :", "comments"),
        ("3 Kommentare zu „Die Fähre“", "comments"),
        ("The quay at noon. Foto: dpa/AFP", "caption"),
        ("・関連記事", "related"),
        ("Don’t miss", "related"),
        ("Also read: The harbour that nobody wanted", "read-also"),
        ("Copyright 2023 Fairwater Broadcasting Inc. All rights reserved.", "copyright"),
        ("Tags Kestrel Pass mountain rescue NATO", "tags"),
        ("By Dana Whitlock", "byline"),
    ],
)
def test_a_whole_line_is_known_whatever_its_typography(line: str, kind: str) -> None:
    assert kind in names_of(classes_of(line))


@pytest.mark.parametrize(
    "line",
    [
        "Related to this, the council also voted on the bridge.",
        "The newsletter that nobody reads has a thousand subscribers.",
        "By the time the ferry arrived, the harbour was empty.",
        "Most popular among the names of 2019 were Emma and Noah.",
        "Share prices fell on Monday after the bank's warning.",
        "Subscribe to nothing, the old printer used to say, and owe nobody.",
        "The skipper says that the boat is fit for the winter.",
        "Comments from the mayor did not calm the fishermen.",
        "NDR 1 Welle Nord | Nachrichten",
    ],
)
def test_prose_that_begins_like_a_wording_belongs_to_no_class(line: str) -> None:
    assert names_of(classes_of(line)) == ()

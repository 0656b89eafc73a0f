"""Notes on authors: out of the text and in a field of their own, in a box or at the article's end."""

from __future__ import annotations

import scraper
from scraper import CleanOptions

PROSE = [
    "The ferry will run through the winter, the council decided on Tuesday after a debate that lasted five hours.",
    "Three crossings a day are planned, and the fare stays the same as it was in the summer, said the harbour master.",
    "The island has forty inhabitants, two of whom go to school on the mainland and have boarded there so far.",
    "A review is due in the spring, when the number of passengers will be known from a count that is done by hand.",
]
NOTE = "Ida Marsh writes about the coast and the people who live on it. She keeps bees on a small island."


def page(body: str, below: str = "") -> str:
    return (
        "<html><head><title>Council votes for a winter ferry</title><meta name='author' content='Ida Marsh'></head>"
        f"<body><article><h1>Council votes for a winter ferry</h1>{body}</article>{below}</body></html>"
    )


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_the_note_of_an_author_box_has_its_own_field() -> None:
    box = f"<div class='author-box'><h3>Ida Marsh</h3><p>{NOTE}</p></div>"
    article = scraper.clean(page(paragraphs(*PROSE), box))
    assert article.text == "\n\n".join(PROSE)
    assert article.author_note == NOTE


def test_a_note_that_the_article_ends_with_is_known_by_the_name_it_begins_with() -> None:
    article = scraper.clean(page(paragraphs(*PROSE, NOTE)))
    assert article.text == "\n\n".join(PROSE)
    assert article.author_note == NOTE
    assert [removal.kind for removal in article.removed if removal.text == NOTE] == ["author-box"]


def test_an_author_who_is_spoken_of_amid_the_article_stays() -> None:
    spoken = "Ida Marsh saw the last boat of the year leave the harbour with two children and a dog on board."
    article = scraper.clean(page(paragraphs(PROSE[0], spoken, *PROSE[1:])))
    assert article.text == "\n\n".join([PROSE[0], spoken, *PROSE[1:]])
    assert article.author_note is None


def test_an_option_keeps_the_note_in_the_text() -> None:
    article = scraper.clean(page(paragraphs(*PROSE, NOTE)), options=CleanOptions(author_note=True))
    assert article.text == "\n\n".join([*PROSE, NOTE])
    assert article.author_note == NOTE


def test_bylines_and_the_names_of_those_who_comment_are_no_notes() -> None:
    byline = "<p class='author'>By Ida Marsh, 3 May 2024, 10:15 am, for the Harbour Courier and its readers</p>"
    comment = f"<div class='comment'><div class='comment-author'><p>{NOTE}</p></div></div>"
    article = scraper.clean(page(byline + paragraphs(*PROSE), comment.replace("Ida Marsh", "Ole Berg")))
    assert article.author_note is None

"""The next article on the same page ends the one that was asked for; sections with headings of their own do not."""

from __future__ import annotations

import scraper

FIRST = [
    "The ferry will run through the winter, the council decided on Tuesday after a debate that lasted five hours.",
    "Three crossings a day are planned, and the fare stays the same as it was in the summer, said the harbour master.",
    "The island has forty inhabitants, two of whom go to school on the mainland and have boarded there so far.",
]
SECOND = [
    "The lighthouse on the northern cape has been without a keeper since March, and it may stay so for some time.",
    "Nobody has applied for the post, the coast guard says, although it comes with a house and a vegetable garden.",
    "Until one is found, the lamp is switched on by a clock that was bought second hand from a bakery in the town.",
]


def page(*parts: str) -> str:
    head = "<head><title>Council votes for a winter ferry</title></head>"
    return f"<html>{head}<body><main>{''.join(parts)}</main></body></html>"


def story(title: str, texts: list[str], head: str = "") -> str:
    return f"<div class='story'>{head}<h1>{title}</h1>{''.join(f'<p>{text}</p>' for text in texts)}</div>"


def headed(day: int) -> str:
    return f"<div class='section'>Coast</div><div class='day'>{day} May 2024 10:15</div>"


def stories(first: str, second: str) -> str:
    lead = "<div class='lead'>From our harbour desk</div>"
    return page(
        *(
            story(title, texts, headed(day)).replace("</h1>", f"</h1>{lead}")
            for day, title, texts in ((3, first, FIRST), (4, second, SECOND))
        )
    )


def test_a_second_headline_with_the_lines_of_the_first_around_it_ends_the_article() -> None:
    article = scraper.clean(stories("Council votes for a winter ferry", "Lighthouse looks for a keeper"))
    assert article.text.endswith("\n\n".join(FIRST))
    assert {removal.reason for removal in article.removed if removal.text in SECOND} == {
        "rule following: another article begins above it"
    }


def test_sections_that_begin_with_headlines_of_the_same_level_stay() -> None:
    sections = f"<div class='story'><h1>Council votes for a winter ferry</h1>{''.join(f'<p>{t}</p>' for t in FIRST)}"
    sections += f"<h1>What the lighthouse does</h1>{''.join(f'<p>{t}</p>' for t in SECOND)}</div>"
    article = scraper.clean(page(sections))
    assert article.text == "\n\n".join([*FIRST, "What the lighthouse does", *SECOND])

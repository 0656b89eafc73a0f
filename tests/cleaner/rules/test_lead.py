"""The lead below the headline stays where the page is one of news, unless the classifier is sure that it is none."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.cleaner.document import Document
from scraper.cleaner.parser.segment import segment
from scraper.cleaner.rules.lead import DOUBTED, NEWS, lead

TITLE = "Council votes for a winter ferry"
LEAD = "The island will be reached all year round, which forty people and two schoolchildren had long asked for."
PROSE = "Three crossings a day are planned, and the fare stays the same as it was in the summer, said the master."


def page(below: str, page_type: str | None) -> Document:
    body = f"<article><h1>{TITLE}</h1>{below}<p>{PROSE}</p></article>"
    document = segment(LexborHTMLParser(f"<html><body>{body}</body></html>"))
    document.title, document.page_type = TITLE, page_type
    return document


def kept(document: Document, score: float) -> list[str]:
    verdicts = list(lead(document, [score] * len(document.blocks)))
    assert all(verdict.keep for verdict in verdicts)
    return [document.blocks[verdict.index].text for verdict in verdicts]


@pytest.mark.parametrize(
    ("page_type", "least"), [("NewsArticle", NEWS), ("ReportageNewsArticle", NEWS), (None, DOUBTED)]
)
def test_a_lead_in_doubt_stays_on_news_pages_and_on_those_that_do_not_say_what_they_are(
    page_type: str | None, least: float
) -> None:
    document = page(f"<p>Coast</p><p>{LEAD}</p>", page_type)
    assert kept(document, least) == [LEAD]
    assert kept(document, least - 0.01) == []


def test_the_tagline_of_a_blog_is_left_to_the_classifier() -> None:
    assert kept(page(f"<p>{LEAD}</p>", "BlogPosting"), 0.5) == []


@pytest.mark.parametrize(
    "below",
    [
        "<p>By Ida Marsh and Ole Berg for the Harbour Courier, 3 May 2024, 10:15 am, updated at noon</p>",
        f"<p><a href='/ferries'>{LEAD}</a></p>",
        f"<figure><figcaption>{LEAD}</figcaption></figure>",
    ],
)
def test_bylines_links_and_captions_below_the_headline_are_no_lead(below: str) -> None:
    assert LEAD not in kept(page(below, "NewsArticle"), 0.4)

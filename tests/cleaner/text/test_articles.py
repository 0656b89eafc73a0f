"""Whole dumps of our own: the article, nothing else, and every removed line with its class."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import scraper

TEXTS = Path(__file__).resolve().parents[3] / "fixtures" / "text"
NAMES = sorted(path.stem for path in TEXTS.glob("*.txt"))


@pytest.mark.parametrize("name", NAMES)
def test_a_dump_becomes_its_article(name: str) -> None:
    expected = json.loads((TEXTS / f"{name}.expected.json").read_text(encoding="utf-8"))
    article = scraper.clean_text((TEXTS / f"{name}.txt").read_text(encoding="utf-8"))
    assert article.text == expected["text"]
    for field in ("title", "rights", "tags_line"):
        if field in expected:
            assert getattr(article, field) == expected[field]
    removed = [(removal.kind, removal.text) for removal in article.removed]
    for wanted in expected.get("removed", ()):
        assert any(kind == wanted["kind"] and text.startswith(wanted["text"]) for kind, text in removed), wanted


@pytest.mark.parametrize("name", NAMES)
def test_a_clean_article_stays_as_it_is(name: str) -> None:
    expected = json.loads((TEXTS / f"{name}.expected.json").read_text(encoding="utf-8"))
    headed = scraper.clean_text(f"{expected['title']}\n\n{expected['text']}")
    assert (headed.title, headed.text) == (expected["title"], expected["text"])
    assert scraper.clean_text(expected["text"]).text == expected["text"]


@pytest.mark.parametrize("name", NAMES)
def test_cleaning_twice_changes_nothing(name: str) -> None:
    once = scraper.clean_text((TEXTS / f"{name}.txt").read_text(encoding="utf-8"))
    twice = scraper.clean_text(once.text)
    assert (twice.text, twice.blocks) == (once.text, once.blocks)
    headed = scraper.clean_text(f"{once.title}\n\n{once.text}")
    assert (headed.title, headed.text) == (once.title, once.text)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_kept_lifted_or_removed_with_a_reason(name: str) -> None:
    article = scraper.clean_text((TEXTS / f"{name}.txt").read_text(encoding="utf-8"))
    assert article.engine == "text"
    assert all(removal.kind and removal.reason for removal in article.removed)
    assert all(removal.score is not None and 0 <= removal.score <= 1 for removal in article.removed)


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "Menu\nHome\nSearch\nLog in\n"])
def test_a_text_without_an_article_is_no_error(text: str) -> None:
    article = scraper.clean_text(text)
    assert article.status is not scraper.Status.ARTICLE
    assert article.title is None


def test_the_size_limit_is_told() -> None:
    with pytest.raises(scraper.CleanError, match="max_bytes"):
        scraper.clean_text("word " * 1000, options=scraper.CleanOptions(max_bytes=1000))


BODY = (
    "The onion parade of Port Ellery returned on Thursday after two years without one, and with three new carts.\n\n"
    "Nine thousand people stood along the quay, said the harbour master, who had counted them from the lighthouse.\n\n"
    "“We had almost forgotten how heavy an onion of that size is,” said Ada Quill, who pulled the first of the carts."
)


@pytest.mark.parametrize(
    "headline",
    [
        "What is an onion parade, and why is it back?", "Onions at last!", "Port Ellery's onion parade is back",
        "Onion parade returns to Port Ellery after two years with three new carts and nine thousand people on the quay",
    ],
)  # fmt: skip
def test_a_clean_article_begins_with_its_headline_whatever_the_headline_ends_with(headline: str) -> None:
    article = scraper.clean_text(f"{headline}\n\n{BODY}")
    assert (article.title, article.text) == (headline, BODY)


@pytest.mark.parametrize(
    "first",
    [
        "Nobody in Port Ellery had seen it coming.",
        "Have you ever wondered why a town of four hundred people would pull three carts of onions along its quay?",
    ],
)
def test_the_first_paragraph_of_a_clean_article_is_no_headline(first: str) -> None:
    article = scraper.clean_text(f"{first}\n\n{BODY}")
    assert article.text == f"{first}\n\n{BODY}"

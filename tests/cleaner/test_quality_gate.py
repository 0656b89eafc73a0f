"""The gate: what the shipped weights make of the news site of our own writing. A floor is lowered only on purpose.

The pages have never been trained on; their expected texts were written with them, not taken from the output.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from statistics import mean

import pytest

from scraper.article import Article
from scraper.cleaner import clean
from scraper.training.scores import score_page

#: Mean word F1 of the articles, the worst page's, and how many pages may have a foreign line or miss a paragraph.
MEAN_F1, WORST_F1, LEAKS, LOSSES = 0.99, 0.95, 1, 1
#: Lowest confidence of a page whose text is as expected.
CONFIDENCE = 0.75


@cache
def cleaned(folder: Path) -> list[tuple[str, dict[str, str], Article]]:
    """(name, gold, article) of every page of the site that is expected to be an article."""
    found = []
    for path in sorted(folder.glob("**/*.expected.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))
        if expected["status"] == "article" and expected["text"]:
            page = path.with_name(path.name.replace(".expected.json", ".html")).read_bytes()
            gold = {"text": expected["text"], "title": expected["title"]}
            found.append((path.name, gold, clean(page, expected["url"])))
    return found


@pytest.fixture(scope="module")
def figures(fixtures: Path) -> dict[str, dict[str, float]]:
    return {name: score_page(article.text, gold) for name, gold, article in cleaned(fixtures / "site")}


def test_bodies_of_the_news_site_are_exact_on_average(figures: dict[str, dict[str, float]]) -> None:
    assert len(figures) >= 20
    assert mean(page["wF1"] for page in figures.values()) >= MEAN_F1


def test_no_page_of_the_news_site_falls_far_below(figures: dict[str, dict[str, float]]) -> None:
    assert {name: page["wF1"] for name, page in figures.items() if page["wF1"] < WORST_F1} == {}


def test_hardly_a_page_of_the_news_site_leaks_or_loses_a_line(figures: dict[str, dict[str, float]]) -> None:
    assert sum(page["leak"] for page in figures.values()) <= LEAKS
    assert sum(page["lost"] for page in figures.values()) <= LOSSES


def test_a_text_as_expected_is_a_confident_one(fixtures: Path) -> None:
    sure = [a.confidence for _, gold, a in cleaned(fixtures / "site") if a.text == gold["text"]]
    assert min(sure) >= CONFIDENCE
    assert mean(sure) >= 0.9

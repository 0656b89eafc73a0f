"""Explanations: the article is the one that ``clean`` makes, and every block of the page says what became of it."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from scraper.cleaner import Cleaner, CleanOptions, SiteOverride, SiteProfile
from scraper.cleaner.attribution import effects
from scraper.cleaner.classifier.model import Model
from scraper.cleaner.engine import shipped_model
from scraper.cleaner.explain import Explanation
from scraper.cleaner.text import TextCleaner

PAGES = ("news/ferry-timetable-vote", "tv/bridge-closed", "archive/1998/herring-festival", "blog/gulls", "news/index")


@pytest.fixture(scope="module", params=PAGES)
def explained(request: pytest.FixtureRequest, fixtures: Path) -> tuple[bytes, Explanation]:
    page = (fixtures / "site" / f"{request.param}.html").read_bytes()
    return page, Cleaner().explain(page)


def test_the_explained_article_is_the_one_that_clean_makes(explained: tuple[bytes, Explanation]) -> None:
    page, explanation = explained
    assert explanation.article == Cleaner().clean(page)


def test_every_removal_of_the_article_is_a_row_in_its_order(explained: tuple[bytes, Explanation]) -> None:
    _, explanation = explained
    rows = [(row.text, row.removed_as, row.reason) for row in explanation.rows if not row.kept]
    assert rows == [(removal.text, removal.kind, removal.reason) for removal in explanation.article.removed]


def test_every_row_that_is_kept_stands_in_the_article_in_its_order(explained: tuple[bytes, Explanation]) -> None:
    _, explanation = explained
    texts = [block.text for block in explanation.article.blocks]
    kept = [row.text for row in explanation.rows if row.kept]
    assert [text for text in kept if text in texts] == [text for text in texts if text in kept]


def test_a_row_says_where_on_the_page_it_stood(fixtures: Path) -> None:
    page = (fixtures / "site" / "news" / "ferry-timetable-vote.html").read_bytes()
    rows = Cleaner().explain(page).rows
    first = next(row for row in rows if row.kept)
    assert first.path.startswith("body.post-template-default.single > div.wp-site-blocks > main")
    assert first.path.endswith("> p")
    assert all(row.path for row in rows)


def test_the_measurements_of_a_removed_block_pulled_it_down(fixtures: Path) -> None:
    page = (fixtures / "site" / "news" / "ferry-timetable-vote.html").read_bytes()
    explanation = Cleaner().explain(page)
    removed = [row for row in explanation.rows if row.removed_as and row.score is not None]
    assert all(row.strongest and row.strongest[0].effect < 0 for row in removed)
    read_more = next(row for row in removed if row.text.startswith("Read more:"))
    linked = next(m for m in read_more.strongest if m.name in ("density_0", "link_density", "path_density"))
    assert linked.value > 0.8
    assert linked.typical < 0.1


def test_lines_of_flattened_text_are_explained_with_their_numbers(fixtures: Path) -> None:
    text = (fixtures / "text" / "flat-news.txt").read_text(encoding="utf-8")
    explanation = TextCleaner().explain(text)
    assert explanation.article == TextCleaner().clean(text)
    assert [row.path for row in explanation.rows] == [f"line {n + 1}" for n in range(len(explanation.rows))]
    rights = next(row for row in explanation.rows if row.text.startswith("Copyright 2024"))
    assert (rights.kept, rights.removed_as, rights.field) == (False, "copyright", "rights")
    title = next(row for row in explanation.rows if row.field == "title")
    assert title.text == explanation.article.title
    assert not title.kept


def test_what_a_site_s_override_takes_out_is_a_row_where_it_stood(fixtures: Path) -> None:
    page = (fixtures / "site" / "news" / "ferry-timetable-vote.html").read_bytes()
    override = SiteOverride(host="harbour-courier.example", remove=("p.read-more-inline",))
    explanation = Cleaner(site=override).explain(page, "http://harbour-courier.example/news/ferry-timetable-vote")
    (place,) = (n for n, row in enumerate(explanation.rows) if row.removed_as == "override")
    row = explanation.rows[place]
    assert row.text.startswith("Read more:")
    assert "p.read-more-inline" in (row.reason or "")
    assert explanation.rows[place - 1].kept
    assert explanation.rows[place + 1].kept


def test_what_a_site_s_profile_removes_stands_in_its_place(fixtures: Path) -> None:
    recurring = "The Courier belongs to its readers, who have paid for every issue since the harbour burned down."
    profile = SiteProfile("harbour-courier.example")
    pages = []
    for path in sorted((fixtures / "site" / "news").glob("*-*.html")):
        first, _, rest = path.read_text(encoding="utf-8").partition("</p>\n<p>")
        pages.append((f"{first}</p><p>{recurring}</p><p>{rest}", f"http://harbour-courier.example/news/{path.stem}"))
    for page, url in pages:
        profile.learn(page, url)
    rows = Cleaner(profile=profile).explain(*pages[0]).rows
    (row,) = (row for row in rows if row.text == recurring)
    assert (row.kept, row.removed_as) == (False, "template")
    assert row.reason == "template: in 4 other articles of the site"
    assert row.path.endswith("> p")


def test_a_text_without_lines_is_explained_by_nothing() -> None:
    explanation = TextCleaner().explain("\n \n")
    assert explanation.rows == ()
    assert explanation.article.text == ""


def test_a_page_without_a_block_is_explained_by_nothing() -> None:
    explanation = Cleaner().explain(b"<html><body><p>?</p></body></html>")
    assert explanation.rows == ()


def test_kept_is_what_the_article_has_where_it_was_taken_from_elsewhere(fixtures: Path) -> None:
    page = (fixtures / "site" / "next" / "message-in-a-bottle.html").read_bytes()
    explanation = Cleaner().explain(page)
    assert explanation.article.engine == "embedded"
    assert all(row.text in explanation.article.text for row in explanation.rows if row.kept)
    assert all(row.removed_as and row.reason for row in explanation.rows if not row.kept)


def test_rows_of_another_engine_say_that_it_decided(fixtures: Path) -> None:
    page = (fixtures / "site" / "blog" / "gulls.html").read_bytes()
    explanation = Cleaner(CleanOptions(engine="trafilatura")).explain(page)
    assert explanation.threshold is None
    assert any(row.kept for row in explanation.rows)
    reasons = {row.reason for row in explanation.rows if not row.kept}
    assert reasons == {"engine trafilatura: not in the article that it found"}


def test_the_effects_of_all_measurements_are_the_difference_of_the_log_odds() -> None:
    """Efficiency, the property that names Shapley values."""
    model = shipped_model()
    random = np.random.default_rng(7)
    matrix = random.normal(scale=3, size=(len(model.features), 5)).astype(np.float32)
    found = effects(model, matrix[:, :4], matrix[:, 4])
    odds = model.log_odds(matrix)
    assert found.sum(axis=0) == pytest.approx(odds[:4] - odds[4], abs=1e-3)


def test_effects_are_the_mean_over_all_orders_in_which_measurements_are_told() -> None:
    """The definition of Shapley values, on a tree small enough to follow it."""
    leaves = np.arange(8, dtype=np.float32)[None, :] ** 2
    asked, border = np.array([0, 1, 2]), np.zeros(3, np.float32)
    model = Model(("a", "b", "c"), np.empty(0, np.float32), asked, border, np.array([[0], [1], [2]]), leaves, 0.0, "t")
    block, reference = np.array([1, 1, -1], np.float32), np.array([-1, -1, 1], np.float32)
    expected = np.zeros(3)
    for order in permutations(range(3)):
        told = reference.copy()
        for measurement in order:
            before = model.log_odds(told[:, None])[0]
            told[measurement] = block[measurement]
            expected[measurement] += (model.log_odds(told[:, None])[0] - before) / 6
    assert effects(model, block[:, None], reference)[:, 0] == pytest.approx(expected, abs=1e-4)

"""The page about a store: its sources, plots and articles, as text, within bounds, shown in the real browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.report.crawl import LONGEST_TEXT, MOST_REMOVED, article_view


@pytest.fixture(scope="module")
def report(crawled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crawl-report") / "crawl.html"
    command = [sys.executable, "-m", "scraper", "report", "-o", str(path), "--days", "30"]
    run = subprocess.run(command, cwd=crawled, capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stderr) == (0, f"written to {path}\n")
    return path


@pytest.fixture(scope="module")
def tree(report: Path) -> LexborHTMLParser:
    return LexborHTMLParser(report.read_bytes())


def test_every_source_stands_in_the_table_and_leads_to_its_section(tree: LexborHTMLParser) -> None:
    links = tree.css(".overview tbody a")
    assert [link.text() for link in links] == ["<b>hostile</b>", "courier"]
    for link in links:
        section = tree.css_first(link.attributes["href"] or "")
        assert section is not None
        assert link.text() in section.css_first("h2").text()


def test_every_source_has_four_plots_that_say_what_they_show(tree: LexborHTMLParser) -> None:
    (hostile, courier) = tree.css("section.source")
    labels = [plot.attributes["aria-label"] for plot in courier.css(".plot svg")]
    assert len(labels) == len(hostile.css(".plot svg")) == 4
    assert labels[0] == "articles a day: 29 in 30 days, 1.0 a day, at most 29"
    assert courier.css(".plot rect title")[0].text().endswith(": 29 articles")


def test_articles_are_listed_newest_first_with_their_text_tags_and_removed_blocks(tree: LexborHTMLParser) -> None:
    articles = tree.css("section.source")[1].css("details.article")
    times = [article.css_first("time").text() for article in articles]
    assert len(times) == 29
    assert times == sorted(times, reverse=True)
    (ferry,) = (a for a in articles if a.css_first(".name").text().startswith("Council votes for a winter ferry"))
    assert ferry.css_first(".story p").text().startswith("Port Ellery will keep its ferry")
    assert "Gannet Island" in [tag.text() for tag in ferry.css(".meta bdi")]
    assert "rule advertisement: the label of a slot" in [cell.text() for cell in ferry.css(".cuts .reason")]


def test_what_gave_no_article_is_listed_with_its_reason(tree: LexborHTMLParser) -> None:
    cells = [cell.text() for cell in tree.css("section.source")[1].css(".lost td")]
    assert "http://harbour-courier.example/internal/style-guide" in cells
    assert any(cell.startswith("RobotsError") for cell in cells)


def test_nothing_of_a_hostile_page_or_name_becomes_markup(tree: LexborHTMLParser) -> None:
    assert tree.css("script, img, iframe, form, base, link, plaintext") == []
    assert tree.css("h2 b") == []
    assert [name for node in tree.css("*") for name in node.attributes if name.startswith("on")] == []


def test_an_article_is_shown_within_bounds() -> None:
    removal = {"text": "word " * 1_000, "kind": "related", "reason": "score", "score": 0.1}
    document: dict[str, Any] = {
        "title": None, "blocks": [{"kind": "paragraph", "text": "word " * 100}] * 1_000, "removed": [removal] * 1_000,
        "published": None, "status": "article", "engine": "blocks", "version": "1", "confidence": 0.5, "authors": [],
        "tags": ["tag"] * 1_000, "language": None,
        "stored": {
            "id": 1, "url": "javascript:alert(1)", "words": 100_000, "first_seen_at": "2026-03-12T10:30", "revision": 1,
        },
    }  # fmt: skip
    view = article_view(document, LONGEST_TEXT)
    assert view["body"].count("<p>") == LONGEST_TEXT // 500
    assert view["more"] == 1_000 - LONGEST_TEXT // 500
    assert (len(view["removed"]), view["more_removed"]) == (MOST_REMOVED, 1_000 - MOST_REMOVED)
    assert view["link"] is None


def test_in_the_browser_it_is_shown_unfolds_and_asks_for_nothing(watched: Any, report: Path) -> None:
    page = watched.open(report)
    assert page.locator(".plot svg").first.is_visible()
    page.locator(".overview a", has_text="courier").click()
    article = page.locator("details.article", has_text="Council votes for a winter ferry")
    assert not article.locator(".story").is_visible()
    article.locator("summary").first.click()
    assert article.locator(".story").is_visible()
    for summary in page.locator("#s1 details.article > summary").all():
        summary.click()
    assert page.title() == "What the crawl brought"
    assert watched.calm, (watched.said, watched.asked)


def test_on_a_phone_nothing_is_wider_than_the_screen(chromium: Any, report: Path) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


@pytest.mark.proof
def test_one_source_alone_can_be_shown(crawled: Path) -> None:
    command = [sys.executable, "-m", "scraper", "report", "--source", "courier"]
    run = subprocess.run(command, cwd=crawled, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0
    assert len(LexborHTMLParser(run.stdout).css("section.source")) == 1


def test_a_source_that_is_not_there_is_told(crawled: Path) -> None:
    command = [sys.executable, "-m", "scraper", "report", "--source", "corier"]
    run = subprocess.run(command, cwd=crawled, capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert "there is no source 'corier' in the store" in run.stderr


@pytest.mark.proof
def test_without_a_store_the_first_crawl_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "scraper", "report"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stdout) == (1, "")
    assert "Run `scraper crawl` first" in run.stderr

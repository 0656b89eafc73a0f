"""scraper crawl on the site of our own: found, asked politely, cleaned, stored, and not asked twice."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.cli import demo

SOURCE = """
[[source]]
name = "courier"
serve = "{site}"
depth = 0
[source.fetch]
delay = 0.0
"""


def scraper(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scraper", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, fixtures: Path) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A folder in which one crawl has run, and what that said."""
    folder = tmp_path_factory.mktemp("crawl")
    (folder / "config.toml").write_text(SOURCE.format(site=fixtures / "site"), encoding="utf-8")
    return folder, scraper("crawl", folder=folder)


def rows(folder: Path, query: str) -> list[tuple]:
    with sqlite3.connect(folder / ".scraper" / "articles.db") as connection:
        return connection.execute(query).fetchall()


def sitemap_urls(site: Path) -> set[str]:
    """What the sitemaps name, read here by a plain expression and not by the crawler."""
    text = "".join(path.read_text("utf-8") for path in site.glob("sitemap-*.xml"))
    return set(re.findall(r"<loc>([^<]+)</loc>", text))


def test_a_crawl_stores_every_article_that_the_sitemaps_name_and_robots_txt_allows(crawled, fixtures: Path) -> None:
    folder, done = crawled
    assert done.returncode == 0, done.stderr
    named = {url for url in sitemap_urls(fixtures / "site") if "/internal/" not in url}
    states = dict(rows(folder, "SELECT key, state FROM urls WHERE kind = 'page'"))
    assert len(named) >= 16
    assert {url: states.get(url) for url in named} == dict.fromkeys(named, "done")


def test_pages_that_robots_txt_disallows_are_refused_with_the_rule_and_never_asked(crawled) -> None:
    folder, _ = crawled
    refused = rows(folder, "SELECT note, status FROM urls WHERE url LIKE '%/internal/%'")
    assert [(status, "robots.txt" in note) for note, status in refused] == [(None, True)]


def test_a_faulty_answer_is_asked_again_and_the_article_is_stored(crawled, fixtures: Path) -> None:
    folder, _ = crawled
    faults = demo.read_manifest(fixtures / "site").faults
    assert {fault.status for fault in faults} >= {429, 503}
    for fault in faults:
        detail, kind = rows(
            folder,
            "SELECT events.detail, events.kind FROM events JOIN urls ON urls.id = url_id "
            f"WHERE urls.key LIKE '%{fault.path}' ORDER BY events.id",
        )[0]
        statuses = [attempt["status"] for attempt in json.loads(detail)["attempts"] if attempt["note"] != "robots.txt"]
        assert statuses[:2] == [fault.status, 200], fault.path
        assert kind in ("new", "duplicate")


def test_the_closing_table_names_titles_tags_and_the_places_of_the_store(crawled) -> None:
    folder, done = crawled
    assert "title" in done.stdout
    assert "Gannet Island" in done.stdout
    assert str(folder / ".scraper" / "articles.db") in done.stdout
    assert str(folder / ".scraper" / "warc") in done.stdout
    assert "Crawling" in done.stderr


def test_a_second_crawl_downloads_no_body_and_says_so(crawled) -> None:
    folder, _ = crawled
    before = rows(folder, "SELECT count(*) FROM captures WHERE kind = 'response'")
    again = scraper("crawl", folder=folder)
    assert again.returncode == 0
    assert "no page body was downloaded" in again.stdout
    assert rows(folder, "SELECT count(*) FROM captures WHERE kind = 'response'") == before


def test_what_is_due_again_is_asked_conditionally_and_stays_stored(crawled) -> None:
    folder, _ = crawled
    articles = rows(folder, "SELECT id, text FROM articles ORDER BY id")
    with sqlite3.connect(folder / ".scraper" / "articles.db") as connection:
        connection.execute("UPDATE urls SET due_at = '2020-01-01T00:00:00.000Z' WHERE state = 'done'")
    again = scraper("crawl", folder=folder)
    assert "no page body was downloaded" in again.stdout
    assert rows(folder, "SELECT count(*) FROM urls WHERE kind = 'page' AND status = 304")[0][0] >= len(articles)
    assert rows(folder, "SELECT id, text FROM articles ORDER BY id") == articles


def test_force_asks_for_everything_again_in_full(crawled) -> None:
    folder, _ = crawled
    forced = scraper("crawl", "--force", folder=folder)
    assert forced.returncode == 0
    assert "no page body was downloaded" not in forced.stdout
    assert rows(folder, "SELECT count(*) FROM urls WHERE kind = 'page' AND status = 304") == [(0,)]


def test_an_unknown_source_is_answered_with_the_nearest_name(crawled) -> None:
    folder, _ = crawled
    wrong = scraper("crawl", "curier", folder=folder)
    assert wrong.returncode == 2
    assert "courier" in wrong.stderr

"""What the commands say about a store: status, search, why, export, forget; runs that are stopped or looked ahead."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

URL = "http://harbour-courier.example/news/ferry-timetable-vote"
PRIVATE = "http://harbour-courier.example/internal/style-guide"
SOURCE = """
[store]
url = "${{STORE_URL}}"
[[source]]
name = "courier"
serve = "{site}"
depth = 0
tags = ["ours"]
[source.fetch]
delay = {delay}
"""


SQLITE = "sqlite:///.scraper/articles.db"


def scraper(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scraper", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, fixtures: Path) -> Iterator[Path]:
    """A folder with a store after one crawl."""
    folder = tmp_path_factory.mktemp("stored")
    (folder / "config.toml").write_text(SOURCE.format(site=fixtures / "site", delay=0.0), encoding="utf-8")
    borrowed = request.getfixturevalue("postgres").borrowed() if request.param == "postgresql" else nullcontext(SQLITE)
    with borrowed as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORE_URL", url)
        assert scraper(folder, "crawl").returncode == 0
        yield folder


def test_status_says_what_a_source_has_brought(store: Path) -> None:
    (source,) = json.loads(scraper(store, "status", "--to", "json").stdout)
    assert source["source"] == "courier"
    assert source["articles"] >= 16
    assert source["new"] == source["articles"]
    assert source["errors"] == {"RobotsError": 1}
    assert 0 < source["share_removed"] < 1
    assert source["next_due"] > source["last_run"]
    assert "courier" in scraper(store, "status").stdout


def test_search_finds_articles_by_all_words(store: Path) -> None:
    hits = json.loads(scraper(store, "search", "ferry", "council", "--to", "json").stdout)
    assert URL in [hit["url"] for hit in hits]
    assert "[" in hits[0]["excerpt"]
    assert "no stored article" in scraper(store, "search", "xylophonist").stderr
    assert scraper(store, "search", '"', "AND (").returncode == 0


def test_why_tells_the_story_of_a_url(store: Path) -> None:
    story = scraper(store, "why", URL).stdout
    assert "by sitemap on" in story or "by feed on" in story
    assert "response of" in story
    refused = scraper(store, "why", PRIVATE).stdout
    assert "refused: RobotsError" in refused
    assert "Disallow: /internal/" in refused
    unknown = scraper(store, "why", "http://elsewhere.example/x")
    assert unknown.returncode == 3
    assert "not known" in unknown.stdout


def test_export_streams_articles_with_the_tags_of_their_source(store: Path) -> None:
    rows = [json.loads(line) for line in scraper(store, "export").stdout.splitlines()]
    assert len(rows) >= 16
    assert all("ours" in row["tags"] for row in rows)
    done = scraper(store, "export", "--to", "csv", "-o", "out/articles.csv", "--since", "1d")
    assert (done.returncode, (store / "out" / "articles.csv").exists()) == (0, True)
    assert scraper(store, "export", "--to", "xls").returncode == 2
    assert scraper(store, "export", "--since", "long ago").returncode == 2


def test_a_dry_run_says_what_would_be_asked_and_asks_nothing(store: Path) -> None:
    due = scraper(store, "crawl", "--dry-run")
    assert (due.returncode, "nothing is due" in due.stderr) == (0, True)
    forced = scraper(store, "crawl", "--dry-run", "--force").stdout
    assert URL in forced
    assert "forced" in forced


def test_a_forgotten_article_is_gone_and_does_not_come_back(store: Path) -> None:
    gone = scraper(store, "forget", URL)
    assert "1 articles" in gone.stderr
    scraper(store, "crawl", "--force")
    assert URL not in scraper(store, "export").stdout
    assert "it stays away" in scraper(store, "why", URL).stdout


@pytest.mark.parametrize(
    ("stop", "store_url"),
    [(("crawl", signal.SIGTERM, 143), "sqlite"), (("watch", signal.SIGINT, 130), "postgresql")],
    indirect=["store_url"],
    ids=["crawl-sqlite", "watch-postgresql"],
)
def test_a_signal_stops_cleanly_and_the_next_run_goes_on(
    tmp_path: Path,
    fixtures: Path,
    monkeypatch: pytest.MonkeyPatch,
    stop: tuple[str, signal.Signals, int],
    store_url: str,
) -> None:
    command, number, code = stop
    monkeypatch.setenv("STORE_URL", store_url)
    config = tmp_path / "config.toml"
    config.write_text(SOURCE.format(site=fixtures / "site", delay=0.5), encoding="utf-8")
    run = subprocess.Popen([sys.executable, "-m", "scraper", command], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    while "new http" not in run.stderr.readline():
        assert run.poll() is None
    locked = scraper(tmp_path, "crawl")
    assert (locked.returncode, f"process {run.pid}" in locked.stderr) == (5, True), locked.stderr
    run.send_signal(number)
    run.communicate(timeout=30)
    assert run.returncode == code
    config.write_text(SOURCE.format(site=fixtures / "site", delay=0.0), encoding="utf-8")
    (before,) = json.loads(scraper(tmp_path, "status", "--to", "json").stdout)
    assert scraper(tmp_path, "crawl").returncode == 0
    (after,) = json.loads(scraper(tmp_path, "status", "--to", "json").stdout)
    assert 0 < before["articles"] <= after["articles"]
    assert "leased" not in before["urls"]
    assert set(after["urls"]) == {"done", "refused"}

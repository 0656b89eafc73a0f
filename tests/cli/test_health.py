"""scraper status --check as cron calls it, on a made site that changes its template in the middle of a crawl."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SITE = Path(__file__).with_name("changing_site.py")
CONFIG = """
[[source]]
name = "made"
feeds = ["http://127.0.0.1:{port}/feed.xml"]
depth = 0
schedule = "1m"
allow_networks = ["127.0.0.0/8"]
[source.fetch]
delay = 0.0
host_concurrency = 1
"""


class MadeSite:
    """The site on the air, and the folder of a crawl of it."""

    def __init__(self, folder: Path, run_in: Callable, *, change: int, shown: int) -> None:
        numbers = ["--articles", "400", "--change", str(change), "--shown", str(shown)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([sys.executable, str(SITE), *numbers], stdin=pipe, stdout=pipe, text=True)
        self.folder, self._run_in = folder, run_in
        port = int(self.process.stdout.readline())
        (folder / "config.toml").write_text(CONFIG.format(port=port), encoding="utf-8")

    def show(self, count: int) -> None:
        """Let the feed name so many articles, and be due."""
        self.process.stdin.write(f"shown {count}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "ok\n"
        with self.store() as connection:
            connection.execute("UPDATE urls SET due_at = '2026-01-01T00:00:00.000Z' WHERE kind = 'feed'")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run_in(self.folder, *arguments)

    def store(self) -> sqlite3.Connection:
        return sqlite3.connect(self.folder / ".scraper" / "articles.db")

    def yesterday(self) -> None:
        """Make everything that is stored a day older."""
        with self.store() as connection:
            for table, column in (("readings", "at"), ("runs", "started_at"), ("articles", "first_seen_at")):
                older = f"strftime('%Y-%m-%dT%H:%M:%fZ', {column}, '-1 day')"
                connection.execute(f"UPDATE {table} SET {column} = {older}")

    def health(self) -> dict:
        (source,) = json.loads(self.run("status", "--to", "json").stdout)
        return source["health"]


@pytest.fixture
def made_site(tmp_path: Path, run_in) -> Iterator[Callable[..., MadeSite]]:
    sites = []

    def make(**how: int) -> MadeSite:
        sites.append(MadeSite(tmp_path, run_in, **how))
        return sites[-1]

    yield make
    for site in sites:
        site.process.stdin.close()
        site.process.stdout.close()
        site.process.wait(10)


def test_a_template_that_changes_in_the_middle_of_a_crawl_is_told_with_its_beginning(made_site) -> None:
    site = made_site(change=30, shown=30)
    assert site.run("crawl").returncode == 0
    quiet = site.run("status", "--check")
    assert (quiet.returncode, "none has drifted" in quiet.stdout) == (0, True)
    site.show(36)
    assert site.run("crawl").returncode == 0
    told = site.run("status", "--check")
    assert told.returncode == 6, told.stdout
    with site.store() as connection:
        (first,) = connection.execute("SELECT min(at) FROM readings WHERE authors = 0").fetchone()
    assert f"without author: 0% -> 100% since {first[:10]} {first[11:19]} UTC (30 before, 6 after" in told.stdout
    of_authors = told.stdout.partition("without author")[2].splitlines()[1:7]
    shown = [re.fullmatch(r"    (before|after)  http://\S+/news/(\d+)  [A-Z][a-z ]+", line) for line in of_authors]
    assert [(found[1], int(found[2]) >= 30) for found in shown] == [("before", False)] * 3 + [("after", True)] * 3
    as_json = site.run("status", "--check", "--to", "json")
    assert as_json.returncode == 6
    drifts = json.loads(as_json.stdout)[0]["health"]["drifts"]
    (drift,) = (drift for drift in drifts if drift["measure"] == "without author")
    assert drift["since"].startswith(first[:-1])
    assert [len(drift["examples_before"]), len(drift["examples_after"])] == [3, 3]


@pytest.mark.proof
def test_a_new_source_has_too_little_history_for_a_verdict(made_site) -> None:
    site = made_site(change=4, shown=8)
    assert site.run("crawl").returncode == 0
    assert site.run("status", "--check").returncode == 0
    assert "too little history" in site.run("status").stdout


@pytest.mark.proof
def test_over_days_of_crawls_a_change_is_told_on_its_day_and_nothing_before(made_site) -> None:
    """Eight articles a day, none on the sixth; the template changes on the eleventh day."""
    site = made_site(change=72, shown=8)
    shown, verdicts = 8, []
    for day in range(10):
        if day:
            site.yesterday()
            shown += 0 if day == 5 else 8
            site.show(shown)
        assert site.run("crawl").returncode == 0
        verdicts.append(site.health()["verdict"])
    assert set(verdicts) == {"too little history", "ok"}
    assert verdicts[0] == "too little history"
    assert verdicts[-1] == "ok"
    site.yesterday()
    site.show(shown + 8)
    assert site.run("crawl").returncode == 0
    health = site.health()
    assert health["drifts"], health
    assert {"without author", "without date", "without tags"} <= {drift["measure"] for drift in health["drifts"]}
    assert {tuple(drift["counts"]) for drift in health["drifts"]} == {(shown, 8)}
    assert site.run("status", "--check").returncode == 6

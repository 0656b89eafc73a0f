"""A crawl that is killed fifty times loses nothing, stores nothing twice, and leaves every file valid."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

pytestmark = pytest.mark.proof

HOSTS, ARTICLES, KILLS = 40, 50, 50


def lines(log: Path) -> int:
    return log.read_bytes().count(b"\n")


def members(session: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.005)
    return condition()


def test_fifty_kills_lose_nothing_and_store_nothing_twice(tmp_path: Path, farm: Callable, start_in: Callable) -> None:
    served = farm(HOSTS, ARTICLES)
    (tmp_path / "config.toml").write_text(served.sources())
    chance = random.Random(2026)
    kills = 0
    for _ in range(KILLS):
        run = start_in(tmp_path, "crawl")
        further = lines(served.log) + chance.randrange(1, 60)
        # bind the loop's values now: the condition is asked later
        wait_until(lambda run=run, further=further: run.poll() is not None or lines(served.log) >= further, 20)
        time.sleep(chance.random() * 0.05)
        kills += run.poll() is None
        run.kill()
        run.wait()
        session = run.pid
        assert wait_until(lambda session=session: not members(session), 10), "a worker outlived its crawl"
    assert kills >= KILLS * 0.9, "the crawl was over before it was killed"
    last = start_in(tmp_path, "crawl")
    assert last.wait(240) == 0, (tmp_path / "output.txt").read_text()[-3000:]

    archives = sorted((tmp_path / ".scraper" / "warc").iterdir())
    with sqlite3.connect(tmp_path / ".scraper" / "articles.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("SELECT count(*) FROM urls WHERE state = 'leased'").fetchone() == (0,)
        rows = connection.execute("SELECT key, text FROM articles WHERE key LIKE '%/news/%'").fetchall()
        captured = connection.execute("SELECT file, position FROM captures").fetchall()
        searched = connection.execute("SELECT count(*) FROM articles_search WHERE articles_search MATCH 'number'")
        assert searched.fetchone()[0] == len(rows)
    expected = {
        served.base(site) + path: served.module.paragraphs(site, number)
        for site in range(HOSTS)
        for number, path in enumerate(served.module.article_paths(site, ARTICLES))
    }
    assert len(rows) == len(expected)
    # Whether a headline stands in the body is the cleaner's own matter; here each text has to be under its own URL.
    assert {key: text.split("\n\n")[-5:] for key, text in rows} == expected

    # Every record that is archived is known to the database, and the other way round.
    records, pages = [], Counter()
    for archive in archives:
        with archive.open("rb") as file:
            for record in ArchiveIterator(file, parse_http=False):
                if record.headers["WARC-Type"] == "warcinfo":
                    continue
                records.append((archive.name, record.stream_pos))
                pages[record.headers["WARC-Target-URI"], record.headers["WARC-Type"]] += 1
    assert sorted(records) == sorted(captured)
    assert {count for (url, kind), count in pages.items() if kind == "response" and "/news/" in url} == {1}
    check = subprocess.run(
        [sys.executable, "-c", "from warcio.cli import main; main()", "check", *map(str, archives)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stdout + check.stderr

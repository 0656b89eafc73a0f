"""Cleaning a store anew that is killed again and again does nothing twice, loses nothing, and ends where it should."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.proof

HOSTS, ARTICLES, KILLS = 4, 100, 8
LINE = "A line that a cleaner of former days left in the text."


def test_kills_and_signals_cost_at_most_a_batch_and_nothing_is_done_twice(
    tmp_path: Path, farm: Callable, start_in: Callable
) -> None:
    served = farm(HOSTS, ARTICLES)
    (tmp_path / "config.toml").write_text(served.sources())
    crawl = [sys.executable, "-m", "scraper", "crawl"]
    assert subprocess.run(crawl, cwd=tmp_path, capture_output=True, check=False, timeout=240).returncode in (0, 3)

    def query(text: str, *values: object) -> list[tuple]:
        with sqlite3.connect(tmp_path / ".scraper" / "articles.db", timeout=30) as connection:
            return connection.execute(text, values).fetchall()

    original = query("SELECT id, text FROM articles ORDER BY id")
    assert len(original) >= HOSTS * ARTICLES
    query("UPDATE articles SET text = text || char(10, 10) || ?, text_digest = 'old', cleaner = 'old'", LINE)
    chance = random.Random(2026)
    done = 0
    for number in range(KILLS):
        run = start_in(tmp_path, "reclean", "--jobs", "1")
        further = min(done + chance.randrange(1, 50), len(original) - 1)
        end = time.monotonic() + 60
        while time.monotonic() < end and run.poll() is None:
            (now,) = query("SELECT count(*) FROM articles WHERE cleaner <> 'old'")[0]
            if now > further:
                break
            time.sleep(0.02)
        if number % 2:
            run.send_signal(signal.SIGINT)
            assert run.wait(30) in (130, 0), (tmp_path / "output.txt").read_text()[-2000:]
        else:
            run.kill()
            run.wait()
        (before,) = query("SELECT count(*) FROM revisions")[0]
        assert before == query("SELECT count(*) FROM articles WHERE cleaner <> 'old'")[0][0]
        assert before >= done
        done = before
    assert done > 0
    last = start_in(tmp_path, "reclean", "--jobs", "1")
    assert last.wait(240) == 0, (tmp_path / "output.txt").read_text()[-2000:]

    assert query("SELECT id, text FROM articles ORDER BY id") == original
    assert query("SELECT DISTINCT revision, reason FROM articles") == [(2, "recleaned")]
    versions = query("SELECT count(*), count(DISTINCT article_id) FROM revisions")
    assert versions == [(len(original), len(original))]
    assert query("SELECT count(*) FROM articles_search WHERE articles_search MATCH 'former'") == [(0,)]
    assert query("PRAGMA integrity_check") == [("ok",)]
    assert query("PRAGMA foreign_key_check") == []

"""A crawl of hundreds of sites: every reachable article once, nothing out of scope or against robots.txt, no host asked
faster than agreed, traps left."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

pytestmark = pytest.mark.proof

HOSTS, ARTICLES, DELAY = 200, 5, 0.25
# The farm notes a request when its process gets a turn: on an overbooked machine some 50 ms after it came.
JITTER = 0.1
# Two shapes of the calendar, months and days, each given up after fifty pages; some are in flight by then.
MOST_TRAPPED = 120
SOURCE = """
[[source]]
name = "site{site}"
home = "{base}/"
depth = 3
allow_networks = ["127.0.0.0/8"]
[source.fetch]
delay = {delay}
"""


@pytest.fixture
def crawled(tmp_path: Path, farm: Callable) -> tuple:
    """A farm and the folder of a crawl of all its sites."""
    served = farm(HOSTS, ARTICLES)
    sources = (SOURCE.format(site=site, base=served.base(site), delay=DELAY) for site in range(HOSTS))
    (tmp_path / "config.toml").write_text("".join(sources))
    done = subprocess.run(
        [sys.executable, "-m", "scraper", "crawl"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return served, tmp_path


def test_every_reachable_article_is_stored_once_and_rules_are_kept(crawled: tuple) -> None:
    served, folder = crawled
    with sqlite3.connect(folder / ".scraper" / "articles.db") as connection:
        rows = connection.execute("SELECT key, text FROM articles WHERE key LIKE '%/news/%'").fetchall()
    expected = {
        served.base(site) + path: served.module.paragraphs(site, number)
        for site in range(HOSTS)
        for number, path in enumerate(served.module.article_paths(site, ARTICLES))
    }
    assert len(rows) == len(expected)
    # Whether a headline stands in the body is the cleaner's own matter; here each text has to be under its own URL.
    assert {key: text.split("\n\n")[-5:] for key, text in rows} == expected

    requests = served.requests()
    assert not [path for _, host, path, _ in requests if path.startswith("/private/") or host == "127.0.9.9"]
    answered = Counter((host, path) for _, host, path, status in requests if status == 200)
    assert {count for (_, path), count in answered.items() if path.startswith("/news/")} == {1}
    by_host = defaultdict(list)
    for at, host, _, _ in requests:
        by_host[host].append(at)
    shortest = min(later - earlier for times in by_host.values() for earlier, later in pairwise(sorted(times)))
    assert shortest >= DELAY - JITTER
    # Over all requests of a host the lateness of single notes does not add up.
    assert all(max(times) - min(times) >= DELAY * (len(times) - 1) - JITTER for times in by_host.values())
    calendars = Counter(host for _, host, path, _ in requests if path.startswith("/calendar/"))
    assert len(calendars) == HOSTS // served.module.TRAPS
    assert max(calendars.values()) <= MOST_TRAPPED

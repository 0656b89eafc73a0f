"""Two workers crawl hundreds of hosts together, one is killed in the middle: nothing is lost or stored twice, and
no host is asked faster than agreed, as its server sees it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator

pytestmark = pytest.mark.proof

HOSTS, ARTICLES, DELAY = 300, 4, 0.25
# The farm notes a request when its process gets a turn; see test_crawl_farm.py for how this was measured.
JITTER = 0.1
KILLED_AFTER = 1000  # requests, of some 3,700
# Half of the shards are as many as one worker takes, so that the other has the rest to do from its first second.
CONFIG = """
[store]
url = "{url}"
wait = 60.0
[crawl]
revisit = []
workers = 1
grace = 2.0
[scale]
shards = 8
at_once = 4
turn = 10.0
heartbeat = 3.0
"""


def start(folder: Path, name: str) -> subprocess.Popen[bytes]:
    with (folder / f"{name}.txt").open("wb") as output:
        command = [sys.executable, "-m", "scraper", "worker", "--drain", "--name", name]
        return subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)


def kill_in_the_middle(victim: subprocess.Popen[bytes], log: Path) -> float:
    """Kill it when so many requests were answered; the moment, by the clock of the farm's log."""
    end = time.monotonic() + 120
    while log.read_bytes().count(b"\n") < KILLED_AFTER:
        assert time.monotonic() < end
        assert victim.poll() is None
        time.sleep(0.02)
    moment = time.monotonic()
    victim.kill()
    victim.wait()
    return moment


def test_a_killed_worker_loses_no_article_and_doubles_no_request(
    tmp_path: Path, farm: Callable[..., Any], postgres: Any, postgres_url: str
) -> None:
    served = farm(HOSTS, ARTICLES)
    sources = served.sources(depth=2, schedule="1h", delay=DELAY)
    (tmp_path / "config.toml").write_text(CONFIG.format(url=postgres_url) + sources)
    left, right = start(tmp_path, "left"), start(tmp_path, "right")
    try:
        killed_at = kill_in_the_middle(left, served.log)
        assert right.wait(240) == 0, (tmp_path / "right.txt").read_text()[-3000:]
    finally:
        left.kill()
        right.kill()

    database = postgres_url.split("/")[3].partition("?")[0]
    rows = postgres.run("SELECT key, text FROM articles WHERE key LIKE '%/news/%'", database)
    expected = {
        served.base(site) + path: served.module.paragraphs(site, number)
        for site in range(HOSTS)
        for number, path in enumerate(served.module.article_paths(site, ARTICLES))
    }
    assert len(rows) == len(expected)
    assert {key: text.split("\n\n")[-5:] for key, text in rows} == expected
    assert postgres.run("SELECT count(*) FROM urls WHERE state = 'leased'", database) == [(0,)]
    assert postgres.run("SELECT count(*) FROM shards WHERE leased_until IS NOT NULL", database) == [(0,)]
    both = {row[0].partition(".")[0] for row in postgres.run("SELECT DISTINCT worker FROM runs", database)}
    assert both == {"left", "right"}

    requests = served.requests()
    assert not [path for _, host, path, _ in requests if path.startswith("/private/") or host == "127.0.9.9"]
    by_host = defaultdict(list)
    answered = defaultdict(list)
    for at, host, path, status in requests:
        by_host[host].append(at)
        if status == 200 and path.startswith("/news/"):
            answered[host, path].append(at)
    shortest = min(later - earlier for times in by_host.values() for earlier, later in pairwise(sorted(times)))
    assert shortest >= DELAY - JITTER
    assert all(max(times) - min(times) >= DELAY * (len(times) - 1) - JITTER for times in by_host.values())
    # Only what the killed worker had not stored yet was asked once more.
    again = [times for times in answered.values() if len(times) > 1]
    assert all(len(times) == 2 and times[0] < killed_at < times[1] for times in again)
    assert {len(times) for times in answered.values()} <= {1, 2}
    robots = Counter(host for _, host, path, _ in requests if path == "/robots.txt")
    assert max(robots.values()) <= 2  # kept in the database; once more where the kill came before that

    captured = set(postgres.run("SELECT file, position FROM captures", database))
    records = set()
    for archive in (tmp_path / ".scraper" / "warc").iterdir():
        with archive.open("rb") as file:
            records |= {(archive.name, record.stream_pos) for record in ArchiveIterator(file, parse_http=False)}
    assert captured <= records

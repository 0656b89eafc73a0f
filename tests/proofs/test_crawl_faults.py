"""Whatever fails, the error is clear, nothing stored is lost, and the other sources go on."""

from __future__ import annotations

import ctypes
import gzip
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytestmark = pytest.mark.proof

STORE = "[store]\nwait = 0.5\n"
SITE = """
[[source]]
name = "site{site}"
home = "{base}/"
depth = 3
allow_networks = ["127.0.0.0/8"]
[source.fetch]
delay = 0.0
"""
ENTRIES = 25_000


def scraper(
    folder: Path, *arguments: str, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scraper", *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120, check=False, preexec_fn=before
    )


def rows(folder: Path, query: str) -> list[tuple]:
    with sqlite3.connect(folder / ".scraper" / "articles.db") as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def sites(tmp_path: Path, farm: Callable) -> Path:
    """A folder with a configuration of three sites of twenty articles."""
    served = farm(3, 20)
    sources = (SITE.format(site=site, base=served.base(site)) for site in range(1, 3))
    (tmp_path / "config.toml").write_text(STORE + "".join(sources))
    return tmp_path


def expect_whole(folder: Path) -> None:
    """After another run, everything is there once and every file is valid."""
    done = scraper(folder, "crawl")
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows(folder, "PRAGMA integrity_check") == [("ok",)]
    assert rows(folder, "SELECT count(DISTINCT key), count(*) FROM articles") == [(40, 40)]
    archives = map(str, (folder / ".scraper" / "warc").iterdir())
    check = [sys.executable, "-c", "from warcio.cli import main; main()", "check", *archives]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0


def test_a_full_disk_ends_the_run_with_a_clear_error_and_loses_nothing(sites: Path) -> None:
    limit = 300_000
    full = scraper(sites, "crawl", before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert full.returncode == 1
    assert "nothing stored is lost" in full.stderr
    assert "Traceback" not in full.stderr
    stored = rows(sites, "SELECT key, text FROM articles")
    expect_whole(sites)
    assert set(stored) <= set(rows(sites, "SELECT key, text FROM articles"))


def _without_override() -> None:
    """Permissions count for root too."""
    libc = ctypes.CDLL(None)
    if os.geteuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def test_a_read_only_store_is_a_clear_error_and_stays_readable(sites: Path) -> None:
    scraper(sites, "crawl", "--limit", "10")
    store = sites / ".scraper"
    paths = [store / "warc", *store.iterdir(), store]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        refused = scraper(sites, "crawl", before=_without_override)
        assert refused.returncode == 1
        assert "permissions" in refused.stderr
        assert scraper(sites, "status", before=_without_override).returncode == 0
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
    expect_whole(sites)


def test_a_locked_store_is_said_to_be_locked(sites: Path) -> None:
    scraper(sites, "crawl", "--limit", "5")
    holder = sqlite3.connect(sites / ".scraper" / "articles.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    locked = scraper(sites, "crawl")
    holder.execute("ROLLBACK")
    holder.close()
    assert locked.returncode == 5
    assert "another process holds the database" in locked.stderr
    expect_whole(sites)


def test_a_clock_that_is_set_back_stops_nothing(sites: Path) -> None:
    assert scraper(sites, "crawl").returncode == 0
    before = rows(sites, "SELECT key, text FROM articles ORDER BY key")
    with sqlite3.connect(sites / ".scraper" / "articles.db") as connection:
        for column in ("asked_at", "due_at", "found_at"):
            connection.execute(f"UPDATE urls SET {column} = '2099' || substr({column}, 5) WHERE {column} NOT NULL")
    again = scraper(sites, "crawl")
    assert again.returncode == 0
    assert "no page body was downloaded" in again.stdout
    assert rows(sites, "SELECT count(*) FROM urls WHERE status = 304")[0][0] >= 40
    assert rows(sites, "SELECT key, text FROM articles ORDER BY key") == before


@pytest.fixture
def odd() -> Iterator[str]:
    """A server of odd answers; its address."""
    item = (
        "<item><title>{n}</title><link>http://127.0.0.1/{n}</link><description>" + "x" * 2_000 + "</description></item>"
    )
    feed = '<?xml version="1.0"?><rss version="2.0"><channel><title>big</title>'
    feed += "".join(item.format(n=n) for n in range(ENTRIES)) + "</channel></rss>"
    head = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    bomb = gzip.compress(head + b" " * 200_000_000 + b"</urlset>", 9)
    laughs = '<!DOCTYPE x [<!ENTITY a "' + "ha" * 500 + '">'
    laughs += "".join(f'<!ENTITY {b} "{f"&{a};" * 50}">' for a, b in ("ab", "bc", "cd", "de", "ef"))
    laughs = f'<?xml version="1.0"?>{laughs}]><urlset><url><loc>&f;</loc></url></urlset>'
    hard = "<html><body><article>" + "<p>" * 400_000 + "word " * 200_000 + "</article></body></html>"
    answers = {
        "/html-feed.xml": ("text/html", b"<!doctype html><title>Sign in</title><p>Please sign in"),
        "/big-feed.xml": ("application/rss+xml", feed.encode()),
        "/bomb.xml.gz": ("application/gzip", bomb),
        "/laughs.xml": ("application/xml", laughs.encode()),
        "/hard.html": ("text/html", hard.encode()),
    }
    assert len(answers["/big-feed.xml"][1]) > 50_000_000

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, body = answers.get(self.path, ("text/plain", b""))
            self.send_response(200 if self.path in answers else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that hangs up in the middle of 50 MB is what is tested."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


ODD = """
[[source]]
name = "{name}"
{what} = ["{url}"]
allow_networks = ["127.0.0.0/8"]
[source.fetch]
delay = 0.0
"""


def test_feeds_and_sitemaps_that_are_none_are_told_and_the_other_sources_go_on(sites: Path, odd: str) -> None:
    named = {
        "html": ("feeds", "/html-feed.xml", "SourceError"),
        "big": ("feeds", "/big-feed.xml", "BodyTooLargeError"),
        "bomb": ("sitemaps", "/bomb.xml.gz", "SourceError"),
        "laughs": ("sitemaps", "/laughs.xml", ""),
    }
    config = sites / "config.toml"
    extra = "".join(ODD.format(name=name, what=what, url=odd + path) for name, (what, path, _) in named.items())
    config.write_text(config.read_text() + extra)
    done = scraper(sites, "crawl")
    assert done.returncode == 3, done.stderr
    for name, (_, _, error) in named.items():
        if error:
            assert f"source {name} failed: {error}" in done.stdout
    assert "Traceback" not in done.stderr
    assert rows(sites, "SELECT count(*) FROM articles") == [(40,)]
    # A feed that failed is asked again; it is never given up.
    waiting = rows(
        sites, "SELECT count(*) FROM urls WHERE state IN ('failed', 'refused') AND due_at IS NULL AND kind != 'page'"
    )
    assert waiting == [(0,)]


def test_a_page_that_takes_its_worker_too_long_is_recorded_and_skipped(sites: Path, odd: str) -> None:
    config = sites / "config.toml"
    extra = ODD.format(name="hard", what="urls", url=f"{odd}/hard.html")
    config.write_text("[crawl]\npage_deadline = 1.5\n" + config.read_text() + extra)
    done = scraper(sites, "crawl")
    assert done.returncode == 3
    assert rows(sites, "SELECT state FROM urls WHERE url LIKE '%hard.html'") == [("failed",)]
    assert rows(sites, "SELECT count(*) FROM articles WHERE key LIKE '%/news/%'") == [(40,)]


def test_a_database_of_another_program_is_refused_and_left_alone(sites: Path) -> None:
    (sites / ".scraper").mkdir()
    with sqlite3.connect(sites / ".scraper" / "articles.db") as connection:
        connection.execute("CREATE TABLE theirs (a)")
    before = (sites / ".scraper" / "articles.db").read_bytes()
    refused = scraper(sites, "crawl")
    assert refused.returncode == 2
    assert "belongs to another program" in refused.stderr
    assert (sites / ".scraper" / "articles.db").read_bytes() == before
    (sites / ".scraper" / "articles.db").write_bytes(b"not a database, by far" * 100)
    assert scraper(sites, "crawl").returncode == 2
    shutil.rmtree(sites / ".scraper")
    expect_whole(sites)

"""A sitemap's word that a page was changed makes a known URL due, and it is asked conditionally."""

from __future__ import annotations

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.cleaner import CleanOptions
from scraper.crawler.reading import STAMPED, Task, read
from scraper.crawler.scope import Scope
from scraper.page import Page
from scraper.store.records import Kind

CONFIG = """
[store]
warc = ""
[[source]]
name = "courier"
sitemaps = ["{base}/sitemap.xml"]
schedule = "0.1s"
allow_networks = ["127.0.0.0/8"]
[source.fetch]
delay = 0.0
"""
SENTENCE = "The harbour office counted every boat in {path} twice and found one more than in the morning of day {day}. "
OLD = "2026-01-05T08:00:00Z"


class Site:
    """Two articles and a sitemap. ``asked``: path and If-None-Match of every request."""

    def __init__(self) -> None:
        self.modified = {"/news/boats": OLD, "/news/nets": OLD}
        self.asked: list[tuple[str, str | None]] = []

    def body(self, path: str, base: str) -> bytes:
        if path == "/sitemap.xml":
            urls = "".join(
                f"<url><loc>{base}{p}</loc><lastmod>{moment}</lastmod></url>" for p, moment in self.modified.items()
            )
            return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
        if path not in self.modified:
            return b""
        text = "".join(f"<p>{SENTENCE.format(path=path, day=day) * 2}</p>" for day in range(5))
        return f"<html><title>{path}</title><body><article><h1>{path}</h1>{text}</article></body></html>".encode()


@pytest.fixture
def site() -> Iterator[tuple[Site, str]]:
    """The site and its address."""
    site = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            condition = self.headers["If-None-Match"]
            site.asked.append((self.path, condition))
            body = site.body(self.path, f"http://127.0.0.1:{self.server.server_port}")
            tag = f'"{self.path}"' if self.path in site.modified else None
            same = tag is not None and condition == tag
            self.send_response(304 if same else 200 if body else 404)
            self.send_header("Content-Type", "application/xml" if self.path.endswith("xml") else "text/html")
            self.send_header("Content-Length", str(0 if same else len(body)))
            if tag is not None:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(b"" if same else body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield site, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def crawl(folder: Path, site: Site) -> list[tuple[str, str | None]]:
    """The articles that a crawl asks for, and on which condition."""
    site.asked.clear()
    command = [sys.executable, "-m", "scraper", "crawl"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return sorted(asked for asked in site.asked if asked[0].startswith("/news/"))


def test_a_newer_lastmod_makes_a_known_url_due_and_it_is_asked_conditionally(tmp_path: Path, site) -> None:
    served, base = site
    (tmp_path / "config.toml").write_text(CONFIG.format(base=base))
    assert crawl(tmp_path, served) == [("/news/boats", None), ("/news/nets", None)]
    served.modified["/news/boats"] = datetime.now(UTC).isoformat()
    assert crawl(tmp_path, served) == [("/news/boats", '"/news/boats"')]
    assert crawl(tmp_path, served) == []


@pytest.mark.parametrize(("count", "believed"), [(STAMPED - 1, True), (STAMPED, False)])
def test_a_date_that_all_urls_of_a_large_sitemap_bear_is_no_word_about_a_change(count: int, believed: bool) -> None:
    url = "http://news.example/sitemap.xml"
    urls = "".join(f"<url><loc>/news/{n}</loc><lastmod>{OLD}</lastmod></url>" for n in range(count))
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    page = Page(url, url, 200, (), body, fetched_at=datetime.now(UTC))
    links = read(Task(Kind.SITEMAP, page, Scope(("news.example",)), CleanOptions(), archive=False)).links
    assert [link.modified is not None for link in links] == [believed] * count

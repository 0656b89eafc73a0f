"""Outputs get every new and changed article, at least once, in order per source, whatever fails in between."""

from __future__ import annotations

import http.server
import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

ARTICLES = 6
WORDS = "The harbour office counted every boat twice and found number {n} where none had been in the morning {m}. "
CONFIG = """
[store]
warc = ""
{sink}
[[source]]
name = "courier"
urls = [{urls}]
allow_networks = ["127.0.0.0/8"]
[source.fetch]
delay = 0.0
host_concurrency = 1
"""


class Receiver:
    """A site with articles, and a webhook that refuses what it is told to."""

    def __init__(self) -> None:
        self.refusals = 0
        self.refused_ids: set[int] = set()
        self.posts: list[dict] = []
        self.tries: list[tuple[int, int]] = []
        self.keys: list[str] = []

    def article(self, path: str) -> bytes:
        number = path.strip("/")
        body = "".join(f"<p>{(WORDS * 2).format(n=number, m=m)}</p>" for m in range(4))
        html = f"<html><title>Boat {number}</title><body><article><h1>Boat {number}</h1>{body}</article></body></html>"
        return html.encode()

    def post(self, document: dict, key: str) -> int:
        id_ = document["stored"]["id"]
        if id_ in self.refused_ids or self.refusals > 0:
            self.refusals -= 1
            self.tries.append((id_, 503))
            return 503
        self.tries.append((id_, 200))
        self.posts.append(document)
        self.keys.append(key)
        return 200


@pytest.fixture
def receiver() -> Iterator[tuple[Receiver, str]]:
    """The receiver and its address."""
    receiver = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            known = self.path.strip("/").isdigit()
            self._send(200 if known else 404, receiver.article(self.path) if known else b"")

        def do_POST(self) -> None:
            document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.headers["X-Token"] == "open sesame"
            self._send(receiver.post(document, self.headers["Idempotency-Key"]), b"")

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield receiver, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def crawl(folder: Path, base: str, sink: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    urls = ", ".join(f'"{base}/{number}"' for number in range(1, ARTICLES + 1))
    (folder / "config.toml").write_text(CONFIG.format(sink=sink, urls=urls))
    command = [sys.executable, "-m", "scraper", "crawl", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def waiting(folder: Path) -> int:
    with sqlite3.connect(folder / ".scraper" / "articles.db") as connection:
        return connection.execute("SELECT count(*) FROM outbox").fetchone()[0]


def test_lines_are_appended_once_each_and_half_a_line_of_a_kill_is_cut_off(tmp_path: Path, receiver) -> None:
    _, base = receiver
    path = tmp_path / "articles.jsonl"
    path.write_text('{"title": "from before"}\n{"title": "ha')
    done = crawl(tmp_path, base, '[sink]\njsonl = "articles.jsonl"')
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [row["title"] for row in rows] == ["from before", *(f"Boat {n}" for n in range(1, ARTICLES + 1))]
    assert waiting(tmp_path) == 0
    crawl(tmp_path, base, '[sink]\njsonl = "articles.jsonl"', "--force")
    assert len(path.read_text("utf-8").splitlines()) == len(rows)


def test_posts_are_tried_again_in_order_and_none_is_lost(tmp_path: Path, receiver) -> None:
    hook, base = receiver
    hook.refusals = 2
    sink = f'[sink]\nwebhook = "{base}/hook"\nretry = 0.05\nheaders = [["X-Token", "open sesame"]]'
    done = crawl(tmp_path, base, sink)
    assert done.returncode == 0, done.stderr
    assert [post["stored"]["id"] for post in hook.posts] == [*range(1, ARTICLES + 1)]
    assert [status for _, status in hook.tries[:3]] == [503, 503, 200]
    assert hook.keys[0] == "1-1"
    assert waiting(tmp_path) == 0


def test_what_a_webhook_does_not_take_waits_for_the_next_run_and_the_crawl_ends(tmp_path: Path, receiver) -> None:
    hook, base = receiver
    hook.refused_ids = {3}
    sink = (
        f'[crawl]\ngrace = 0.5\n[sink]\nwebhook = "{base}/hook"\nretry = 60.0\nheaders = [["X-Token", "open sesame"]]'
    )
    done = crawl(tmp_path, base, sink)
    assert "answered 503" in done.stdout
    assert [post["stored"]["id"] for post in hook.posts] == [1, 2]
    assert waiting(tmp_path) == ARTICLES - 2
    hook.refused_ids = set()
    with sqlite3.connect(tmp_path / ".scraper" / "articles.db") as connection:
        connection.execute("UPDATE outbox SET next_at = '2020-01-01T00:00:00.000Z'")
    crawl(tmp_path, base, sink)
    assert [post["stored"]["id"] for post in hook.posts] == [*range(1, ARTICLES + 1)]

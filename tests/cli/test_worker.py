"""Workers: processes that crawl together, on a real PostgreSQL."""

from __future__ import annotations

import http.server
import json
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.cli.demo import DemoSite
from scraper.cli.worker import EXAMPLES
from scraper.scale.planning import shard_of

CONFIG = """
[store]
url = "${{STORE_URL}}"
[crawl]
workers = 1
grace = 3.0
[scale]
shards = {shards}
heartbeat = 1.0
"""
SOURCE = """
[[source]]
name = "{name}"
home = "{home}"
hosts = {hosts}
depth = {depth}
allow_networks = ["127.0.0.0/8"]
[source.fetch]
resolve = {resolve}
delay = {delay}
"""


def scraper(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scraper", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def configure(folder: Path, *, shards: int = 2, **source: object) -> None:
    values = {"hosts": [], "resolve": [], "depth": 0, "delay": 0.0} | source
    shown = {name: json.dumps(value) if isinstance(value, list) else value for name, value in values.items()}
    (folder / "config.toml").write_text(CONFIG.format(shards=shards) + SOURCE.format(**shown), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose configuration may name the test's database by ``STORE_URL``."""
    monkeypatch.setenv("STORE_URL", postgres_url)
    return tmp_path


def test_a_worker_brings_what_a_crawl_brings(folder: Path, site: DemoSite) -> None:
    configure(folder, name="courier", home=site.home, resolve=[site.resolve])
    done = scraper(folder, "worker", "--drain")
    assert done.returncode == 0, done.stderr
    (source,) = json.loads(scraper(folder, "status", "--to", "json").stdout)
    assert source["articles"] >= 16


@pytest.mark.proof
def test_workers_crawl_together_and_status_tells_of_them(folder: Path, site: DemoSite) -> None:
    configure(folder, name="courier", home=site.home, resolve=[site.resolve])
    pair = [
        subprocess.Popen([sys.executable, "-m", "scraper", "worker", "--drain"], cwd=folder, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    told = [process.communicate(timeout=120)[1].decode() for process in pair]
    assert [process.returncode for process in pair] == [0, 0], told
    (source,) = json.loads(scraper(folder, "status", "--to", "json").stdout)
    assert source["articles"] >= 16
    assert "leased" not in source["urls"]
    team = json.loads(scraper(folder, "status", "--workers", "--to", "json").stdout)
    assert [worker["alive"] for worker in team["workers"]] == [False, False]
    assert len({worker["worker"] for worker in team["workers"]}) == 2
    assert [shard["state"] for shard in team["shards"]] == ["idle", "idle"]
    assert sum(shard["pages"] for shard in team["shards"]) > 0
    assert "at work" not in scraper(folder, "status").stdout
    assert len(scraper(folder, "export").stdout.splitlines()) == source["articles"]
    for example in EXAMPLES:  # nothing is due
        again = scraper(folder, *shlex.split(example)[1:], *([] if "--drain" in example else ["--drain"]))
        assert (again.returncode, "URLs asked" in again.stderr) == (0, False), again.stderr


@pytest.mark.proof
def test_a_worker_holds_the_store_and_ends_cleanly(folder: Path, site: DemoSite) -> None:
    configure(folder, name="courier", home=site.home, resolve=[site.resolve], delay=2.0)
    worker = subprocess.Popen(
        [sys.executable, "-m", "scraper", "worker"], cwd=folder, stderr=subprocess.PIPE, text=True
    )
    assert worker.stderr is not None
    while "new http" not in worker.stderr.readline():
        assert worker.poll() is None
    crawl = scraper(folder, "crawl")
    assert (crawl.returncode, f"process {worker.pid}" in crawl.stderr) == (5, True), crawl.stderr
    team = json.loads(scraper(folder, "status", "--workers", "--to", "json").stdout)
    assert [row["alive"] for row in team["workers"]] == [True]
    assert "at work" in {shard["state"] for shard in team["shards"]}
    name = team["workers"][0]["worker"]
    assert scraper(folder, "worker", "--name", name).returncode == 5
    worker.send_signal(signal.SIGTERM)
    rest = worker.communicate(timeout=60)[1]
    assert worker.returncode == 143, rest
    assert "Traceback" not in rest, rest
    (source,) = json.loads(scraper(folder, "status", "--to", "json").stdout)
    assert "leased" not in source["urls"]
    team = json.loads(scraper(folder, "status", "--workers", "--to", "json").stdout)
    assert {shard["state"] for shard in team["shards"]} == {"idle"}


class Redirecting(http.server.BaseHTTPRequestHandler):
    """127.0.0.2 sends every article on to the address that the test has chosen, which has it."""

    def do_GET(self) -> None:
        here, port = self.connection.getsockname()
        there = self.server.there  # type: ignore[attr-defined]
        if self.path == "/robots.txt" or (here != "127.0.0.2" and self.path != "/story-of-the-harbour.html"):
            self.send_response(404)
        elif self.path == "/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
        elif here == "127.0.0.2":
            self.send_response(302)
            self.send_header("Location", f"http://{there}:{port}{self.path}")
        else:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
        self.end_headers()
        if self.path == "/":
            self.wfile.write(b"<a href='/story-of-the-harbour.html'>The story of the harbour and its ferry</a>")
        elif here != "127.0.0.2" and self.path == "/story-of-the-harbour.html":
            words = " ".join(f"The ferry left the harbour at {n} with mail for the island." for n in range(30))
            self.wfile.write(f"<title>Story</title><article><h1>Story</h1><p>{words}</p></article>".encode())
        self.server.asked.append((here, self.path))  # type: ignore[attr-defined]

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def redirecting() -> Iterator[http.server.ThreadingHTTPServer]:
    server = http.server.ThreadingHTTPServer(("0.0.0.0", 0), Redirecting)
    port = server.server_address[1]
    mine = shard_of(f"127.0.0.2:{port}", 2)
    server.there = next(  # type: ignore[attr-defined]
        address for n in range(3, 250) if shard_of(f"{(address := f'127.0.0.{n}')}:{port}", 2) != mine
    )
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.proof
def test_a_redirect_to_a_host_of_another_shard_is_left_to_that_shard(
    folder: Path, redirecting: http.server.ThreadingHTTPServer
) -> None:
    port, there = redirecting.server_address[1], redirecting.there  # type: ignore[attr-defined]
    home = f"http://127.0.0.2:{port}/"
    configure(folder, name="island", home=home, hosts=["127.0.0.2", there], depth=1)
    done = scraper(folder, "worker", "--drain")
    assert done.returncode == 0, done.stderr
    (article,) = [json.loads(line) for line in scraper(folder, "export").stdout.splitlines()]
    assert article["stored"]["url"] == f"http://{there}:{port}/story-of-the-harbour.html"
    story = scraper(folder, "why", f"{home}story-of-the-harbour.html").stdout
    assert f"moved to http://{there}:{port}/story-of-the-harbour.html" in story
    assert redirecting.asked.count((there, "/story-of-the-harbour.html")) == 1  # type: ignore[attr-defined]


def test_workers_need_postgresql_and_sources_that_all_can_reach(tmp_path: Path, fixtures: Path) -> None:
    (tmp_path / "config.toml").write_text('[[source]]\nname = "a"\nhome = "http://a.example/"\n')
    done = scraper(tmp_path, "worker")
    assert (done.returncode, "need a store in PostgreSQL" in done.stderr) == (2, True), done.stderr
    (tmp_path / "config.toml").write_text(f'[[source]]\nname = "a"\nserve = "{fixtures}/site"\n')
    done = scraper(tmp_path, "worker")
    assert (done.returncode, "served by one process" in done.stderr) == (2, True), done.stderr

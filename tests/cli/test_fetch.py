"""scraper fetch: pages over real HTTP in, articles out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.cli.demo import DemoSite, serve

STORY = "news/ferry-timetable-vote"


@pytest.fixture
def fetch(run, site: DemoSite):
    """``fetch(paths, flags)`` of the fixture site, as fast as loopback takes it."""

    def call(*paths: str, flags: tuple[str, ...] = ()):
        urls = [path if "://" in path else site.home + path for path in paths]
        return run("fetch", *urls, "--resolve", site.resolve, "--delay", "0", *flags)

    return call


def test_one_url_and_json_give_one_object(fetch, fixtures: Path) -> None:
    done = fetch(STORY, flags=("--to", "json"))
    assert done.returncode == 0, done.stderr
    expected = json.loads((fixtures / "site" / f"{STORY}.expected.json").read_text("utf-8"))
    article = json.loads(done.stdout)
    assert article["title"] == expected["title"]
    assert article["url"] == expected["url"]


def test_several_urls_give_json_lines_in_their_order_and_progress_on_stderr(fetch) -> None:
    paths = ["tv/school-choir", STORY, "de/hafenfest", "fr/boulangerie-phare"]
    done = fetch(*paths)
    assert done.returncode == 0, done.stderr
    urls = [json.loads(line)["url"] for line in done.stdout.splitlines()]
    assert [url.partition("//")[2].partition("/")[2] for url in urls] == paths
    assert "Fetching 4/4" in done.stderr


def test_one_failure_costs_nothing_but_itself(fetch) -> None:
    done = fetch("nowhere", STORY, "http://no-such-host.invalid/", "internal/style-guide")
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 1
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert [next(word for word in ("404", "resolve", "robots") if word in line) for line in errors] == [
        "404",
        "resolve",
        "robots",
    ]


def test_nothing_reached_has_an_exit_code_of_its_own(run) -> None:
    done = run("fetch", "http://no-such-host.invalid/a", "http://no-such-host.invalid/b", "--attempts", "1")
    assert (done.returncode, done.stdout) == (4, "")


def test_a_page_without_an_article_is_delivered_and_told(run, tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    (folder / "news").mkdir(parents=True)
    (folder / "site.toml").write_text('host = "bare.example"')
    (folder / "news" / "a-story.html").write_text(
        "<!doctype html><html><head><title>T</title></head><body></body></html>"
    )
    with serve(folder) as bare:
        done = run("fetch", bare.home + "news/a-story", "--resolve", bare.resolve, "--to", "json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["status"] == "empty"
    assert "no article was found in this page (status empty)" in done.stderr


def test_raw_gives_the_bytes_as_they_were_served(fetch, fixtures: Path, tmp_path: Path) -> None:
    done = fetch("archive/1999/customs-house-clock", flags=("--raw", "-o", "page.html"))
    assert (done.returncode, done.stdout) == (0, "")
    source = fixtures / "site" / "archive" / "1999" / "customs-house-clock.html"
    assert (tmp_path / "page.html").read_bytes() == source.read_bytes()


def test_several_raw_pages_need_a_folder(fetch, tmp_path: Path) -> None:
    done = fetch(STORY, "tv/school-choir", flags=("--raw",))
    assert done.returncode == 2
    assert "-o pages/" in done.stderr
    assert fetch(STORY, "tv/school-choir", flags=("--raw", "-o", "pages/")).returncode == 0
    assert sorted(p.name for p in (tmp_path / "pages").iterdir()) == ["ferry-timetable-vote.html", "school-choir.html"]


def test_verbose_traces_robots_attempts_bytes_and_encoding(fetch) -> None:
    done = fetch("archive/1998/herring-festival", flags=("--verbose", "--to", "text"))
    assert done.returncode == 0, done.stderr
    for word in ("robots", "request 1", "200", "bytes", "encoding"):
        assert word in done.stderr
    assert "windows-1252" in done.stderr


def test_explain_lists_removals_beside_the_result(fetch) -> None:
    done = fetch(STORY, flags=("--explain", "--to", "json"))
    removed = json.loads(done.stdout)["removed"]
    assert len([line for line in done.stderr.splitlines() if " | " in line]) == len(removed)


def test_loopback_is_refused_unless_its_network_is_allowed(run, site: DemoSite) -> None:
    url = f"http://{site.address}/{STORY}"
    refused = run("fetch", url)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "--allow-network" in refused.stderr
    assert run("fetch", url, "--allow-network", "127.0.0.0/8", "--to", "text").returncode == 0


def test_options_of_the_fetcher_are_flags_and_checked(run) -> None:
    done = run("fetch", "https://example.org/", "--delay", "-1")
    assert done.returncode == 2
    assert done.stderr.startswith("error: --delay: found -1.0 (a number), allowed: a number at least 0")


def test_ctrl_c_and_sigterm_end_cleanly_with_their_codes(tmp_path: Path) -> None:
    """The listening socket accepts and never answers, so that both signals meet a command that waits."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            command = [sys.executable, "-m", "scraper", "fetch", url, "--allow-network", "127.0.0.1/32"]
            process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            connection, _ = silent.accept()  # the command is waiting for an answer
            os.kill(process.pid, number)
            stdout, stderr = process.communicate(timeout=30)
            connection.close()
            assert (process.returncode, stdout) == (code, b"")
            assert b"Traceback" not in stderr

"""Bodies that are no pages get a clear error by every way in, and what stands beside them is not lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import scraper
from scraper.cli.demo import serve
from scraper.errors import NotHtmlError, TooLargeError

BODIES = {
    "minutes.html": "PDF",
    "harbour.png": "PNG",
    "noise.html": "binary",
    "truncated.html.gz": "gzip",
}
GOOD = "news/ferry-timetable-vote"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scraper", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def title(fixtures: Path) -> str:
    wanted = json.loads((fixtures / "site" / f"{GOOD}.expected.json").read_text("utf-8"))
    return str(wanted["title"])


def test_every_attack_is_tried(fixtures: Path) -> None:
    assert {file.name for file in (fixtures / "attacks").iterdir()} - {"site.toml"} == set(BODIES)


@pytest.mark.parametrize(("name", "what"), BODIES.items())
def test_the_library_names_what_the_bytes_are_and_where_they_came_from(fixtures: Path, name: str, what: str) -> None:
    url = f"http://attacks.example/{name}"
    with pytest.raises(NotHtmlError, match=what) as caught:
        scraper.clean((fixtures / "attacks" / name).read_bytes(), url=url)
    assert caught.value.where == url


def test_nesting_without_end_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(TooLargeError, match="max_depth"):
        scraper.clean("<div>" * 100_000 + "text")


def test_scraper_clean_reports_each_bad_file_and_delivers_the_good_one(fixtures: Path) -> None:
    attacks = [fixtures / "attacks" / name for name in BODIES]
    done = run("clean", attacks[0], fixtures / "site" / f"{GOOD}.html", *attacks[1:], "--to", "jsonl")
    assert done.returncode == 3
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["title"] for row in rows] == [title(fixtures)]
    for file, what in zip(attacks, BODIES.values(), strict=True):
        assert any(str(file) in line and what in line for line in done.stderr.splitlines()), done.stderr


def test_scraper_fetch_reports_each_bad_answer_and_delivers_the_good_one(fixtures: Path) -> None:
    says = {
        "minutes": "application/pdf",
        "harbour.png": "image/png",
        "noise": "binary",
        "truncated.html.gz": "truncated",
    }
    with serve(fixtures / "attacks") as bad, serve(fixtures / "site") as good:
        urls = [f"{bad.home}{name}" for name in says]
        done = run(
            "fetch", *urls, good.home + GOOD, "--to", "jsonl", "--delay", "0", "--attempts", "1",
            "--resolve", bad.resolve, "--resolve", good.resolve,
        )  # fmt: skip
    assert done.returncode == 3
    assert [json.loads(line)["title"] for line in done.stdout.splitlines()] == [title(fixtures)]
    for url, what in zip(urls, says.values(), strict=True):
        assert any(url in line and what in line for line in done.stderr.splitlines()), done.stderr

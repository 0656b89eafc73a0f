"""scraper bulk: the real command, with Dask's workers on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from distributed import LocalCluster
from pyarrow import parquet

WORDS = "The harbour office counted every boat twice and found one more than there had been in the morning. "


def bulk(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scraper", "bulk", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def write(path: Path, numbers: range, *more: str) -> None:
    rows = []
    for number in numbers:
        body = "".join(f"<p>Boat {number}, part {part}: {WORDS * 2}</p>" for part in range(4))
        html = f"<html><title>Boat {number}</title><body><article><h1>Boat {number}</h1>{body}</article></body></html>"
        rows.append(json.dumps({"url": f"http://news.example/{number}", "html": html}))
    path.write_text("\n".join([*rows, *more]), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two shards in a folder; the second has a row that is no JSON."""
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "a.jsonl", range(6))
    write(tmp_path / "in" / "b.jsonl", range(6, 10), "{broken")
    return tmp_path


def test_every_page_gets_its_row_and_a_rerun_makes_only_what_is_missing(folder: Path) -> None:
    first = bulk(folder, "in/*.jsonl", "-o", "out", "--workers", "2")
    assert first.returncode == 3, first.stderr
    assert first.stdout == ""
    assert "2 shards cleaned, 0 were there, 0 failed: 11 pages, 10 of them articles, 1 errors" in first.stderr
    assert "no JSON" in first.stderr
    rows = [row for name in "ab" for row in parquet.read_table(folder / "out" / f"{name}.parquet").to_pylist()]
    assert [row["title"] for row in rows] == [f"Boat {number}" for number in range(10)] + [None]
    made = (folder / "out" / "a.parquet").stat().st_mtime_ns
    (folder / "out" / "b.parquet").unlink()
    second = bulk(folder, "in/*.jsonl", "-o", "out", "--workers", "2")
    assert "1 shards cleaned, 1 were there" in second.stderr
    assert (folder / "out" / "a.parquet").stat().st_mtime_ns == made
    third = bulk(folder, "in/*.jsonl", "-o", "out")
    assert (third.returncode, "0 shards cleaned, 2 were there" in third.stderr) == (0, True)


def test_a_shard_that_cannot_be_read_fails_alone(folder: Path) -> None:
    (folder / "in" / "c.warc.gz").write_bytes(b"this is no archive at all")
    (folder / "in" / "b.jsonl").unlink()
    run = bulk(folder, "in/*", "-o", "out", "--workers", "1", "--to", "jsonl")
    assert run.returncode == 3
    assert "c.warc.gz: the archive is damaged" in run.stderr
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["a.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["in/a.jsonl"], 2, "no folder for the articles"),
        (["nothing/*.warc", "-o", "out"], 3, "no file has such a name"),
        (["in/a.jsonl", "-o", "out", "--to", "csv"], 2, "--to"),
        (["in/a.jsonl", "-o", "out", "--page-deadline", "0"], 2, "--page-deadline"),
    ],
)
def test_what_cannot_work_is_told_before_anything_is_begun(
    folder: Path, arguments: list[str], code: int, words: str
) -> None:
    run = bulk(folder, *arguments)
    assert (run.returncode, words in run.stderr) == (code, True), run.stderr
    assert not (folder / "out").exists()


def test_shards_go_to_the_workers_of_a_given_scheduler(folder: Path) -> None:
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        run = bulk(folder, "in/a.jsonl", "-o", "out", "--scheduler", cluster.scheduler_address)
    assert run.returncode == 0, run.stderr
    assert parquet.read_table(folder / "out" / "a.parquet").num_rows == 6


def test_what_the_configuration_says_of_a_site_holds(folder: Path) -> None:
    (folder / "config.toml").write_text('[[site]]\nhost = "news.example"\nremove = ["p:nth-of-type(1)"]\n')
    run = bulk(folder, "in/a.jsonl", "-o", "out", "--workers", "1", "--config", "config.toml")
    assert run.returncode == 0, run.stderr
    rows = parquet.read_table(folder / "out" / "a.parquet").to_pylist()
    assert [("part 0" in row["text"], "part 1" in row["text"]) for row in rows] == [(False, True)] * 6

"""A worker of a bulk run is killed in the middle of 20,000 pages: every page stands in the outputs once."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest
from pyarrow import parquet
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

pytestmark = pytest.mark.proof

SHARDS, PAGES = 20, 1_000
WORDS = "The harbour office counted every boat twice and found one more than there had been in the morning. "
HEADERS = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")


def write_shard(path: Path, first: int) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=False)
        for number in range(first, first + PAGES):
            body = "".join(f"<p>Boat {number}, part {part}: {WORDS}</p>" for part in range(4))
            html = f"<html><title>Boat {number}</title><body><article>{body}</article></body></html>"
            url = f"http://news.example/{number}"
            writer.write_record(
                writer.create_warc_record(url, "response", io.BytesIO(html.encode()), http_headers=HEADERS)
            )


def dask_workers(run: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The processes that have a cleaning process of their own."""
    cleaning = [child for child in psutil.Process(run.pid).children(recursive=True) if is_cleaning(child)]
    return [parent for child in cleaning if (parent := child.parent()) is not None]


def is_cleaning(process: psutil.Process) -> bool:
    try:
        return "scraper.scale.bulk.child" in process.cmdline()
    except psutil.Error:
        return False


def test_a_worker_killed_in_the_middle_costs_no_page_and_doubles_none(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for shard in range(SHARDS):
        write_shard(tmp_path / "in" / f"{shard:02}.warc", shard * PAGES)
    command = [sys.executable, "-m", "scraper", "bulk", "in/*.warc", "-o", "out", "--workers", "2"]
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(command, cwd=tmp_path, stderr=log) as run:
        end = time.monotonic() + 600
        while len(list((tmp_path / "out").glob("*.parquet"))) < SHARDS // 2:
            assert run.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < end
            time.sleep(0.1)
        victim, *_ = dask_workers(run)
        children = victim.children()
        os.kill(victim.pid, signal.SIGKILL)
        code = run.wait(600)
    told = (tmp_path / "log").read_text()
    assert code == 0, told
    assert f"{SHARDS} shards cleaned" in told
    tables = sorted((tmp_path / "out").iterdir())
    assert [table.name for table in tables] == [f"{shard:02}.parquet" for shard in range(SHARDS)]
    columns = ["page_url", "title", "status"]
    rows = [row for table in tables for row in parquet.read_table(table, columns=columns).to_pylist()]
    counts = Counter(row["page_url"] for row in rows)
    assert counts == Counter(f"http://news.example/{number}" for number in range(SHARDS * PAGES))
    assert all(row["title"] == f"Boat {row['page_url'].rpartition('/')[2]}" for row in rows)
    assert all(row["status"] == "article" for row in rows)
    assert not [child for child in children if child.is_running() and is_cleaning(child)], "a process was left"

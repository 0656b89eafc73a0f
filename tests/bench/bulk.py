"""What a page costs in a bulk run, and how the rate grows from one worker to two.

    python tests/bench/bulk.py [--pages 2000] [--data DATA/fundus-dev]

Shards of WARC are made of the fixture site's pages, or of a set of pages given; each run is the real command. CPU time
is that of the command and all its processes, so that the parts beside cleaning (reading, tables, Dask) show: the same
pages are cleaned by the library alone in the same run.
"""

from __future__ import annotations

import argparse
import io
import itertools
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import scraper

SITE = Path(__file__).resolve().parents[2] / "fixtures" / "site"
SHARDS = 8
HEADERS = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")


def pages(data: Path | None) -> list[tuple[str, bytes]]:
    """URL and bytes of each page."""
    if data is None:
        found = sorted(SITE.rglob("*.html"))
        return [(f"http://news.example/{path.relative_to(SITE)}", path.read_bytes()) for path in found]
    rows = map(json.loads, (data / "pages.jsonl").read_text("utf-8").splitlines())
    return [(row["url"], (data / row["html"]).read_bytes()) for row in rows]


def write_shards(folder: Path, some: list[tuple[str, bytes]], count: int) -> None:
    """``count`` pages over the shards, in turn."""
    endless = itertools.cycle(some)
    for shard in range(SHARDS):
        with (folder / f"{shard}.warc.gz").open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            for url, body in itertools.islice(endless, count // SHARDS):
                writer.write_record(writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=HEADERS))


def cpu(who: int) -> float:
    """CPU seconds of this process or of its ended children."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def measured(folder: Path, workers: int) -> tuple[float, float]:
    """Wall and CPU seconds of one bulk run."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "scraper", "bulk", str(folder / "*.warc.gz"), "-o", str(out)]
    begin, before = time.perf_counter(), cpu(resource.RUSAGE_CHILDREN)
    subprocess.run([*command, "--workers", str(workers)], check=False, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin, cpu(resource.RUSAGE_CHILDREN) - before


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--data", type=Path, help="an unpacked set of labelled pages")
    given = parser.parse_args()
    some = pages(given.data)
    count = given.pages // SHARDS * SHARDS
    begin = cpu(resource.RUSAGE_SELF)
    for url, body in itertools.islice(itertools.cycle(some), count):
        scraper.clean(body, url)
    alone = cpu(resource.RUSAGE_SELF) - begin
    print(f"{count} pages, {os.cpu_count()} cores")
    print(f"library alone  {1000 * alone / count:6.2f} ms CPU a page")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_shards(folder, some, count)
        walls = []
        for workers in (1, 2):
            wall, spent = measured(folder, workers)
            walls.append(wall)
            print(
                f"{workers} worker{'s' if workers > 1 else ' '}      {1000 * spent / count:6.2f} ms CPU a page, "
                f"{count / wall:6.1f} pages/s"
            )
        print(f"two workers are {walls[0] / walls[1]:.2f} times as fast as one")


if __name__ == "__main__":
    main()

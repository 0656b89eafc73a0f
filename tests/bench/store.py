"""What the store costs on SQLite and on PostgreSQL, and how crawling grows from one worker to two.

    python tests/bench/store.py [--pages 2000] [--sites 40 --articles 20]

The first table: URLs put into the frontier, leased, and whole articles written (tags, near-duplicates, search index,
trace, WARC record on the disk) in batches of 64, by one process and by two at once; then milliseconds of a page's way
through all three, and the processor time of it in our process.  Below it: `scraper worker --drain` over a farm of news
sites on loopback, one worker and two, each with one cleaning process.  PostgreSQL is the system's, started in a folder
of its own with its durable settings.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from scraper.article import Article, Status
from scraper.block import Block, BlockKind
from scraper.page import Page
from scraper.store import duplicates, runs, urls, warc
from scraper.store.database import open_database
from scraper.store.options import StoreOptions
from scraper.store.records import Found, Kind, State, Visit, article_row
from scraper.store.warc import BATCH
from scraper.store.writer import Writer

HERE = Path(__file__).resolve().parent
NOW = datetime.now(UTC)
CONFIG = """
[store]
url = "{url}"
[crawl]
revisit = []
workers = 1
[scale]
shards = 8
heartbeat = 5.0
"""
SOURCE = """
[[source]]
name = "site{site}"
home = "http://{address}:{port}/"
depth = 3
allow_networks = ["127.0.0.0/8"]
[source.fetch]
delay = 0.0
"""


def module_of(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[path.stem] = module
    specification.loader.exec_module(module)
    return module


POSTGRES, FARM = HERE.parent / "postgres.py", HERE.parent / "proofs" / "farm.py"


def visits_of(farm: ModuleType, host: str, entries: list[Any]) -> list[Visit]:
    """A visit for each entry, with an article of 260 words of its own."""
    made = []
    for number, entry in enumerate(entries):
        text = "\n\n".join(" ".join(farm.words(f"{host} {number} {part}", 52)) for part in range(5))
        blocks = tuple(Block(BlockKind.PARAGRAPH, part) for part in text.split("\n\n"))
        article = Article(title=f"About {number}", text=text, blocks=blocks, tags=("boats",), status=Status.ARTICLE)
        row = article_row(article, key=entry.key, url=entry.url, signature=duplicates.signature(text))
        page = Page(entry.url, entry.url, 200, (("content-type", "text/html"),), text.encode() * 8)
        record = warc.response_record(page, NOW)
        kept: dict[str, Any] = {"status": 200, "digest": record.digest, "record": record, "article": row}
        made.append(Visit(entry, State.DONE, "stored", None, NOW, **kept))
    return made


def one(url: str, folder: str, host: str, pages: int) -> tuple[float, float, float, float]:
    """Seconds of putting URLs in, of leasing them, of writing their articles; processor seconds of it all."""
    farm = module_of(FARM)
    options = StoreOptions(url=url, warc=f"warc-{host}")
    with open_database(options, Path(folder)) as database:
        with database.engine.begin() as connection:
            source = urls.source_ids(connection, [host])[host]
            run = runs.begin(connection, "bench", NOW, [source], host)
        found = [
            Found(f"http://{host}/{n}", f"http://{host}/{n}", host, source, Kind.PAGE, 5, 1, NOW, "link")
            for n in range(pages)
        ]
        times, processor = [time.perf_counter()], time.process_time()
        for start in range(0, pages, BATCH):
            with database.engine.begin() as connection:
                urls.add(connection, found[start : start + BATCH])
        times.append(time.perf_counter())
        entries = []
        while len(entries) < pages:
            with database.engine.begin() as connection:
                entries += urls.lease(connection, host, [source], 4)
        times.append(time.perf_counter())
        processor = time.process_time() - processor
        visits = visits_of(farm, host, entries)
        writer = Writer(database, options, Path(folder))
        begin, processor = time.perf_counter(), processor - time.process_time()
        for start in range(0, pages, BATCH):
            writer.write(visits[start : start + BATCH], run)
        writing, processor = time.perf_counter() - begin, processor + time.process_time()
        writer.close()
    return times[1] - times[0], times[2] - times[1], writing, processor


def show_store(name: str, url: str, folder: str, pages: int) -> None:
    adding, leasing, writing, processor = one(url, folder, "one.example", pages)
    print(
        f"{name:12} {pages / adding:10,.0f} {pages / leasing:10,.0f} {pages / writing:12,.0f} "
        f"{1000 * (adding + leasing + writing) / pages:10.2f} {1000 * processor / pages:10.2f}"
    )
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.starmap(time.sleep, [(0.5,), (0.5,)])  # both have loaded
        pair = pool.starmap(one, [(url, folder, f"{half}.example", pages) for half in ("two", "three")])
    slowest = max(writing for _, _, writing, _ in pair)
    print(f"{name:12} {'two at once':>21} {2 * pages / slowest:12,.0f}")


@contextmanager
def farm_of(folder: Path, sites: int, articles: int) -> Iterator[int]:
    sizes = ["--hosts", str(sites), "--articles", str(articles), "--calm", "--log", str(folder / "log.tsv")]
    command = [sys.executable, str(FARM), *sizes]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdin is not None
    yield int(process.stdout.readline())
    process.stdin.close()
    process.wait(10)


def crawl(url: str, folder: Path, options: argparse.Namespace, count: int) -> float:
    """Seconds of so many workers for the whole farm."""
    farm = module_of(FARM)
    with farm_of(folder, options.sites, options.articles) as port:
        sources = (SOURCE.format(site=n, address=farm.address(n), port=port) for n in range(options.sites))
        (folder / "config.toml").write_text(CONFIG.format(url=url) + "".join(sources))
        begin = time.monotonic()
        command = [sys.executable, "-m", "scraper", "worker", "--drain"]
        workers = [subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) for _ in range(count)]
        if any(worker.wait() for worker in workers):
            raise SystemExit("a worker failed")
        return time.monotonic() - begin


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--articles", type=int, default=20)
    options = parser.parse_args()
    postgres = module_of(POSTGRES)
    with postgres.server(durable=True) as server:
        print(f"{'':12} {'URLs/s in':>10} {'leased/s':>10} {'articles/s':>12} {'ms a page':>10} {'of it CPU':>10}")
        for name, url in (("SQLite", "sqlite:///articles.db"), ("PostgreSQL", server.create())):
            with tempfile.TemporaryDirectory() as folder:
                show_store(name, url, folder, options.pages)
        for count in (1, 2):
            with tempfile.TemporaryDirectory() as folder:
                seconds = crawl(server.create(), Path(folder), options, count)
            pages = options.sites * options.articles
            rate = pages / seconds
            print(f"{count} worker{'s' * (count > 1)}: {pages} articles in {seconds:.1f} s, {rate:.1f} articles/s")


if __name__ == "__main__":
    main()

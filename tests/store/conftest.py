"""A store with a source, and visits to put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from scraper.article import Article, Status
from scraper.block import Block, BlockKind
from scraper.page import Page
from scraper.store import database, duplicates, runs, urls, warc
from scraper.store.database import Database, migrations, open_database
from scraper.store.options import StoreOptions
from scraper.store.records import Found, Kind, State, Visit, Written, article_row
from scraper.store.tables import time_text
from scraper.store.writer import Writer

NOW = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
HOST = "http://news.example"


class Shelf:
    """A store in a folder, and short ways to put something into it."""

    now = NOW

    def __init__(self, folder: Path, options: StoreOptions, sinks: tuple[str, ...] = ()) -> None:
        self.folder, self.options, self.sinks = folder, options, sinks
        self.open()

    def open(self) -> None:
        self.database: Database = open_database(self.options, self.folder)
        self.writer = Writer(self.database, self.options, self.folder, self.sinks)
        with self.database.engine.begin() as connection:
            self.source = urls.source_ids(connection, ["courier"])["courier"]
            self.run = runs.begin(connection, "crawl", NOW, [self.source])

    def close(self) -> None:
        self.writer.close()
        self.database.close()

    def lease(self, *paths: str) -> list:
        found = [
            Found(HOST + path, HOST + path, "news.example", self.source, Kind.PAGE, 5, 1, NOW, "link") for path in paths
        ]
        with self.database.engine.begin() as connection:
            urls.add(connection, found)
            urls.wake(connection, [self.source], NOW, force=True)
            entries = urls.lease(connection, "news.example", [self.source], 100)
            urls.release(connection, [entry.id for entry in entries if entry.url not in {HOST + p for p in paths}])
        return [next(entry for entry in entries if entry.url == HOST + path) for path in paths]

    def visit(self, path: str, text: str, *, days: float = 0, key: str = "", body: bytes | None = None) -> Visit:
        """A visit that read an article with that text, ``days`` after NOW."""
        (entry,) = self.lease(path)
        moment = NOW + timedelta(days=days)
        blocks = tuple(Block(BlockKind.PARAGRAPH, part) for part in text.split("\n\n"))
        article = Article(title=f"About {path}", text=text, blocks=blocks, tags=("boats",), status=Status.ARTICLE)
        row = article_row(article, key=key or HOST + path, url=HOST + path, signature=duplicates.signature(text))
        page = Page(HOST + path, HOST + path, 200, (("content-type", "text/html"),), body or text.encode())
        record = warc.response_record(page, moment)
        return Visit(
            entry, State.DONE, "stored", None, moment, status=200, digest=record.digest, record=record, article=row
        )

    def put(self, path: str, text: str, **options: object) -> Written:
        """Store such a visit."""
        return self.write(self.visit(path, text, **options))[0]

    def write(self, *visits: Visit) -> list[Written]:
        return self.writer.write(visits, self.run)

    def rows(self, query: str) -> list[tuple]:
        with self.database.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]


def story(seed: str, count: int = 80) -> str:
    """A text of its own: no two seeds share a run of five words."""
    return "\n\n".join(" ".join(f"{seed}{n}x{m}" for m in range(20)) for n in range(count // 20))


@pytest.fixture
def make_shelf(tmp_path: Path, store_url: str) -> Iterator[Callable[..., Shelf]]:
    """Opens stores in the test's folder, or with their archive there."""
    shelves = []

    def make(sinks: tuple[str, ...] = (), **options: object) -> Shelf:
        shelf = Shelf(tmp_path, replace(StoreOptions(url=store_url), **options), sinks)
        shelves.append(shelf)
        return shelf

    yield make
    for shelf in shelves:
        shelf.close()


@pytest.fixture
def shelf(make_shelf: Callable[..., Shelf]) -> Shelf:
    """A store with default options."""
    return make_shelf()


@pytest.fixture
def text() -> Callable[..., str]:
    """Makes texts that share nothing."""
    return story


class OlderStore:
    """A store as the program of an earlier version made it, for writing rows into."""

    def __init__(self, options: StoreOptions, folder: Path, version: int) -> None:
        self.options, self.folder = options, folder
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(database, "migrations", lambda name: [m for m in migrations(name) if m[0] <= version])
            self.database = open_database(options, folder)
        self.insert("sources", name="courier")

    def insert(self, table: str, **values: object) -> None:
        """Insert a row."""
        with self.database.engine.begin() as connection:
            if self.database.dialect == "sqlite":
                values = {k: time_text(v) if isinstance(v, datetime) else v for k, v in values.items()}
            connection.execute(sa.insert(sa.Table(table, sa.MetaData(), autoload_with=connection)), values)

    def article(self, id_: int, **values: object) -> None:
        """Insert an article and the URL that it was found under."""
        row = {"id": id_, "key": f"k{id_}", "url": "u", "source_id": 1, "text": "text", "status": "article"}
        row |= {"confidence": 0.5, "words": 40, "words_removed": 10, "blocks_removed": 3, "revision": 1}
        row |= {"text_digest": "d", "engine": "blocks", "version": "1", "document": "{}"}
        row |= dict.fromkeys(("first_seen_at", "last_seen_at", "changed_at"), NOW)
        self.insert("articles", **(row | values))
        entry = {"id": id_, "key": f"k{id_}", "url": "u", "host": "h", "source_id": 1, "kind": "page", "state": "done"}
        entry |= {"priority": 1, "depth": 1, "found_at": NOW, "found_how": "feed", "asked_times": 1}
        self.insert("urls", **(entry | {"failures": 0, "note": "", "article_id": id_}))

    def today(self, *, read_only: bool = False) -> Database:
        """The same store, opened by the program of today."""
        self.database.close()
        return open_database(self.options, self.folder, read_only=read_only)


@pytest.fixture(params=["sqlite", "postgresql"])
def make_older_store(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[int], OlderStore]:
    """``make_older_store(2)``: a store of that version, in either database."""
    is_sqlite = request.param == "sqlite"
    url = StoreOptions().url if is_sqlite else request.getfixturevalue("postgres").create()
    return partial(OlderStore, StoreOptions(url=url), tmp_path)

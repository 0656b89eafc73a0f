"""A store goes from one database to another, whole or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.errors import StoreError, UsageError
from scraper.store.database import Database, open_database
from scraper.store.export import Selection, read_articles
from scraper.store.migrate import migrate, moved
from scraper.store.options import StoreOptions
from scraper.store.records import State
from scraper.store.search import search
from scraper.store.tables import metadata, shards, workers

SQLITE = "sqlite:///other.db"


@pytest.fixture
def filled(make_shelf, text):
    """Versions, groups, tags, captures, failures, an outbox: a row in nearly every table."""
    shelf = make_shelf(("jsonl",))
    shelf.put("/boats", text("boat"))
    shelf.put("/boats", text("ship"), days=1)
    shelf.put("/a", text("wire", 400) + " 港の新しいフェリー")
    shelf.put("/b", text("wire", 400) + "\n\nMore at eleven.")
    failed = replace(shelf.visit("/gone", "x"), state=State.GONE, outcome="gone", article=None, record=None, note="404")
    shelf.write(replace(failed, asked_at=shelf.now + timedelta(microseconds=123456)))
    return shelf


@pytest.fixture
def other(request: pytest.FixtureRequest, filled, tmp_path: Path) -> StoreOptions:
    """The other kind of database, empty."""
    if filled.database.dialect == "postgresql":
        return StoreOptions(url=SQLITE)
    return StoreOptions(url=request.getfixturevalue("postgres_url"))


def exported(database: Database) -> list[str]:
    return [json.dumps(row, ensure_ascii=False) for row in read_articles(database, Selection())]


def copied(source: Database, target: Database) -> dict[str, int]:
    return migrate(source, target, lambda name, rows: None)


def test_every_table_is_moved_or_known_to_stay() -> None:
    assert {table.name for table in (*moved(), shards, workers)} == set(metadata.tables)


def test_a_store_goes_over_and_back_and_is_the_same(filled, other: StoreOptions, tmp_path: Path) -> None:
    before = exported(filled.database)
    with open_database(other, tmp_path) as there:
        counts = copied(filled.database, there)
        assert (counts["articles"], counts["revisions"], counts["urls"]) == (3, 1, 4)
        assert exported(there) == before
        for words in ("ship0x3", "フェリー"):
            assert [hit["id"] for hit in search(there, words, 5)] == [
                hit["id"] for hit in search(filled.database, words, 5)
            ]
        with open_database(StoreOptions(url="sqlite:///back.db"), tmp_path) as back:
            assert copied(there, back) == counts
            assert exported(back) == before
            with back.engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_a_store_that_has_moved_goes_on(filled, other: StoreOptions, text, tmp_path: Path) -> None:
    with open_database(other, tmp_path) as there:
        copied(filled.database, there)
    filled.options, filled.folder = other, tmp_path
    filled.close()
    filled.open()
    assert filled.put("/boats", text("ship"), days=2).outcome == "unchanged"
    new = filled.put("/new", text("new"))
    assert (new.outcome, new.article_id) == ("new", 4)


def test_the_source_is_only_read(filled, other: StoreOptions, tmp_path: Path) -> None:
    with (
        open_database(filled.options, filled.folder, read_only=True) as source,
        open_database(other, tmp_path) as there,
    ):
        assert copied(source, there)["articles"] == 3


def test_a_target_with_rows_is_refused_and_stays_as_it_is(filled, other: StoreOptions, tmp_path: Path) -> None:
    with open_database(other, tmp_path) as there:
        with there.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO sources (name) VALUES ('theirs')")
        with pytest.raises(UsageError, match="holds a store already"):
            copied(filled.database, there)
        with there.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT name FROM sources").all() == [("theirs",)]


def test_a_target_that_keeps_something_else_than_it_was_given_keeps_nothing(filled, tmp_path: Path) -> None:
    with open_database(StoreOptions(url=SQLITE), tmp_path) as there:
        with there.engine.begin() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER broken AFTER INSERT ON tags BEGIN UPDATE tags SET tag = 'x' WHERE tag = new.tag; END"
            )
        with pytest.raises(StoreError, match="rows of tags are not"):
            copied(filled.database, there)
        with there.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM articles").scalar() == 0

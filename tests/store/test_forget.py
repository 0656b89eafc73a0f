"""Takedown and retention: what has to go is gone from every place, and nothing else is."""

from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.store.forget import forget
from scraper.store.housekeeping import tidy
from scraper.store.search import search
from scraper.store.warc import read_response

HOST = "http://news.example"


def folder_of(shelf) -> Path:
    return shelf.folder / shelf.options.warc


def take_down(shelf, pattern: str):
    return forget(shelf.database, folder_of(shelf), pattern, shelf.now)


@pytest.fixture
def filled(shelf, text):
    """Two versions of one article, another article, and a second URL of the first."""
    shelf.put("/boats", text("boat"))
    shelf.put("/boats", text("secretboat"), days=1)
    shelf.put("/nets", text("net"))
    shelf.put("/print/boats", text("secretboat"), key=f"{HOST}/boats", days=1)
    return shelf


@pytest.mark.parametrize("pattern", [f"{HOST}/boats", f"{HOST}/boa*"])
def test_article_revisions_raw_pages_and_index_entries_are_gone(filled, pattern: str) -> None:
    gone = take_down(filled, pattern)
    assert (gone.articles, gone.urls, gone.pages) == (1, 2, 3)
    assert filled.rows("SELECT key FROM articles") == [(f"{HOST}/nets",)]
    for table in ("revisions", "tags WHERE article_id = 1", "bands WHERE article_id = 1"):
        assert filled.rows(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert search(filled.database, "secretboat0x1", 5) == []
    filled.close()
    kept = b"".join(path.read_bytes() for path in (filled.folder / ".scraper").glob("articles.db*"))
    assert b"secretboat0x1" not in kept
    assert b"boat0x1" not in kept
    raw = b"".join(gzip.decompress(path.read_bytes()) for path in folder_of(filled).iterdir())
    assert b"boat0x1" not in raw
    assert b"net0x1" in raw
    filled.open()


def test_what_is_left_can_still_be_read_at_its_offset(filled, text) -> None:
    take_down(filled, f"{HOST}/boats")
    ((file, position),) = filled.rows("SELECT file, position FROM captures")
    assert read_response(folder_of(filled) / file, position).body == text("net").encode()


@pytest.mark.parametrize("path", ["/boats", "/print/boats"])
def test_it_stays_away_under_every_url_that_it_had(filled, text, path: str) -> None:
    visit = filled.visit("/harmless", text("harmless"))
    take_down(filled, f"{HOST}/boats")
    size = sum(archive.stat().st_size for archive in folder_of(filled).iterdir())
    returned = filled.visit(path, text("secretboat"))
    assert filled.write(returned)[0].outcome == "forgotten"
    assert sum(archive.stat().st_size for archive in folder_of(filled).iterdir()) == size
    assert filled.rows("SELECT count(*) FROM articles") == [(1,)]
    assert filled.write(visit)[0].outcome == "new"


def test_near_duplicates_that_stay_are_named(shelf, text) -> None:
    shelf.put("/a", text("wire", 400))
    shelf.put("/b", text("wire", 400) + "\n\nMore at eleven.")
    assert take_down(shelf, f"{HOST}/a").alike == (f"{HOST}/b",)


def test_a_second_call_finds_nothing_more(filled) -> None:
    take_down(filled, f"{HOST}/boats")
    again = take_down(filled, f"{HOST}/boats")
    assert (again.articles, again.urls, again.pages) == (0, 0, 0)


def test_retention_deletes_old_pages_revisions_and_traces_and_no_article(make_shelf, text) -> None:
    shelf = make_shelf(keep_pages=7, keep_revisions=7, keep_events=7)
    shelf.put("/boats", text("boat"))
    shelf.put("/boats", text("ship"), days=20)
    now = shelf.now + timedelta(days=20)
    assert tidy(shelf.database, shelf.options, shelf.folder, now) == {"files": 1, "revisions": 1, "events": 1}
    assert [path.name for path in folder_of(shelf).iterdir()] == ["articles-20260401-01.warc.gz"]
    assert shelf.rows("SELECT text FROM articles") == [(text("ship"),)]
    assert shelf.rows("SELECT count(*) FROM captures") == [(1,)]
    assert shelf.rows("SELECT count(*) FROM revisions") == [(0,)]


def test_nothing_is_deleted_by_default(shelf, text) -> None:
    shelf.put("/boats", text("boat"))
    now = shelf.now + timedelta(days=60)
    assert tidy(shelf.database, shelf.options, shelf.folder, now) == {"files": 0, "revisions": 0, "events": 0}

"""What becomes of a visit in the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from scraper.errors import StoreError
from scraper.store import urls
from scraper.store.records import Found, Kind, State
from scraper.store.search import search

HOST = "http://news.example"


def test_an_article_is_stored_with_its_tags_capture_trace_and_counts(shelf, text) -> None:
    written = shelf.put("/boats", text("boat"))
    assert (written.outcome, written.tags, written.words) == ("new", ("boats",), 80)
    assert shelf.rows("SELECT key, revision FROM articles") == [(f"{HOST}/boats", 1)]
    assert shelf.rows("SELECT tag, origin FROM tags") == [("boats", "site")]
    assert shelf.rows("SELECT kind, status, article_id FROM captures") == [("response", 200, 1)]
    assert shelf.rows("SELECT kind FROM events") == [("new",)]
    assert shelf.rows("SELECT state, article_id FROM urls") == [("done", 1)]
    assert shelf.rows("SELECT asked, new FROM source_runs") == [(1, 1)]
    assert [hit["url"] for hit in search(shelf.database, "boat0x3", 5)] == [f"{HOST}/boats"]


def test_a_changed_article_keeps_its_older_version_as_a_revision(shelf, text) -> None:
    shelf.put("/boats", text("boat"))
    assert shelf.put("/boats", text("ship"), days=1).outcome == "changed"
    assert shelf.rows("SELECT revision, text FROM articles") == [(2, text("ship"))]
    assert shelf.rows("SELECT revision, text FROM revisions") == [(1, text("boat"))]
    assert search(shelf.database, "boat0x3", 5) == []
    assert len(search(shelf.database, "ship0x3", 5)) == 1


def test_the_same_article_again_changes_nothing_but_when_it_was_seen(shelf, text) -> None:
    shelf.put("/boats", text("boat"))
    before = shelf.rows("SELECT text, revision, changed_at FROM articles")
    assert shelf.put("/boats", text("boat"), days=1).outcome == "unchanged"
    assert shelf.rows("SELECT text, revision, changed_at FROM articles") == before
    assert shelf.rows("SELECT count(*) FROM revisions") == [(0,)]
    assert shelf.rows("SELECT last_seen_at > changed_at FROM articles") == [(1,)]


@pytest.mark.parametrize(
    ("state", "outcome"),
    [(State.FAILED, "failed"), (State.GONE, "gone"), (State.UNCHANGED, "unchanged"), (State.DONE, "empty")],
)
def test_an_error_a_304_and_an_empty_page_leave_what_is_stored(shelf, text, state: State, outcome: str) -> None:
    shelf.put("/boats", text("boat"))
    before = shelf.rows("SELECT * FROM articles")
    visit = replace(shelf.visit("/boats", "x"), state=state, outcome=outcome, article=None, record=None)
    assert shelf.write(visit)[0].outcome == outcome
    assert shelf.rows("SELECT * FROM articles") == before
    assert shelf.rows("SELECT state, article_id FROM urls") == [(state, 1)]


def test_two_urls_of_one_canonical_url_are_one_article(shelf, text) -> None:
    canonical = f"{HOST}/boats"
    shelf.put("/boats", text("boat"))
    assert shelf.put("/print/boats", text("boat"), key=canonical).outcome == "duplicate"
    assert shelf.rows("SELECT count(*) FROM articles") == [(1,)]
    assert shelf.rows("SELECT article_id FROM urls") == [(1,), (1,)]


def test_a_canonical_url_that_all_pages_share_is_not_believed(shelf, text) -> None:
    for name in ("boats", "nets", "ropes"):
        assert shelf.put(f"/{name}", text(name), key=f"{HOST}/news").outcome == "new"
    assert shelf.rows("SELECT count(*) FROM articles") == [(3,)]


def test_another_url_of_an_article_does_not_overwrite_it(shelf, text) -> None:
    shelf.put("/boats", text("boat", 400))
    shorter = text("boat", 400).rpartition("\n\n")[0]
    assert shelf.put("/amp/boats", shorter, key=f"{HOST}/boats").outcome == "duplicate"
    assert shelf.rows("SELECT text FROM articles") == [(text("boat", 400),)]


def test_near_duplicates_are_grouped_and_all_kept(shelf, text) -> None:
    shelf.put("/a", text("wire", 400))
    shelf.put("/b", text("wire", 400) + "\n\nMore at eleven.")
    shelf.put("/c", text("other", 400))
    shelf.put("/d", "By our desk.\n\n" + text("wire", 400))
    assert shelf.rows("SELECT id, group_id FROM articles ORDER BY id") == [(1, 1), (2, 1), (3, None), (4, 1)]


def test_found_urls_enter_the_frontier_in_the_same_transaction_once(shelf, text) -> None:
    visit = shelf.visit("/boats", text("boat"))
    found = tuple(
        Found(f"{HOST}/{n}", f"{HOST}/{n}", "news.example", shelf.source, Kind.PAGE, 5, 1, visit.asked_at, "link")
        for n in (1, 2, 1)
    )
    written = shelf.write(replace(visit, found=found))[0]
    assert (written.found, written.hosts) == (2, ("news.example",))
    assert shelf.rows("SELECT count(*) FROM urls WHERE state = 'found'") == [(2,)]


def test_a_better_priority_wins_while_a_url_waits(shelf) -> None:
    def found(priority: int) -> Found:
        url = f"{HOST}/x"
        return Found(url, url, "news.example", shelf.source, Kind.PAGE, priority, 1, shelf.now, "feed")

    with shelf.database.engine.begin() as connection:
        urls.add(connection, [found(5)])
        assert urls.add(connection, [found(2)]) == ([], [])
        urls.add(connection, [found(4)])
    assert shelf.rows(f"SELECT priority FROM urls WHERE key = '{HOST}/x'") == [(2,)]


@pytest.mark.parametrize(
    ("hours", "state"),
    [(-1, State.DONE), (2, State.DUE), (100, State.DONE)],
    ids=["older than the visit", "newer", "in the future"],
)
def test_a_known_url_is_due_again_when_it_was_changed_after_its_visit(shelf, text, hours: int, state: State) -> None:
    shelf.put("/boats", text("boat"))
    url, modified = f"{HOST}/boats", shelf.now + timedelta(hours=hours)
    place = ("news.example", shelf.source, Kind.PAGE, 5, 1, shelf.now + timedelta(hours=3), "sitemap")
    with shelf.database.engine.begin() as connection:
        new, renewed = urls.add(connection, [Found(url, url, *place, modified_at=modified)])
    assert new == []
    assert [item.key for item in renewed] == ([url] if state is State.DUE else [])
    assert shelf.rows("SELECT state FROM urls") == [(state,)]


def test_a_batch_that_fails_leaves_neither_rows_nor_records(shelf, text) -> None:
    shelf.put("/boats", text("boat"))
    archive = next(Path(shelf.folder, ".scraper/warc").iterdir())
    before = archive.stat().st_size
    good, bad = shelf.visit("/nets", text("net")), shelf.visit("/ropes", text("rope"))
    bad = replace(bad, entry=replace(bad.entry, source_id=999))  # no such source: the database refuses the row
    with pytest.raises(StoreError):
        shelf.write(good, bad)
    assert archive.stat().st_size == before
    assert shelf.rows("SELECT count(*) FROM articles") == [(1,)]
    assert shelf.write(good)[0].outcome == "new"


def test_a_lease_goes_by_priority_and_comes_back_when_released(shelf) -> None:
    entries = shelf.lease("/a", "/b")
    assert [entry.state for entry in entries] == [State.LEASED, State.LEASED]
    with shelf.database.engine.begin() as connection:
        assert urls.lease(connection, "news.example", [shelf.source], 10) == []
        assert urls.release(connection) == 2
        assert urls.due_hosts(connection, [shelf.source]) == {"news.example": 2}
        assert urls.due_hosts(connection, [shelf.source + 1]) == {}


def test_what_is_no_character_is_replaced_wherever_it_stands(shelf, text) -> None:
    visit = shelf.visit("/boats", text("boat"))
    row = replace(visit.article, title="half \ud83d and \0 nul", text="Möwe \udc00 \0", tags=("a\0b",))
    assert shelf.write(replace(visit, article=row, note="\0"))[0].outcome == "new"
    assert shelf.rows("SELECT title, text FROM articles") == [("half ? and \ufffd nul", "Möwe ? \ufffd")]


def test_a_very_long_text_is_stored_whole_and_its_beginning_is_found(shelf, text) -> None:
    long = text("first") + " " + " ".join(f"{n:060}" for n in range(20_000))
    assert shelf.put("/boats", long).outcome == "new"
    assert shelf.rows("SELECT text FROM articles") == [(long,)]
    assert len(search(shelf.database, "first0x3", 5)) == 1


def test_integrity_holds(shelf, text) -> None:
    shelf.put("/a", text("a"))
    shelf.put("/a", text("b"), days=1)
    if shelf.database.dialect != "sqlite":  # PostgreSQL has no such command: constraints are checked as rows come
        assert shelf.rows("SELECT count(*) FROM pg_constraint WHERE NOT convalidated") == [(0,)]
        return
    with shelf.database.engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
        assert connection.execute(sa.text("PRAGMA foreign_key_check")).all() == []

"""What cleaning stored pages again needs of the store, and what it leaves there, in both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scraper.errors import UsageError
from scraper.store import recleaning
from scraper.store.forget import forget
from scraper.store.recleaning import Recleaned, Selection
from scraper.store.search import search

HOST = "http://news.example"


def ask(shelf, function, *arguments):
    with shelf.database.engine.begin() as connection:
        return function(connection, *arguments)


def cleaned(shelf, path: str, article_id: int, text: str, **how) -> Recleaned:
    """What today's cleaner makes of the page."""
    row = replace(shelf.visit(path, text).article, cleaner="today", profile="5-a")
    return Recleaned(article_id, "today", row, **how)


def test_articles_are_listed_by_number_source_and_day(shelf, text) -> None:
    for day, name in enumerate(("a", "b", "c")):
        shelf.put(f"/{name}", text(name), days=day)
    assert ask(shelf, recleaning.count, Selection()) == 3
    assert [one.id for one in ask(shelf, recleaning.listed, Selection(), 1)] == [2, 3]
    recent = Selection(("courier",), shelf.now + timedelta(days=1))
    (first, _) = ask(shelf, recleaning.listed, recent, 0)
    assert (first.url, first.host, first.source, first.cleaner) == (f"{HOST}/b", "news.example", "courier", "")
    with pytest.raises(UsageError, match="The store has: courier"):
        ask(shelf, recleaning.count, Selection(("nobody",)))


def test_another_text_becomes_a_version_and_the_same_one_is_only_noted(make_shelf, text) -> None:
    shelf = make_shelf(sinks=("jsonl",))
    shelf.write(replace(shelf.visit("/boats", text("boat")), source_tags=("ours",)))
    shelf.put("/nets", text("net"))
    results = [cleaned(shelf, "/boats", 1, text("ship")), cleaned(shelf, "/nets", 2, text("net"))]
    shown = ask(shelf, recleaning.preview, results)
    assert [before.changed for before in shown] == [True, False]
    assert shelf.rows("SELECT count(*) FROM revisions") == [(0,)]
    assert ask(shelf, recleaning.apply, results, shelf.now + timedelta(days=9), 0.8) == shown
    rows = shelf.rows("SELECT revision, reason, cleaner, profile, changed_at = first_seen_at FROM articles ORDER BY id")
    assert rows == [(2, "recleaned", "today", "5-a", 1), (1, "new", "today", "5-a", 1)]
    assert shelf.rows("SELECT tag, origin FROM tags WHERE article_id = 1 ORDER BY tag") == [
        ("boats", "site"),
        ("ours", "source"),
    ]
    assert [hit["url"] for hit in search(shelf.database, "ship0x3", 5)] == [f"{HOST}/boats"]
    assert search(shelf.database, "boat0x3", 5) == []
    assert shelf.rows("SELECT count(*) FROM outbox") == [(2,)], "nothing but what the crawl put there"


def test_what_changed_is_news_where_that_is_asked_for(shelf, text) -> None:
    shelf.put("/boats", text("boat"))
    ask(shelf, recleaning.apply, [cleaned(shelf, "/boats", 1, text("ship"), sinks=("webhook",))], shelf.now, 0.8)
    assert shelf.rows("SELECT sink, article_id FROM outbox") == [("webhook", 1)]


def test_near_duplicates_are_grouped_by_what_the_texts_are_now(shelf, text) -> None:
    shelf.put("/a", text("wire", 400))
    shelf.put("/b", text("wire", 400) + "\n\nMore at eleven.")
    shelf.put("/c", text("other", 400))
    results = [cleaned(shelf, "/b", 2, text("else", 400)), cleaned(shelf, "/c", 3, text("wire", 400) + "\n\nAnd more.")]
    ask(shelf, recleaning.apply, results, shelf.now, 0.8)
    assert shelf.rows("SELECT id, group_id FROM articles ORDER BY id") == [(1, 1), (2, None), (3, 1)]


def test_a_page_without_an_article_leaves_what_is_stored_and_is_not_tried_again(shelf, text) -> None:
    shelf.put("/boats", text("boat"))
    before = shelf.rows("SELECT text, revision, version FROM articles")
    assert ask(shelf, recleaning.apply, [Recleaned(1, "today", None)], shelf.now, 0.8) == [None]
    assert shelf.rows("SELECT text, revision, version FROM articles") == before
    assert shelf.rows("SELECT cleaner FROM articles") == [("today",)]


def test_the_page_of_an_article_is_the_one_that_it_was_read_from(shelf, text) -> None:
    shelf.put("/boats", text("boat"))
    shelf.write(replace(shelf.visit("/boats", "x", days=1), outcome="empty", article=None))
    found = ask(shelf, recleaning.archived, 1)
    assert (found.asked, found.captured_at) == (f"{HOST}/boats", shelf.now)


def test_a_forgotten_article_stays_forgotten(shelf, text) -> None:
    shelf.put("/boats", text("boat"))
    result = cleaned(shelf, "/boats", 1, text("ship"))
    forget(shelf.database, shelf.folder / shelf.options.warc, f"{HOST}/boats", shelf.now)
    assert ask(shelf, recleaning.apply, [result], shelf.now, 0.8) == [None]
    assert shelf.rows("SELECT count(*) FROM articles") == [(0,)]
    assert shelf.rows("SELECT count(*) FROM readings") == [(0,)]

"""Versions of an article: which changes make one, what it says it changed, what stays right around it."""

from __future__ import annotations

import json
from dataclasses import replace

from scraper.store import history
from scraper.store.history import History

HOST = "http://news.example"


def stored(shelf, path: str = "/boats") -> History:
    with shelf.database.engine.begin() as connection:
        found = history.find(connection, HOST + path, HOST + path)
        return history.read(connection, found)


def with_document(visit, **changes: object):
    """The visit of a page that says something else about the article."""
    document = json.loads(visit.article.document) | changes
    return replace(visit, article=replace(visit.article, document=json.dumps(document)), digest="sha1:other")


def test_an_edit_keeps_the_older_version_and_says_what_it_changed(shelf, text) -> None:
    shelf.put("/boats", text("boat"))
    first = text("boat").split("\n\n")
    shelf.put("/boats", "\n\n".join([*first[:2], "The wall will be built.", *first[2:]]), days=1)
    old, new = stored(shelf).versions
    assert (old.revision, old.reason, old.changes, old.text) == (1, "new", None, text("boat"))
    assert (new.revision, new.reason) == (2, "edited")
    assert [(change.kind, change.place, change.new) for change in new.changes] == [
        ("added", 3, "The wall will be built.")
    ]
    assert (new.at - old.at).days == 1


def test_a_change_of_what_is_said_about_the_article_is_a_version_but_no_edit(shelf, text) -> None:
    shelf.put("/boats", text("boat"))
    written = shelf.write(with_document(shelf.visit("/boats", text("boat"), days=1), authors=["Ada Berg"]))[0]
    assert written.outcome == "changed"
    version = stored(shelf).versions[-1]
    assert (version.reason, version.changes, version.document["authors"]) == ("metadata", (), ["Ada Berg"])


def test_a_change_around_the_article_is_no_version_and_is_kept_as_the_newest_reading(shelf, text) -> None:
    shelf.put("/boats", text("boat"))
    cut = [{"text": "Read also", "kind": "related", "reason": "x", "score": None}]
    visit = with_document(
        shelf.visit("/boats", text("boat"), days=1), removed=cut, modified="2026-03-13T00:00:00+00:00"
    )
    assert shelf.write(visit)[0].outcome == "unchanged"
    (version,) = stored(shelf).versions
    assert version.document["removed"] == cut


def test_the_same_page_that_is_cleaned_in_another_way_is_not_changed_by_the_site(make_shelf, text) -> None:
    shelf = make_shelf(sinks=("jsonl",))
    shelf.put("/boats", text("boat"), body=b"<p>page</p>")
    other = shelf.visit("/boats", text("boat") + "\n\nMore.", days=1, body=b"<p>page</p>")
    assert shelf.write(other)[0].outcome == "unchanged"
    assert stored(shelf).versions[-1].reason == "recleaned"
    assert shelf.rows("SELECT changed_at = first_seen_at FROM articles") == [(1,)]
    assert shelf.rows("SELECT count(*) FROM outbox") == [(1,)]


def test_an_article_knows_the_record_that_it_was_read_from(shelf, text) -> None:
    shelf.put("/nets", text("net"))
    shelf.put("/boats", text("boat"))
    empty = replace(shelf.visit("/boats", "x", days=1), outcome="empty", article=None)
    shelf.write(empty)
    query = "SELECT captures.url_id = urls.id, captured_at = first_seen_at FROM articles JOIN captures ON capture_id ="
    query += " captures.id JOIN urls ON urls.article_id = articles.id"
    assert shelf.rows(query) == [(1, 1), (1, 1)]
    shelf.put("/boats", text("ship"), days=2)
    assert shelf.rows("SELECT captured_at = changed_at FROM articles JOIN captures ON capture_id = captures.id") == [
        (1,),
        (1,),
    ]


def test_each_version_and_each_empty_page_leaves_a_reading(shelf, text) -> None:
    shelf.put("/boats", text("boat"))
    shelf.put("/boats", text("boat"), days=1)
    shelf.put("/boats", text("ship", 100), days=2)
    shelf.write(replace(shelf.visit("/boats", "x", days=3), outcome="empty", article=None))
    rows = shelf.rows("SELECT outcome, words, tags, titled, dated, authors, article_id FROM readings ORDER BY id")
    assert rows == [("new", 80, 1, 1, 0, 0, 1), ("changed", 100, 1, 1, 0, 0, 1), ("empty", 0, 0, 0, 0, 0, None)]


def test_who_is_left_alone_in_a_group_repeats_nobody(shelf, text) -> None:
    shelf.put("/a", text("wire", 400))
    shelf.put("/b", text("wire", 400) + "\n\nMore at eleven.")
    shelf.put("/b", text("other", 400), days=1)
    assert shelf.rows("SELECT id, group_id FROM articles ORDER BY id") == [(1, None), (2, None)]


def test_an_article_is_found_under_every_url_that_led_to_it(shelf, text) -> None:
    shelf.put("/boats", text("boat"))
    shelf.put("/print/boats", text("boat"), key=f"{HOST}/boats")
    assert stored(shelf, "/print/boats").url == stored(shelf).url == f"{HOST}/boats"
    with shelf.database.engine.begin() as connection:
        assert history.find(connection, f"{HOST}/nets", f"{HOST}/nets") is None

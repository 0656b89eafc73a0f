"""Full-text search, also in scripts that put no space between words."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from scraper.store.search import search

PAGES = {
    "/zh": "海边小镇的新渡轮星期一开航。\n\n船长说，风浪不大，旅客都很满意。",
    "/ja": "港の新しいフェリーは月曜日に就航した。\n\n東京2026年大会の関係者も乗船した。",
    "/ko": "서울은 월요일에 새 여객선을 띄웠다.\n\n승객들은 만족했다.",
    "/en": "The new ferry left on Monday.\n\nThe captain spoke of calm weather in 東京.",
    "/ru": "Новый паром отправился в понедельник.\n\nКапитан доволен.",
}


@pytest.fixture
def filled(shelf):
    for path, text in PAGES.items():
        shelf.put(path, text)
    return shelf


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("渡轮", {"/zh"}),
        ("新渡轮星期一", {"/zh"}),
        ("渡轮 旅客", {"/zh"}),
        ("轮渡", set()),
        ("航", {"/zh", "/ja"}),
        ("意", {"/zh"}),
        ("フェリー", {"/ja"}),
        ("東京", {"/ja", "/en"}),
        ("東京2026年大会", {"/ja"}),
        ("東京 ferry", {"/en"}),
        ("서울", {"/ko"}),
        ("паром", {"/ru"}),
        ("ferry MONDAY", {"/en"}),
        ("船長", set()),
    ],
)
def test_a_word_is_found_in_any_script(filled, words: str, found: set[str]) -> None:
    hits = search(filled.database, words, 10)
    assert {hit["url"].removeprefix("http://news.example") for hit in hits} == found
    assert all("[" in hit["excerpt"] for hit in hits)


@pytest.mark.parametrize(
    "words", ["harbour", "tv", "council", "wall", "sea-wall", "or", "17", "8", "o'brien", "HARBOUR.TV"]
)
def test_a_word_is_found_whatever_sign_stands_beside_it(shelf, words: str) -> None:
    shelf.put(
        "/a", "Harbour.TV asked the council.The answer: and/or, sea-wall @council 17.8 http://x.example/wall O'Brien"
    )
    assert len(search(shelf.database, words, 10)) == 1


@pytest.mark.parametrize("words", ['"', "AND (", "ferry -monday", "a:b*", "'", "\\", "%", ":words"])
def test_no_sign_of_a_search_is_an_operator_or_an_error(filled, words: str) -> None:
    assert isinstance(search(filled.database, words, 10), list)


def test_the_excerpt_shows_the_word_within_its_sentence(filled) -> None:
    (hit,) = search(filled.database, "旅客", 10)
    assert "[旅客]都很满意" in hit["excerpt"]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("cafe", "[café]"),
        ("CAFÉ zoe", "[café]"),
        ("strömt", "[stromt]"),
        ("cafe\u0301", "[café]"),
    ],
)
def test_a_word_is_found_with_and_without_its_accents(shelf, words: str, shown: str) -> None:
    shelf.put("/a", "Opened late.\n\n" + "It rained. " * 40 + "Then Zoë opened the café, and the river stromt by.")
    (hit,) = search(shelf.database, words, 10)
    assert shown in hit["excerpt"]
    assert search(shelf.database, "cafeteria", 10) == []


def test_articles_stored_before_accents_were_left_out_are_found_after_the_migration(make_older_store) -> None:
    older = make_older_store(6)
    older.article(1, text="The café opened.")
    with older.today() as database:
        assert len(search(database, "cafe", 10)) == 1


def test_articles_stored_before_there_was_an_index_of_signs_are_found_after_the_migration(make_older_store) -> None:
    older = make_older_store(2)
    for number, text in enumerate(PAGES.values(), start=1):
        older.article(number, text=text)
    with older.today() as database:
        assert len(search(database, "渡轮", 10)) == 1
        with database.engine.connect() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM articles WHERE grams = ''")).scalar() == 1

"""The count of words, in scripts with spaces and without."""

from __future__ import annotations

from pathlib import Path

import pytest

import scraper
from scraper import Article
from scraper.words import count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("The harbour — quiet\nas ever – opened.", 8),
        ("Москва не сразу строилась", 4),
        ("서울의 배가 떠났다", 3),
        ("港は静かだった。", 7),
        ("カーフェリー、1号が出た!", 11),
        ("北京 2008 年, the games", 6),
        ("iPhoneを買う", 4),
    ],
)
def test_words_are_what_stands_between_spaces_and_each_ideograph_and_kana(text: str, words: int) -> None:
    assert count_words(text) == words


def test_an_article_shows_that_count() -> None:
    assert "7 words" in repr(Article(title=None, text="港は静かだった。"))


def test_the_japanese_page_of_the_site_counts_its_signs(fixtures: Path) -> None:
    text = scraper.clean((fixtures / "site" / "ja" / "lighthouse-cat.html").read_bytes()).text
    assert len(text.split()) < 20
    signs = [character for character in text if "\u3041" <= character <= "\u9fff"]
    assert 0.95 * len(signs) < count_words(text) < 1.05 * len(signs)

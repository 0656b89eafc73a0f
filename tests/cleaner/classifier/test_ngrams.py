"""Words hashed without cutting strings: equal words have equal hashes wherever they stand."""

from __future__ import annotations

import numpy as np

from scraper.cleaner.classifier.ngrams import BITS
from scraper.cleaner.classifier.shapes import measure_shapes


def buckets(*texts: str) -> list[list[int]]:
    found = measure_shapes(texts).ngrams
    return [found.bucket[found.row == number].tolist() for number in range(len(texts))]


def test_the_same_words_hash_alike_at_any_place_and_in_any_case() -> None:
    first, second, third = buckets("Sign up now", "something else", "SIGN UP, NOW!")
    assert first == third
    assert first != second


def test_every_block_has_its_words_their_pairs_and_its_end() -> None:
    one, two = buckets("newsletter", "read also this")
    assert len(one) == 3
    assert len(two) == 7


def test_numbers_are_all_alike_where_they_have_as_many_digits() -> None:
    assert buckets("Chapter 12") == buckets("chapter 98")


def test_characters_of_scripts_without_spaces_are_words_of_their_own() -> None:
    assert len(buckets("関連記事")[0]) == 9


def test_a_page_without_a_word_has_no_ngrams() -> None:
    sums, counts = measure_shapes(["***", "—"]).ngrams.sums(np.ones(1 << BITS, np.float32))
    assert sums.tolist() == counts.tolist() == [0, 0]


def test_sums_add_up_the_weights_of_a_blocks_ngrams() -> None:
    weights = np.zeros(1 << BITS, np.float32)
    weights[buckets("advertisement")[0][0]] = 2.5
    sums, counts = measure_shapes(["Advertisement", "nothing here"]).ngrams.sums(weights)
    assert sums.tolist() == [2.5, 0.0]
    assert counts.tolist() == [3, 5]

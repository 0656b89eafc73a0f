"""The words of a page as hashed uni- and bigrams, all blocks at once, and a linear model over them.

Words are hashed without cutting a single string: with prefix sums of ``code * B**position`` (Karp and Rabin 1987), the
hash of any run of characters is one difference and one product.  What the words say of a block is then a sum of learned
weights (feature hashing, Weinberger et al. 2009): ``sign up``, ``read also``, ``photo``, in the languages learned from.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

#: Classes of characters.
LETTER, UPPER, DIGIT, SPACE, COMMA, STOP, SYMBOL, WIDE = range(8)
#: Bits of the hashed vocabulary: 32,768 weights.
BITS = 15
#: Characters of a page that are hashed; what lies beyond has no words. The longest development page has 600,000.
_MOST = 1 << 20
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse; the golden ratio's bits (Knuth's multiplicative hashing)
_INVERSE = pow(_BASE, -1, 1 << 64)
_FIRST, _SECOND, _MIX = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB), np.uint64(0xD6E8FEB86659FD93)
_START = np.uint64(0x5BD1E995)
_END = np.uint64(0x2545F491 * 0x94D049BB133111EB % (1 << 64))
_SHIFT, _TOP = np.uint64(32), np.uint64(64 - BITS)

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Ngrams:
    """``bucket``: the hashed n-grams of all blocks, the single words first; ``row``: the block of each; ``count``:
    blocks; ``words``: how many single words there are."""

    bucket: NDArray[np.int64]
    row: NDArray[np.int64]
    count: int
    words: int = 0

    def sums(self, weights: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The sum of the weights of each block's n-grams, and how many there are."""
        numbers = np.bincount(self.row, minlength=self.count).astype(np.float64)
        return np.bincount(self.row, weights[self.bucket], self.count).astype(np.float64), numbers


def ngrams_of(codes: NDArray[np.uint32], classes: NDArray[np.uint8], rows: NDArray[np.int64], count: int) -> Ngrams:
    """The n-grams of a page's characters: ``codes`` their code points (at most 65535), ``classes`` theirs, ``rows`` the
    block of each; each block ends with a character that is no letter."""
    if len(codes) > _MOST:
        codes, classes, rows = codes[:_MOST], classes[:_MOST].copy(), rows[:_MOST]
        classes[-1] = SPACE
    wide = classes == WIDE
    inside = (classes == LETTER) | (classes == UPPER) | (classes == DIGIT) | wide
    before = np.concatenate(([False], inside[:-1]))
    starts = inside & (~before | wide | np.concatenate(([False], wide[:-1])))
    borders = np.flatnonzero(starts | (~inside & before))
    opening = starts[borders]
    first = borders[opening]
    if not len(first):
        return Ngrams(np.empty(0, np.int64), np.empty(0, np.int64), count)
    last = np.concatenate((borders[1:], [len(codes)]))[opening]
    powers, inverses, lower = _tables()
    folded = lower[codes]
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(folded * powers[: len(codes)], out=sums[1:])
    words = (sums[last] - sums[first]) * inverses[first]
    words ^= words >> _SHIFT
    row = rows[first]
    new = np.concatenate(([True], row[1:] != row[:-1]))
    previous = np.concatenate(([_START], words[:-1]))
    previous[new] = _START
    ends = np.concatenate((new[1:], [True]))
    hashed = np.concatenate((words * _MIX, previous * _FIRST + words * _SECOND, words[ends] * _FIRST + _END))
    hashed ^= hashed >> _SHIFT
    bucket = ((hashed * _MIX) >> _TOP).astype(np.int64)
    return Ngrams(bucket, np.concatenate((row, row, row[ends])), count, len(row))


@cache
def _tables() -> tuple[Hashes, Hashes, Hashes]:
    """Powers of the base and of its inverse, and the lower case of a character (digits are all 0)."""
    powers = np.full(_MOST, _BASE, np.uint64)
    inverses = np.full(_MOST, _INVERSE, np.uint64)
    powers[0] = inverses[0] = 1
    lower = np.array([min(ord(chr(code).lower()[0]), 0xFFFF) for code in range(0x10000)], np.uint64)
    lower[48:58] = 48
    return np.cumprod(powers), np.cumprod(inverses), lower

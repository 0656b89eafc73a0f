"""What a block's characters say: upper case, digits, punctuation and so on, counted for all blocks at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.classifier.ngrams import COMMA, DIGIT, LETTER, SPACE, STOP, SYMBOL, UPPER, WIDE, Ngrams, ngrams_of

_STOPS = ".!?。！？…؟।۔｡։።"
_COMMAS = ",;:、，；：،؛･"
#: Characters of scripts written without spaces that make up one word, on average (Chinese and Japanese: 1.5 to 2.5).
_WIDE_PER_WORD = 2.0
#: Latin characters that say as much as one Chinese or Japanese one (same news text, both languages: about 3).
_WIDE_WEIGHT = 3.0
_LAST = 0xFFFF
#: Characters of a block's beginning and end whose words are looked at.
_HEAD, _TAIL = 160, 80

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shapes:
    """A number a block. ``counts``: rows are blocks, columns the classes of characters. ``size``: characters, those of
    scripts without spaces weighed up. ``first``, ``last``: class of the first and last character (closing quotes
    apart). ``ngrams``: the words of all blocks."""

    length: Floats
    size: Floats
    words: Floats
    counts: Floats
    first: NDArray[np.uint8]
    last: NDArray[np.uint8]
    ngrams: Ngrams


def measure_shapes(texts: Sequence[str]) -> Shapes:
    """The shapes of the blocks' texts, none of which is empty."""
    count = len(texts)
    codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "replace"), dtype="<u4")
    classes = class_table()[np.minimum(codes, _LAST)]
    lengths = np.fromiter(map(len, texts), np.int64, count)
    ends = np.cumsum(lengths + 1)
    starts = ends - lengths - 1
    cells = np.repeat(np.arange(0, count * 8, 8), lengths + 1) + classes
    counts = np.bincount(cells, minlength=count * 8).reshape(count, 8).astype(np.float32)
    wide = counts[:, WIDE]
    length = lengths.astype(np.float32)
    last = classes[ends - 2]
    last = np.where(last == SYMBOL, classes[np.maximum(ends - 3, starts)], last)
    words = counts[:, SPACE] + wide / np.float32(_WIDE_PER_WORD)
    size = length + wide * np.float32(_WIDE_WEIGHT - 1)
    return Shapes(length, size, words, counts, classes[starts], last, _ngrams(texts))


def _ngrams(texts: Sequence[str]) -> Ngrams:
    """The words of every block's beginning and end: what a block is, is said there."""
    clipped = [text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]} {text[-_TAIL:]}" for text in texts]
    codes = np.frombuffer("\n".join([*clipped, ""]).encode("utf-32-le", "replace"), dtype="<u4")
    codes = np.minimum(codes, _LAST)
    rows = np.repeat(np.arange(len(texts)), np.fromiter(map(len, clipped), np.int64, len(texts)) + 1)
    return ngrams_of(codes, class_table()[codes], rows, len(texts))


@cache
def class_table() -> NDArray[np.uint8]:
    """Character -> class for the basic plane; what lies beyond is read as its last character."""
    table = np.full(_LAST + 1, SYMBOL, np.uint8)
    category = unicodedata.category
    for code in range(_LAST + 1):
        kind = category(chr(code))
        if kind in ("Lu", "Lt"):
            table[code] = UPPER
        elif kind[0] in "LM":
            table[code] = LETTER
        elif kind == "Nd":
            table[code] = DIGIT
        elif kind[0] == "Z":
            table[code] = SPACE
    for start, stop in ((0x0E00, 0x0E80), (0x3040, 0x3100), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00)):
        table[start:stop] = WIDE
    table[[ord(c) for c in "\t\n\r\x0b\x0c"]] = SPACE
    table[[ord(c) for c in _STOPS]] = STOP
    table[[ord(c) for c in _COMMAS]] = COMMA
    return table


__all__ = [
    "COMMA", "DIGIT", "LETTER", "SPACE", "STOP", "SYMBOL", "UPPER", "WIDE", "Shapes", "class_table", "measure_shapes",
]  # fmt: skip

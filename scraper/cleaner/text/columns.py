"""What a line shows by itself: size, letters, punctuation, marks, wordings. One column a measurement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.shapes import COMMA, DIGIT, LETTER, STOP, SYMBOL, UPPER, WIDE, Shapes
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.text.vocabulary import Vocabulary
from scraper.cleaner.wordings import BIT, CLASSES, WHOLE

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]

#: Prose: at least so many words, with punctuation inside, in no list of wordings.
PROSE_WORDS = 12
#: A headline: so many words, no full stop at the end (lexicon of line shapes: 4 to 16).
HEADLINE_LEAST, HEADLINE_MOST = 4, 18
#: Signs that tell separators, addresses, credits and quotes; a column each.
_SIGNS = {
    "bar": "|", "arrow": "›»>→▶►", "slash": "/", "at": "@", "hash": "#", "copyright": "©®™ⓒ", "colon": ":：",
    "bracket": "([【［（", "quote": '"“”„«»「」‘', "dash": "–—", "ellipsis": "…", "dot": "•·", "question": "?？؟",
}  # fmt: skip
_EXPRESSIONS = {
    "sentences": re.compile(r"[.!?。！？؟…][\"”’»)]?(?:[^\S\n]+|(?<=[。！？]))[\"“„«¿¡(]?[^\W\d_]"),
    "date": re.compile(
        r"(?<![^\W_])(?:(?:19|20)\d\d(?!\w)|\d{1,2}(?:[./-]\d{1,2}[./-]\d{2,4}|[:h]\d\d(?!\w)|[月日時时年]))"
    ),
    "address": re.compile(r"https?:|www\.|\w\.(?:com|org|net|de|co|fr|it|es|ru|jp|cn)(?!\w)|\w@\w"),
    "capitals": re.compile(r"(?:^|(?<=[\s\"“„«(]))[A-ZÀ-ÖØ-ÞА-ЯЁΑ-Ω]", re.M),
}


class Lines:
    """The columns that several measurements share. ``bits``: wordings. ``prose``, ``headline``: 0 or 1 a line."""

    def __init__(self, sheet: Sheet) -> None:
        measures = sheet.document.measures
        self.texts = sheet.texts
        self.count = len(sheet)
        self.index = np.arange(self.count)
        self.bits: Ints = np.array(sheet.bits, np.int64)
        self.shapes: Shapes = sheet.shapes
        self.gap: Floats = np.array(measures["gap"], np.float32)
        self.indent: Floats = np.array(measures["indent"], np.float32)
        self.marked: Floats = np.array(measures["marked"], np.float32)
        self.words: Floats = sheet.words + 1  # the weights know words by their ends: the line's own counts too
        counts = self.shapes.counts
        self.ends: Floats = (self.shapes.last == STOP).astype(np.float32)
        self.known = (self.bits & ~(BIT["correction"] | BIT["correction"] << WHOLE)) != 0
        punctuated = counts[:, COMMA] + counts[:, STOP] >= 1
        self.prose: Floats = ((self.words >= PROSE_WORDS) & punctuated & ~self.known).astype(np.float32)
        inside = (self.words >= HEADLINE_LEAST) & (self.words <= HEADLINE_MOST)
        self.headline: Floats = (inside & (self.ends == 0) & ~self.known).astype(np.float32)
        self.vocabulary = Vocabulary(self.texts)


def line_columns(lines: Lines) -> Columns:
    """The columns of every line by itself."""
    shapes, counts = lines.shapes, lines.shapes.counts
    letters = np.maximum(counts[:, LETTER] + counts[:, UPPER] + counts[:, WIDE], 1)
    columns: Columns = {
        "length": shapes.length, "size": shapes.size, "words": lines.words,
        "upper": counts[:, UPPER] / letters, "digits": counts[:, DIGIT] / shapes.length,
        "digit_count": counts[:, DIGIT], "commas": counts[:, COMMA], "stops": counts[:, STOP],
        "comma_rate": counts[:, COMMA] / lines.words, "stop_rate": counts[:, STOP] / lines.words,
        "symbols": counts[:, SYMBOL] / shapes.length, "wide": counts[:, WIDE] / shapes.length,
        "word_length": letters / lines.words, "first": shapes.first, "last": shapes.last, "ends": lines.ends,
        "gap": lines.gap, "indent": lines.indent, "marked": lines.marked,
        "prose": lines.prose, "headline": lines.headline, "known": lines.known,
    }  # fmt: skip
    columns.update(_character_columns(lines.texts))
    columns["capitals"] = columns["capitals"] / lines.words
    columns.update(lines.vocabulary.line_columns())
    for position, name in enumerate(CLASSES):
        columns[f"says_{name}"] = lines.bits >> position & 1
    columns["whole"] = lines.bits >> WHOLE != 0
    return columns


def _character_columns(texts: Sequence[str]) -> Columns:
    """Signs of each kind a line, and matches of the expressions a line; all lines at once."""
    joined = "\n".join(texts)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    starts = np.cumsum(lengths + 1) - lengths - 1
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype="<u4")
    places = np.nonzero(_signs()[np.minimum(codes, 0xFFFF)])[0]
    kinds = _signs()[np.minimum(codes[places], 0xFFFF)].astype(np.int64)
    width = len(_SIGNS) + 1
    rows = np.searchsorted(starts, places, side="right") - 1
    counted = np.bincount(rows * width + kinds, minlength=len(texts) * width).reshape(-1, width)
    columns: Columns = {f"has_{name}": counted[:, kind] > 0 for kind, name in enumerate(_SIGNS, 1)}
    for name, expression in _EXPRESSIONS.items():
        found = np.fromiter((match.start() for match in expression.finditer(joined)), np.int64)
        columns[name] = np.bincount(np.searchsorted(starts, found, side="right") - 1, minlength=len(texts))
    columns["ends_colon"] = np.array([text[-1] in ":：" for text in texts], np.float32)
    columns["ends_ellipsis"] = np.array([text.endswith(("…", "...")) for text in texts], np.float32)
    columns["quoted"] = np.array([text[0] in '"“„«‚‘「—–-' for text in texts], np.float32)
    return columns


@cache
def _signs() -> NDArray[np.uint8]:
    """Character -> number of its kind among ``_SIGNS``, from 1; 0 for all others."""
    table = np.zeros(0x10000, np.uint8)
    for kind, signs in enumerate(_SIGNS.values(), 1):
        table[[ord(sign) for sign in signs]] = kind
    return table

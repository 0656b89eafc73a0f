"""What a line shows by itself: size, letters, punctuation, marks, wordings. One column a measurement."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.classifier.shapes import (
    COMMA,
    DIGIT,
    LETTER,
    SPACE,
    STOP,
    SYMBOL,
    UPPER,
    WIDE,
    Shapes,
    class_table,
)  # fmt: skip
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.text.vocabulary import Vocabulary
from scraper.cleaner.text.windows import Columns, Floats, Ints
from scraper.cleaner.wordings import BIT, CLASSES, WHOLE

#: Prose: at least so many words, with punctuation inside, in no list of wordings.
PROSE_WORDS = 12
#: A headline: so many words, no full stop at the end (lexicon of line shapes: 4 to 16).
HEADLINE_LEAST, HEADLINE_MOST = 4, 18
#: Signs that tell separators, addresses, credits and quotes; a column each.
_SIGNS = {
    "bar": "|", "arrow": "›»>→▶►", "slash": "/", "at": "@", "hash": "#", "copyright": "©®™ⓒ", "colon": ":：",
    "bracket": "([【［（", "quote": '"“”„«»「」‘', "dash": "–—", "ellipsis": "…", "dot": "•·", "question": "?？؟",
}  # fmt: skip
#: What stands between the digits of dates and times, and behind them in Chinese and Japanese.
_BETWEEN_DIGITS, _BEHIND_DIGITS = ":./-h", "年月日時时"


#: Blank lines above this share of a whole page's lines (less than ``_PAGE`` of them prose) come from the flattener and
#: tell nothing; without them such pages have a wF1 of .90 held out, .85 with them.
_EVERYWHERE, _PAGE = 0.9, 0.3
_SAYS = tuple(f"says_{name}" for name in CLASSES)
_POSITIONS = np.arange(len(CLASSES))[:, None]


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
        self.words: Floats = sheet.words
        counts = self.shapes.counts
        self.ends: Floats = (self.shapes.last == STOP).astype(np.float32)
        self.known = (self.bits & ~(BIT["correction"] | BIT["correction"] << WHOLE)) != 0
        punctuated = counts[:, COMMA] + counts[:, STOP] >= 1
        self.prose: Floats = ((self.words >= PROSE_WORDS) & punctuated & ~self.known).astype(np.float32)
        inside = (self.words >= HEADLINE_LEAST) & (self.words <= HEADLINE_MOST)
        self.headline: Floats = (inside & (self.ends == 0) & ~self.known).astype(np.float32)
        if (self.gap > 0).mean() >= _EVERYWHERE and self.prose.mean() < _PAGE:
            self.gap = np.zeros(self.count, np.float32)
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
    columns.update(zip(_SAYS, lines.bits >> _POSITIONS & 1, strict=True))
    columns["whole"] = lines.bits >> WHOLE != 0
    return columns


def _character_columns(texts: Sequence[str]) -> Columns:
    """Signs of each kind a line, capitals, sentences, years, times and addresses a line; all lines at once."""
    joined = "\n".join([*texts, ""])
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    rows = np.repeat(np.arange(len(texts)), lengths)
    codes = np.minimum(np.frombuffer(joined.encode("utf-32-le", "replace"), dtype="<u4"), 0xFFFF).astype(np.uint16)
    kinds = _signs()[codes]
    places = np.nonzero(kinds)[0]
    width = len(_SIGNS) + 1
    counted = np.bincount(rows[places] * width + kinds[places], minlength=len(texts) * width).reshape(-1, width)
    columns: Columns = {f"has_{name}": counted[:, kind] > 0 for kind, name in enumerate(_SIGNS, 1)}
    for name, found in _runs(codes).items():
        columns[name] = np.bincount(rows[found], minlength=len(texts))
    columns["date"] = columns["years"] + columns["times"]
    columns["ends_colon"] = np.array([text[-1] in ":：" for text in texts], np.float32)
    columns["ends_ellipsis"] = np.array([text.endswith(("…", "...")) for text in texts], np.float32)
    columns["quoted"] = np.array([text[0] in '"“„«‚‘「—–-' for text in texts], np.float32)
    return columns


def _runs(codes: NDArray[np.uint16]) -> dict[str, NDArray[np.bool_]]:
    """Where in the text words with a capital begin, sentences follow each other, years, times and addresses stand."""
    classes = np.concatenate((class_table()[codes], np.full(4, SPACE, np.uint8)))
    own, one, two = classes[:-4], classes[1:-3], classes[2:-2]
    before = np.concatenate(([np.uint8(SPACE)], own[:-1]))
    ahead = np.concatenate((codes, np.full(2, 10, np.uint16)))
    following, third = ahead[1:-1], ahead[2:]
    stop, digit, word = own == STOP, own == DIGIT, (own == LETTER) | (own == UPPER)
    inline = following != 10
    spaced = (one == SPACE) & inline & (two != SPACE) | (one == SYMBOL) & (two == SPACE) & (third != 10)
    four = digit & (one == DIGIT) & (two == DIGIT) & (classes[3:-1] == DIGIT)
    century = (codes == 49) & (following == 57) | (codes == 50) & (following == 48)
    dotted = (codes == 46) & (one == LETTER) & (before == LETTER)
    return {
        "capitals": (own == UPPER) & ((before == SPACE) | (before == SYMBOL)),
        "sentences": stop & (spaced | (one == WIDE)),
        "years": four & century & (classes[4:] != DIGIT) & (before != DIGIT),
        "times": digit & (_between()[following] & (two == DIGIT) | _behind()[following]),
        "address": dotted | (codes == 47) & (following == 47) | (codes == 64) & inline & word[_next(len(codes))],
    }


def _next(count: int) -> NDArray[np.int64]:
    return np.minimum(np.arange(1, count + 1), count - 1)


@cache
def _signs() -> NDArray[np.uint8]:
    """Character -> number of its kind among ``_SIGNS``, from 1; 0 for all others."""
    table = np.zeros(0x10000, np.uint8)
    for kind, signs in enumerate(_SIGNS.values(), 1):
        table[[ord(sign) for sign in signs]] = kind
    return table


@cache
def _between() -> NDArray[np.bool_]:
    return _flagged(_BETWEEN_DIGITS)


@cache
def _behind() -> NDArray[np.bool_]:
    return _flagged(_BEHIND_DIGITS)


def _flagged(signs: str) -> NDArray[np.bool_]:
    table = np.zeros(0x10000, np.bool_)
    table[[ord(sign) for sign in signs]] = True
    return table

"""Accents, and whatever else combines with a letter: a search finds words with and without them."""

from __future__ import annotations

import re
from unicodedata import normalize

#: The block Combining Diacritical Marks, which FTS5's ``remove_diacritics`` leaves out too.
_MARKS = re.compile("[\u0300-\u036f]+")


def without(text: str) -> str:
    """The text without accents."""
    return text if text.isascii() else normalize("NFC", _MARKS.sub("", normalize("NFD", text)))


def aligned(text: str) -> str:
    """The text in small letters without accents, each sign in its place."""
    return "".join(_sign(sign) for sign in text)


def _sign(sign: str) -> str:
    small = without(sign.lower())
    return small if len(small) == 1 else sign

"""Class and id tokens -> groups, as bits: what page authors call the parts of their pages.

A class string is split into words (``entry-content``, ``relatedPosts``), each word is looked up once and remembered,
so that a page costs a dictionary look-up an element.  The groups were chosen by reading class names of the development
pages; what a hit is worth is left to the classifier: ``content`` or ``promo`` alone decide nothing.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

_GROUPS: dict[str, str] = tomllib.loads(
    files("scraper.cleaner.parser").joinpath("lexicon.toml").read_text(encoding="utf-8")
)
#: The groups in the order of their bits.
NAMES = tuple(_GROUPS)
BIT = {name: 1 << position for position, name in enumerate(NAMES)}
_WORDS: dict[str, int] = {}
for _name, _words in _GROUPS.items():
    for _word in _words.split():
        _WORDS[_word] = _WORDS.get(_word, 0) | BIT[_name]
_PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
#: Letters from which a word that is not listed may be two that are (``relatedstories``), and of a word inside it.
_LONG, _PART = 8, 4
#: Longest value and token that are looked at, characters: utility-class soups run to kilobytes, hashed names to dozens.
_LONGEST_VALUE, _LONGEST_TOKEN = 300, 60
#: Entries of the caches before they are emptied: 50,000 strings of some 40 characters are about 5 MB.
_CACHE_LIMIT = 50_000
_values: dict[str, int] = {}
_tokens: dict[str, int] = {}


def bits_of(value: str) -> int:
    """The groups that a class, id, role or itemprop value hits, as bits."""
    bits = _values.get(value)
    if bits is None:
        bits = 0
        for token in value[:_LONGEST_VALUE].split():
            more = _tokens.get(token)
            bits |= _learn(token) if more is None else more
        if len(_values) > _CACHE_LIMIT:
            _values.clear()
        _values[value] = bits
    return bits


def _learn(token: str) -> int:
    bits = 0
    if len(token) <= _LONGEST_TOKEN:
        for piece in _PIECES.findall(token):
            word = piece.lower()
            bits |= _WORDS.get(word, 0) or (_parts(word) if len(word) >= _LONG else 0)
    if len(_tokens) > _CACHE_LIMIT:
        _tokens.clear()
    _tokens[token] = bits
    return bits


def _parts(word: str) -> int:
    """The groups of the longest listed words that a long word starts and ends with."""
    bits = 0
    for length in range(len(word) - 1, _PART - 1, -1):
        if word[:length] in _WORDS:
            bits |= _WORDS[word[:length]]
            break
    for start in range(1, len(word) - _PART + 1):
        if word[start:] in _WORDS:
            bits |= _WORDS[word[start:]]
            break
    return bits

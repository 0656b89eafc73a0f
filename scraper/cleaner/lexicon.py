"""Class and id tokens -> groups, as bits: what page authors call the parts of their pages.

A class string is split into words (``entry-content``, ``relatedPosts``), each word is looked up once and remembered,
so that a page costs a dictionary look-up an element.  The groups were chosen by reading class names of the development
pages; what a hit is worth is left to the classifier: ``content`` or ``promo`` alone decide nothing.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

_GROUPS: dict[str, str] = tomllib.loads(files("scraper.cleaner").joinpath("lexicon.toml").read_text(encoding="utf-8"))
#: The groups in the order of their bits.
NAMES = tuple(_GROUPS)
BIT = {name: 1 << position for position, name in enumerate(NAMES)}
_WORDS: dict[str, int] = {}
for _name, _words in _GROUPS.items():
    for _word in _words.split():
        _WORDS[_word] = _WORDS.get(_word, 0) | BIT[_name]
#: Words searched inside longer ones (``relatedstorieslist`` does not split), 6 letters at least.
_INSIDE = tuple((word, bits) for word, bits in _WORDS.items() if len(word) >= 6)
_PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
#: Entries of the caches before they are emptied: 50,000 strings of some 40 characters are about 5 MB.
_CACHE_LIMIT = 50_000
_words_seen: dict[str, int] = {}
_values_seen: dict[str, int] = {}
#: Longest value that is looked at, characters: utility-class soups run to kilobytes and say nothing at their end.
_LONGEST = 300


def _word_bits(word: str) -> int:
    bits = _words_seen.get(word)
    if bits is None:
        bits = _WORDS.get(word, 0)
        if not bits and len(word) > 7:
            for inside, more in _INSIDE:
                if inside in word:
                    bits |= more
        if len(_words_seen) > _CACHE_LIMIT:
            _words_seen.clear()
        _words_seen[word] = bits
    return bits


def bits_of(value: str) -> int:
    """The groups that a class, id, role or itemprop value hits, as bits."""
    bits = _values_seen.get(value)
    if bits is None:
        bits = 0
        for piece in _PIECES.findall(value[:_LONGEST]):
            bits |= _word_bits(piece.lower())
        joined = value[:_LONGEST].lower().replace("-", "").replace("_", "")
        for token in joined.split():
            if token in _WORDS:
                bits |= _WORDS[token]
        if len(_values_seen) > _CACHE_LIMIT:
            _values_seen.clear()
        _values_seen[value] = bits
    return bits

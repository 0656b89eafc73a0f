"""Search in scripts that put no space between words: their runs are indexed as pairs of neighbouring signs.

A search index takes what stands between spaces for a word, so that a whole Chinese sentence is one. Cutting it needs a
dictionary; overlapping pairs need none and find every word (Apache Lucene's CJKBigramFilter does the same). A run's
last sign follows alone, so that each sign of a text begins an entry and one sign can be found by prefix.
"""

from __future__ import annotations

import re

# Ideographs, kana, and Hangul, whose particles are written onto the word.
_SIGNS = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{_SIGNS}]+")
_PART = re.compile(rf"([{_SIGNS}]+)|[^\W{_SIGNS}]+")


def grams(*texts: str | None) -> str:
    """The entries of every run in the texts, and of what is written onto a run, separated by spaces; empty where there
    is no run."""
    words = (word for text in texts if text and _RUN.search(text) for word in text.split() if _RUN.search(word))
    return " ".join(entry for word in words for part in _PART.finditer(word) for entry in _entries(part))


def _entries(part: re.Match[str]) -> list[str]:
    run = part[1]
    return [*_pairs(run), run[-1]] if run else [part[0]]


def runs_of(word: str) -> tuple[str, ...]:
    """The runs of a searched word: each must stand in the text as it is."""
    return tuple(_RUN.findall(word))


def others_of(word: str) -> tuple[str, ...]:
    """What else stands in a searched word."""
    return tuple(_RUN.sub(" ", word).split())


def phrase(run: str) -> str:
    """What a searched run looks like among the entries: a phrase of pairs, or the beginning of one."""
    return " ".join(_pairs(run)) or run


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]

"""How good a body is, against its gold: the figures that the report and the benchmark print.

``wF1``: F1 of the bags of words (Barbaresi 2021; WCXB), a page, averaged. ``exact``: the token sequence is the gold's.
``leak``: some line of 4 words or more is not the gold's; ``lost``: some paragraph of the gold of 8 words or more is
missing; a line counts as present when at least half of its 3-shingles are. ``with``, ``without``: share of the snippets
kept that must and must not be.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import mean
from typing import Any

_TOKEN = re.compile(r"\w+")
_LEAK_WORDS, _LOST_WORDS = 4, 8
#: Shingles of the line test, tokens.
_SHINGLE = 3

#: The figures in the order of the report.
FIGURES = ("wF1", "wP", "wR", "exact", "leak", "lost", "with", "without")


def score_page(text: str, gold: Mapping[str, Any]) -> dict[str, float]:
    """The figures of one page; those that its gold says nothing about are missing."""
    figures: dict[str, float] = {}
    if gold.get("text") is not None:
        body, title = str(gold["text"]), str(gold.get("title") or "")
        figures["wP"], figures["wR"], figures["wF1"] = bag_score(text, body)
        figures["exact"] = float(_TOKEN.findall(text) == _TOKEN.findall(body))
        figures["leak"] = float(_foreign(text.split("\n"), f"{body}\n{title}", _LEAK_WORDS))
        figures["lost"] = float(_foreign(body.split("\n"), f"{text}\n{title}", _LOST_WORDS))
    folded = _folded(text)
    for name in ("with", "without"):
        if gold.get(name):
            figures[name] = mean(_folded(snippet) in folded for snippet in gold[name])
    return figures


def mean_scores(pages: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each figure over the pages that have it."""
    columns: dict[str, list[float]] = {}
    for page in pages:
        for name, value in page.items():
            columns.setdefault(name, []).append(value)
    return {name: mean(columns[name]) for name in FIGURES if name in columns}


def bag_score(text: str, gold: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of the bags of lower-case words; two empty texts agree."""
    ours, theirs = Counter(_TOKEN.findall(text.lower())), Counter(_TOKEN.findall(gold.lower()))
    if not ours and not theirs:
        return 1.0, 1.0, 1.0
    hits = (ours & theirs).total()
    precision, recall = hits / max(ours.total(), 1), hits / max(theirs.total(), 1)
    return precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0


def _folded(text: str) -> str:
    return " ".join(_TOKEN.findall(unicodedata.normalize("NFKC", text).lower()))


def _shingles(text: str) -> list[tuple[str, ...]]:
    tokens = _folded(text).split()
    return [tuple(tokens[start : start + _SHINGLE]) for start in range(max(1, len(tokens) - _SHINGLE + 1)) if tokens]


def _foreign(lines: Iterable[str], other: str, least: int) -> bool:
    known = set(_shingles(other))
    for line in lines:
        if len(_TOKEN.findall(line)) >= least:
            shingles = _shingles(line)
            if sum(shingle in known for shingle in shingles) < len(shingles) / 2:
                return True
    return False

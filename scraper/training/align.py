"""Which blocks of a page are the article's, told from the article's text.

Blocks and gold are token sequences.  The labels are the heaviest chain of blocks that occur in the gold in the same
order without overlap, so that a short line that also stands in a menu is labelled where its neighbours are.  Long
blocks that the chain leaves out (text moved, text mended by hand) count too when most of their shingles are gold.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

_TOKEN = re.compile(r"\w+")
#: Tokens from which a block is told by its shingles even where it does not occur exactly.
_LONG = 8
_SHINGLE = 3
#: Share of a long block's shingles that must be gold: in order (gold is sometimes mended), and out of order.
_IN_ORDER, _OUT_OF_ORDER = 0.5, 0.8
#: Most places of one block that are tried (a refrain, a menu's word).
_MOST_PLACES = 40


def tokens_of(text: str) -> list[str]:
    """Tokens as the metrics cut them."""
    return _TOKEN.findall(text.lower())


def label_blocks(texts: Sequence[str], gold: str) -> list[bool]:
    """Whether each block belongs to the gold."""
    golden = tokens_of(gold)
    blocks = [tokens_of(text) for text in texts]
    places = _Places(golden)
    labels = [False] * len(blocks)
    used = [False] * len(golden)
    for index, start, end in _chain(places.of(index, tokens) for index, tokens in enumerate(blocks)):
        labels[index] = True
        used[start:end] = [True] * (end - start)
    for index, tokens in enumerate(blocks):
        if not labels[index] and len(tokens) >= _LONG:
            found = places.positions(tokens)
            fresh = [p for p in found if not used[p]]
            if len(fresh) >= _OUT_OF_ORDER * (len(tokens) - _SHINGLE + 1):
                labels[index] = True
                for p in fresh:
                    used[p] = True
    return labels


class _Places:
    """Where token sequences occur in the gold."""

    def __init__(self, golden: list[str]) -> None:
        self.golden = golden
        self.single: dict[str, list[int]] = defaultdict(list)
        self.shingles: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for position, token in enumerate(golden):
            self.single[token].append(position)
            self.shingles[tuple(golden[position : position + _SHINGLE])].append(position)

    def of(self, index: int, tokens: list[str]) -> list[tuple[int, int, int, float]]:
        """(block, start, end, weight) of every place where the block may stand."""
        if not tokens:
            return []
        count = len(tokens)
        starts = (
            self.shingles.get(tuple(tokens[:_SHINGLE]), []) if count >= _SHINGLE else self.single.get(tokens[0], [])
        )
        exact = [s for s in starts if self.golden[s : s + count] == tokens]
        if exact:
            return [(index, s, s + count, count + 0.5) for s in exact[:_MOST_PLACES]]
        if count < _LONG:
            return []
        found = self.positions(tokens)
        if len(found) < _IN_ORDER * (count - _SHINGLE + 1):
            return []
        middle = sorted(found)[len(found) // 2]
        near = [p for p in found if abs(p - middle) <= count]
        if len(near) < _IN_ORDER * (count - _SHINGLE + 1):
            return []
        return [(index, min(near), max(near) + _SHINGLE, float(len(near)))]

    def positions(self, tokens: list[str]) -> list[int]:
        """Where the shingles of the tokens stand; of several places the one after the last is taken."""
        found: list[int] = []
        last = -1
        for offset in range(len(tokens) - _SHINGLE + 1):
            where = self.shingles.get(tuple(tokens[offset : offset + _SHINGLE]))
            if where:
                at = bisect_right(where, last)
                last = where[at] if at < len(where) else where[0]
                found.append(last)
        return found


def _chain(blocks: object) -> list[tuple[int, int, int]]:
    """The heaviest chain of places in order of block and of gold (weighted longest increasing subsequence)."""
    ends: list[int] = [0]  # gold position -> best chain that ends there or before, kept as a staircase
    best: list[float] = [0.0]
    tails: list[int] = [-1]
    nodes: list[tuple[int, int, int, int]] = []  # block, start, end, previous node
    for places in blocks:  # type: ignore[attr-defined]
        updates = []
        for block, start, end, weight in places:
            at = bisect_right(ends, start) - 1
            updates.append((end, best[at] + weight, block, start, tails[at]))
        for end, total, block, start, previous in updates:
            at = bisect_right(ends, end) - 1
            if best[at] >= total:
                continue
            nodes.append((block, start, end, previous))
            if ends[at] == end:
                best[at], tails[at] = total, len(nodes) - 1
            else:
                at += 1
                ends.insert(at, end)
                best.insert(at, total)
                tails.insert(at, len(nodes) - 1)
            while at + 1 < len(ends) and best[at + 1] <= total:
                del ends[at + 1], best[at + 1], tails[at + 1]
    chain = []
    node = tails[-1]
    while node >= 0:
        block, start, end, previous = nodes[node]
        chain.append((block, start, end))
        node = previous
    return chain[::-1]

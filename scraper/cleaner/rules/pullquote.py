"""Pull quotes: a sentence of the article set again, large, beside it.

Of 29 quotes in 1,700 labelled pages whose words stand in a paragraph nearby too, 24 are once in the labelled text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np

from scraper.block import BlockKind
from scraper.cleaner.document import KIND_NUMBER, Document, Verdict
from scraper.cleaner.parser import lexicon
from scraper.cleaner.wordings import fold

NAME = "pullquote"
#: Shortest repeated text, characters: shorter ones repeat by chance.
SHORTEST = 25
#: Longest pull quote, characters.
LONGEST = 400
#: Most quotes of a page that are looked at.
MOST = 500
#: Blocks around the quote that are searched for the sentence.
NEAR = 40
_NAMED = np.uint64(lexicon.BIT["quote"] | lexicon.BIT["pull"])
_EDGES = " \"'.…-,"


def pullquote(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """Verdicts on quotes whose words a paragraph nearby has as well."""
    blocks = document.blocks
    quotes = _quotes(document)
    apart = frozenset(quotes)
    folded = cache(lambda index: fold(blocks[index].text))
    for index in quotes[:MOST]:
        words = folded(index).strip(_EDGES)
        if SHORTEST <= len(words) <= LONGEST:
            near = range(max(0, index - NEAR), min(len(blocks), index + NEAR))
            if any(scores[n] >= 0.5 and n not in apart and words in folded(n) for n in near):
                yield Verdict(index, "duplicate", "rule pullquote: a paragraph nearby has the same words")


def _quotes(document: Document) -> list[int]:
    """Numbers of the blocks that are quotes, or whose element or its parent is called so."""
    containers = document.containers
    own, parent = np.array(containers.own), np.array(containers.parent)
    at, kinds = np.array(document.container), np.array(document.kinds)
    named = (own | own[np.maximum(parent, 0)]) & _NAMED != 0
    found: list[int] = np.flatnonzero(named[at] | (kinds == KIND_NUMBER[BlockKind.QUOTE])).tolist()
    return found

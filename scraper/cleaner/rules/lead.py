"""The lead of a news page: the sentence or two between headline and article that the classifier is not sure of.

Newspapers' leads belong to the text, the taglines of blogs and shops mostly do not, and a block alone does not tell
them apart. Of 13 such sentences on held-out pages that call themselves ``NewsArticle``, 10 are in the labelled text; of
18 that score at least ``DOUBTED`` where the page does not say what it is, as older ones do not, 14.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scraper.block import BlockKind
from scraper.cleaner.document import KIND_NUMBER, Document, Verdict

NAME = "lead"
#: Least score on a page of news, and on one that does not say what it is.
NEWS, DOUBTED = 0.2, 0.35
#: How many blocks below the headline it is looked for, and its fewest words.
BELOW, FEWEST = 3, 12
#: Share of the headline's words that are the title's.
TITLED = 0.6
#: Most of its characters that are links.
LINKED = 0.5
_HEADING = KIND_NUMBER[BlockKind.HEADING]
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[.!?…。！？][\"”»“]?\s*$")


def lead(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """The verdict that keeps the first block of some words below the headline."""
    kind = document.page_type or ""
    least = NEWS if kind.endswith("NewsArticle") else DOUBTED
    if kind and least == DOUBTED:
        return
    headline = _headline(document)
    if headline is None:
        return
    for index in range(headline + 1, min(headline + 1 + BELOW, len(document.blocks))):
        block = document.blocks[index]
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) or len(_WORD.findall(block.text)) < FEWEST:
            continue
        linked = document.link_chars[index] > LINKED * len(block.text)
        if scores[index] >= least and not linked and _SENTENCE.search(block.text):
            yield Verdict(index, "lead", "rule lead: the sentence below the headline of a news page", keep=True)
        return


def _headline(document: Document) -> int | None:
    """The number of the first heading of the first level that has the title's words."""
    title = set(_WORD.findall((document.title or "").casefold()))
    for index, (kind, level) in enumerate(zip(document.kinds, document.levels, strict=True)):
        if kind == _HEADING and level == 1:
            words = set(_WORD.findall(document.blocks[index].text.casefold()))
            if words and len(words & title) >= TITLED * len(words):
                return index
    return None

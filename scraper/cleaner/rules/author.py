"""Who wrote it: the notes of author boxes, and those that an article would end with, lifted into
``Article.author_note``.

A box is known by its class or id; a note in the article's own voice is a line at its end that begins with an author's
name. Of 20 such lines on held-out pages, all 9 of the sets that were labelled by reading are no text of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scraper.block import BlockKind
from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.parser.lexicon import NAMES

NAME = "author"
#: Fewest words of a note, and most characters: names and roles alone are bylines, longer texts are articles.
FEWEST, LONGEST = 8, 1_500
#: Most of a note's characters that are links: more are a list of what the author wrote.
LINKED = 0.5
#: Most blocks of a box; larger elements that are called so hold the article too.
MOST = 8
#: How many of the last blocks may be a note in the article's own voice.
LAST = 2
_AUTHOR = 1 << NAMES.index("author")
#: What boxes of authors are not in: those that comment have names too, and teasers name who wrote what they lead to.
_OTHERS = sum(1 << NAMES.index(name) for name in ("comment", "forum", "related", "teaser", "carousel", "popular"))
#: The end of a sentence; bylines and dates have none.
_SENTENCE = re.compile(r"\w\w[.!?…。！？][\"”»)]?(?:\s|$)")
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE)


def author(document: Document, scores: Sequence[float], kept: Sequence[int]) -> Iterable[Verdict]:
    """Verdicts on notes: of removed blocks by their box or beginning, of the last of those that would be kept (their
    numbers, in order) by their beginning."""
    names = tuple(name for name in document.authors if " " in name)
    named = {index for index, block in enumerate(document.blocks) if block.text.startswith(names)} if names else set()
    staying, last = frozenset(kept), frozenset(kept[-LAST:])
    for index in sorted((_boxed(document) | named) - staying | (named & last)):
        if _is_note(document, index):
            yield Verdict(index, "author-box", "rule author: a note on who wrote it", lift="author_note")


def _boxed(document: Document) -> set[int]:
    """The blocks of all boxes."""
    columns = document.containers
    found: set[int] = set()
    for number, own in enumerate(columns.own):
        if own & _AUTHOR and not columns.chain[number] & _OTHERS:
            start, end = columns.first[number], columns.last[number]
            if end - start <= MOST:
                found.update(range(start, end))
    return found


def _is_note(document: Document, index: int) -> bool:
    """Whether a block is a sentence or some, and no list of links."""
    block = document.blocks[index]
    if block.kind not in _PROSE or len(block.text) > LONGEST:
        return False
    if document.link_chars[index] > LINKED * len(block.text) or len(block.text.split(None, FEWEST)) < FEWEST:
        return False
    return _SENTENCE.search(block.text) is not None

"""The byline where it is taken for the body: "By" and the page's authors, and nothing else.

On 2,383 labelled pages five such lines stood among the kept blocks, and none of them is text of its article. Names
without the word before them stay with the classifier: they may head what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.metadata.names import BY_WORDS

NAME = "byline"
#: Longest byline, characters.
LONGEST = 120
#: Its first words, and what stands between names.
_FIRST = frozenset((*BY_WORDS, "written", "posted", "published", "story", "article", "words", "geschrieben", "escrito"))
_BETWEEN = _FIRST.union(("and", "und", "et", "y", "e", "en", "og", "och", "и", "ve"))


def byline(document: Document, scores: Sequence[float], kept: Sequence[int]) -> Iterable[Verdict]:
    """Verdicts on those of the blocks that would be kept (their numbers, in order) that name the authors alone."""
    if not document.authors:
        return
    for index in kept:
        text = document.blocks[index].text
        if len(text) <= LONGEST and _first_word(text) in _FIRST and _names_alone(text, document.authors):
            yield Verdict(index, "byline", "rule byline: the authors' names alone")


def _first_word(text: str) -> str:
    return text.partition(" ")[0].rstrip(":").lower()


def _names_alone(text: str, authors: Sequence[str]) -> bool:
    """Whether a line names an author and holds no other words."""
    rest = text
    for name in authors:
        rest = rest.replace(name, " ")
    words = re.findall(r"\w+", rest.lower())
    return rest != text and _BETWEEN.issuperset(words)

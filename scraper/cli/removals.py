"""Every removed block with its kind, its reason and its score, for people, on stderr."""

from __future__ import annotations

from collections.abc import Iterator

from scraper.article import Article
from scraper.words import count_words

#: Characters shown of a removed block.
EXCERPT = 90


def removals(article: Article) -> Iterator[str]:
    """Lines: what became of the input, then each removed block as ``kind | reason | score | text``."""
    words = count_words(article.text)
    yield (
        f"{article.status}, {words} words kept, {len(article.removed)} blocks removed, "
        f"confidence {article.confidence:.2f}, engine {article.engine}"
    )
    for removal in article.removed:
        score = "-" if removal.score is None else f"{removal.score:.2f}"
        text = " ".join(removal.text.split())
        excerpt = text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"
        yield f"{removal.kind:<16} | {removal.reason} | {score} | {excerpt}"

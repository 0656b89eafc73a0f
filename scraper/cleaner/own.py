"""Pages that ``Article.to_html`` wrote: their ``<article>`` holds the article and nothing else, so nothing is weighed.

That makes cleaning idempotent (``clean(article.to_html())`` has the same text), which no classifier can promise: it
sees other measurements on a page without anything around the article.
"""

from __future__ import annotations

from scraper.block import Removal
from scraper.cleaner.decide import Decision
from scraper.cleaner.document import Document
from scraper.cleaner.metadata import Declared
from scraper.cleaner.segment import TAG_BIT
from scraper.render import GENERATOR


def is_own(declared: Declared) -> bool:
    """Whether the page says that we wrote it."""
    return GENERATOR in declared.meta.get("generator", ())


def decide_own(document: Document) -> Decision:
    """Every block inside the ``<article>``; the heading above it is the title."""
    inside = TAG_BIT["article"]
    chain = document.containers.tag_chain
    kept = tuple(index for index, container in enumerate(document.container) if chain[container] & inside)
    within = set(kept)
    removed = tuple(
        Removal(block.text, "title", "rule own: outside the article of a page that we wrote")
        for index, block in enumerate(document.blocks)
        if index not in within
    )
    return Decision(kept, removed, {})

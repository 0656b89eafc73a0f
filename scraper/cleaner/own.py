"""Pages that ``Article.to_html`` wrote: their ``<article>`` holds the article and nothing else, so nothing is weighed.

That makes cleaning idempotent (``clean(article.to_html())`` has the same text), which no classifier can promise: it
sees other measurements on a page without anything around the article.
"""

from __future__ import annotations

from scraper.block import BlockKind, Removal
from scraper.cleaner.decide import Decision
from scraper.cleaner.document import Document
from scraper.cleaner.metadata import Declared
from scraper.cleaner.parser.elements import TAG_BIT
from scraper.render import GENERATOR


def is_own(declared: Declared) -> bool:
    """Whether the page says that we wrote it."""
    return GENERATOR in declared.meta.get("generator", ())


def decide_own(document: Document) -> Decision:
    """Every block inside the ``<article>``; the heading above it is the title, a figure's link is an embed's label."""
    chain = document.containers.tag_chain
    kept: list[int] = []
    removed: list[Removal] = []
    for index, block in enumerate(document.blocks):
        around = chain[document.container[index]]
        if not around & TAG_BIT["article"]:
            removed.append(Removal(block.text, "title", "rule own: outside the article of a page that we wrote"))
        elif around & TAG_BIT["figure"] and block.kind is not BlockKind.CAPTION:
            removed.append(Removal(block.text, "embed-placeholder", "rule own: the label of an embed"))
        else:
            kept.append(index)
    return Decision(tuple(kept), tuple(removed), {})

"""Cleaner: the steps from bytes to an Article, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from scraper import render
from scraper.article import Article, Status
from scraper.block import BlockKind
from scraper.cleaner.decide import blocks_of, decide
from scraper.cleaner.decode import decode
from scraper.cleaner.document import Document
from scraper.cleaner.limits import check_limits
from scraper.cleaner.metadata import Metadata, read_metadata
from scraper.cleaner.metadata.declared import read_declared
from scraper.cleaner.options import DEFAULT, CleanOptions
from scraper.cleaner.segment import segment
from scraper.cleaner.tags import read_tags
from scraper.errors import CleanError
from scraper.page import Page

VERSION = "blocks-0"


class Cleaner:
    """Cleans pages with one set of options. Holds no state between pages: threads may share it."""

    def __init__(self, options: CleanOptions = DEFAULT) -> None:
        self.options = options

    def clean(self, page: Page | bytes | str, url: str | None = None, charset: str | None = None) -> Article:
        """The article of an HTML page. Raises ``CleanError`` for what cannot be read; no article is no error."""
        body, url, charset = _parts(page, url, charset)
        try:
            data = decode(body, charset).body
            check_limits(data, self.options)
        except CleanError as problem:
            problem.where = problem.where or url or ""
            raise
        tree = LexborHTMLParser(data)
        declared = read_declared(tree, url)
        metadata = read_metadata(tree, url, declared)
        document = segment(tree, url)
        document.title = metadata.title
        scores = score(document)
        decision = decide(document, scores, 0.5, self.options)
        blocks = blocks_of(document, decision.kept)
        text = render.to_text(blocks)
        tags = read_tags(tree, declared, url, text)
        article = Article(
            text=text, blocks=blocks, removed=decision.removed, version=VERSION,
            status=Status.ARTICLE if text else Status.EMPTY, confidence=0.5 if text else 0.0,
            tags=tags.tags, tag_sources=tags.sources, keywords=tags.keywords, sections=tags.sections,
            tags_line=tags.line, tags_confidence=tags.confidence,
            captions=tuple(decision.lifted.get("captions", ())), summary=tuple(decision.lifted.get("summary", ())),
            author_note="\n".join(decision.lifted.get("author_note", ())) or None,
        )  # fmt: skip
        return with_metadata(article, metadata)


def with_metadata(article: Article, metadata: Metadata) -> Article:
    """The article with the fields that the page declares."""
    return replace(
        article, title=metadata.title, authors=metadata.authors, published=metadata.published,
        modified=metadata.modified, language=metadata.language, url=metadata.url, site=metadata.site,
        section=metadata.section, description=metadata.description, image=metadata.image, rights=metadata.rights,
        access=metadata.access, license=metadata.license, source=metadata.source, provenance=metadata.provenance,
    )  # fmt: skip


def _parts(
    page: Page | bytes | str, url: str | None, charset: str | None
) -> tuple[bytes | str, str | None, str | None]:
    """Body, address and declared charset, whatever was given."""
    if isinstance(page, Page):
        return page.body, url or page.final_url, charset or page.charset
    return page, url, charset


def score(document: Document) -> Sequence[float]:
    """A first guess a block: prose, and what stands between the first and the last prose of its container."""
    blocks, container = document.blocks, document.container
    title = (document.title or "").casefold()
    prose: dict[int, int] = {}
    for index, block in enumerate(blocks):
        words = len(block.text.split())
        if words >= 15 and document.link_chars[index] * 3 < len(block.text):
            parent = document.containers.parent[container[index]]
            prose[parent] = prose.get(parent, 0) + len(block.text)
    if not prose:
        return [0.0] * len(blocks)
    best = max(prose, key=lambda number: prose[number])
    first, last = document.containers.first[best], document.containers.last[best]
    scores = []
    for index, block in enumerate(blocks):
        inside = first <= index < last and block.kind is not BlockKind.CAPTION and block.text.casefold() != title
        linked = document.link_chars[index] * 2 > len(block.text)
        scores.append(0.0 if linked or not inside else 0.9)
    return scores

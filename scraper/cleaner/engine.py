"""Cleaner: the steps from bytes to an Article, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from scraper import render
from scraper.article import Article, Status
from scraper.block import Block, BlockKind
from scraper.cleaner.body.structure import blocks_of
from scraper.cleaner.classifier.columns import Facts
from scraper.cleaner.classifier.features import Measured, measure
from scraper.cleaner.classifier.model import Model, load_model
from scraper.cleaner.decide import NO_VERDICTS, Decision, Verdicts, calibrated, cut, decide, without_article
from scraper.cleaner.document import Document
from scraper.cleaner.metadata import Metadata, read_metadata
from scraper.cleaner.metadata.declared import Declared, read_declared
from scraper.cleaner.options import DEFAULT, CleanOptions
from scraper.cleaner.own import decide_own, is_own
from scraper.cleaner.parser.decode import decode
from scraper.cleaner.parser.limits import check_limits
from scraper.cleaner.parser.segment import segment
from scraper.cleaner.rescue import FEW_WORDS, Rescue, is_hopeless, rescue, without_headline
from scraper.cleaner.rescue.fallback import trafilatura_blocks
from scraper.cleaner.rules.copyright import footer_line, rights_of
from scraper.cleaner.site.facts import TAUGHT_BY, PageFacts, article_hashes, facts_of
from scraper.cleaner.site.fields import SOURCE, shown_tags, with_shown
from scraper.cleaner.site.override import SiteOverride, choose
from scraper.cleaner.site.profile import SiteProfile
from scraper.cleaner.site.recurrence import PageView, known
from scraper.cleaner.site.surgery import Operation, operate
from scraper.cleaner.status import status_of
from scraper.cleaner.tags import read_tags
from scraper.cleaner.whole import settle
from scraper.errors import CleanError
from scraper.page import Page

if TYPE_CHECKING:
    from scraper.cleaner.explain import Explanation


@cache
def shipped_model() -> Model:
    """The package's weights, read once a process."""
    return load_model()


class Cleaner:
    """Cleans pages with one set of options and weights. Holds no state between pages: threads may share it.

    ``profile``: what was learned from other pages of the site; it is read, never changed. ``site``: what a user says
    about the pages of one or several sites; of each page, the one that fits its host and day of download holds.
    """

    def __init__(
        self,
        options: CleanOptions = DEFAULT,
        *,
        model: Model | None = None,
        profile: SiteProfile | None = None,
        site: SiteOverride | Sequence[SiteOverride] = (),
    ) -> None:
        self.options, self.profile = options, profile
        self.site = (site,) if isinstance(site, SiteOverride) else tuple(site)
        self._model = model

    @property
    def model(self) -> Model:
        """The weights in use; the package's own are loaded at first use."""
        if self._model is None:
            self._model = shipped_model()
        return self._model

    def clean(self, page: Page | bytes | str, url: str | None = None, charset: str | None = None) -> Article:
        """The article of an HTML page. Raises ``CleanError`` for what cannot be read; no article is no error."""
        opened = self._open(page, url, charset)
        return self._article(opened, self._decided(opened))

    def explain(self, page: Page | bytes | str, url: str | None = None, charset: str | None = None) -> Explanation:
        """The article as ``clean`` makes it, and why each block of the page was kept or removed. Raises alike."""
        from scraper.cleaner.explain import explain_page

        opened = self._open(page, url, charset)
        decided = self._decided(opened)
        article = self._article(opened, decided)
        return explain_page(opened.document, opened.measured, decided, article, self.model)

    def study(
        self, page: Page | bytes | str, url: str | None = None, charset: str | None = None
    ) -> tuple[Article, PageFacts | None]:
        """The article as ``clean`` makes it, and what a ``SiteProfile`` may learn from the page; None where it holds no
        article that was decided block by block. Raises alike."""
        opened = self._open(page, url, charset)
        decided = self._decided(opened)
        article = self._article(opened, decided)
        if decided.scores is None or not article.text or article.engine != "blocks" or article.status not in TAUGHT_BY:
            return article, None
        return article, facts_of(opened.document, decided.scores, decided.threshold or 0.0, article, opened.url)

    def _decided(self, opened: _Opened) -> Decided:
        """What is to be kept of the page."""
        nothing = Decision((), (), {})
        if self.options.engine == "trafilatura" and not opened.told:
            blocks = trafilatura_blocks(opened.data, opened.url, comments=self.options.comments)
            return Decided(nothing, 0.0, found=Rescue(blocks, "trafilatura", 0.0))
        if is_own(opened.declared):
            return Decided(decide_own(opened.document), 1.0)
        measured = opened.measured
        if measured is None:  # navigation and what was taken out are told all the same
            return Decided(decide(opened.document, (), 1.0, self.options), 0.0)
        odds = self.model.log_odds(measured.matrix(self.model.features, self.model.vocabulary))
        chances = 1 / (1 + np.exp(-settle(odds, np.array(opened.document.kinds))))
        threshold, expected = cut(chances, measured.sizes)
        scores = chances.tolist()
        site = self._known(opened, scores, threshold)
        decision = decide(opened.document, scores, threshold, self.options, measured, site)
        return Decided(decision, 1.0 if opened.told else calibrated(expected), scores, threshold)

    def _known(self, opened: _Opened, scores: list[float], threshold: float) -> Verdicts:
        """What is known of the site beyond this page says of its blocks."""
        said = opened.operation.verdicts(opened.document) if opened.operation is not None else NO_VERDICTS
        if self.profile is None or opened.told:
            return said
        hashes = article_hashes(opened.metadata.url, opened.url, opened.metadata.title)
        page = PageView(opened.document, scores, threshold, *hashes)
        return {**said, **known(self.profile, page, self.options.recurring_pages)}

    def measure(
        self, page: Page | bytes | str, url: str | None = None, charset: str | None = None
    ) -> tuple[Document, Measured | None]:
        """The Document of a page and its measurements (None: no block), as ``clean`` takes them: for training."""
        opened = self._open(page, url, charset, everything=True)
        return opened.document, opened.measured

    def _open(
        self, page: Page | bytes | str, url: str | None, charset: str | None, *, everything: bool = False
    ) -> _Opened:
        """The page read and measured: what the model asks for, or ``everything``."""
        body, url, charset = _parts(page, url, charset)
        try:
            data = decode(body, charset).body
            check_limits(data, self.options)
        except CleanError as problem:
            problem.where = problem.where or url or ""
            raise
        tree = LexborHTMLParser(data)
        declared = read_declared(tree, url)
        document = segment(tree, url)
        metadata = read_metadata(document, declared)
        if self.profile is not None:
            metadata = with_shown(metadata, document, self.profile.fields)
        operation = None
        override = choose(self.site, url or metadata.url, _day(page)) if self.site else None
        if override is not None and not is_own(declared):
            operation = operate(tree, override)
            document = segment(tree, url)
            operation.settle(document)
            metadata = operation.fill(metadata)
            data = (tree.html or "").encode()  # what is taken out is no source of a rescue either
        document.title, document.authors = metadata.title, metadata.authors
        document.page_type = metadata.page_type
        facts = Facts(
            metadata.title, metadata.description, metadata.embedded_body, metadata.page_type,
            metadata.published is not None, bool(metadata.authors), url,
        )  # fmt: skip
        features = None if everything else self.model.features
        measured = measure(document, facts, features) if document.blocks else None
        return _Opened(data, url, declared, metadata, document, measured, operation)

    def _article(self, opened: _Opened, decided: Decided) -> Article:
        """The kept blocks, or what was found elsewhere, with all that the page declares."""
        decision, expected, found = decided.decision, decided.expected, decided.found
        document, metadata = opened.document, opened.metadata
        blocks = blocks_of(document, decision.kept)
        text = render.to_text(blocks, captions=self.options.captions)
        words = len(text.split(None, FEW_WORDS))  # counted up to the number from which it is no matter
        lost = self.options.rescue and is_hopeless(words, expected) and not opened.told
        if found is None and lost:
            found = rescue(opened.data, opened.url, metadata.embedded_body, words)
        if found is not None:
            blocks, expected = without_headline(found.blocks, metadata.title), found.confidence
            text = render.to_text(blocks, captions=self.options.captions)
        tags = read_tags(document, opened.declared, text, metadata.title, self.profile.tags if self.profile else ())
        if self.profile is not None and not tags.tags and (seen := shown_tags(document, self.profile.fields)):
            tags = replace(tags, tags=seen, sources=dict.fromkeys(seen, SOURCE))
        if opened.operation is not None and (named := opened.operation.tags()):
            tags = replace(tags, tags=named, sources=dict.fromkeys(named, opened.operation.name), line=None)
        status = status_of(document, metadata, opened.declared, text, expected)
        if status not in (Status.ARTICLE, Status.PAYWALLED) and not opened.told:
            expected = without_article(expected)
        article = Article(
            text=text, blocks=blocks, removed=decision.removed, version=self.model.version,
            engine=found.engine if found else "blocks", status=status, confidence=round(expected, 4) if text else 0.0,
            tags=tags.tags, tag_sources=tags.sources, keywords=tags.keywords, sections=tags.sections,
            tags_line=tags.line, tags_confidence=tags.confidence,
            captions=_captions(decision, blocks), summary=tuple(decision.lifted.get("summary", ())),
            author_note="\n".join(dict.fromkeys(decision.lifted.get("author_note", ()))) or None,
        )  # fmt: skip
        metadata = _with_rights(opened, decision, metadata)
        if self.profile is not None:
            metadata = replace(metadata, provenance={**metadata.provenance, "profile": self.profile.version})
        return with_metadata(article, metadata)


@dataclass(frozen=True, slots=True)
class Decided:
    """What is to be kept of a page, and its expected F1. ``scores``: a probability a block, ``threshold``: from which
    it is kept, None where no score decided. ``found``: the article from elsewhere, where an option asks for that."""

    decision: Decision
    expected: float
    scores: Sequence[float] | None = None
    threshold: float | None = None
    found: Rescue | None = None


@dataclass(frozen=True, slots=True)
class _Opened:
    """A page read and measured, before anything is decided. ``measured`` is None where it has no block.
    ``operation``: what an override did to it."""

    data: bytes
    url: str | None
    declared: Declared
    metadata: Metadata
    document: Document
    measured: Measured | None
    operation: Operation | None = None

    @property
    def told(self) -> bool:
        """Whether we are told what the body is: nothing needs to be weighed or rescued."""
        return is_own(self.declared) or (self.operation is not None and self.operation.inside is not None)


def _with_rights(opened: _Opened, decision: Decision, metadata: Metadata) -> Metadata:
    """The metadata, with the rights line that a reader sees where the page declares none."""
    line = metadata.rights or next(filter(None, map(rights_of, decision.lifted.get("rights", ()))), None)
    line = line or footer_line(opened.document, opened.declared.marked.chrome)
    if line is None or metadata.rights:
        return metadata
    return replace(metadata, rights=line, provenance={**metadata.provenance, "rights": "text"})


def _captions(decision: Decision, blocks: Sequence[Block]) -> tuple[str, ...]:
    """The captions that rules took out of the text and those of the pictures among the blocks, each once."""
    shown = (block.text for block in blocks if block.kind is BlockKind.CAPTION)
    return tuple(dict.fromkeys([*decision.lifted.get("captions", ()), *shown]))


def with_metadata(article: Article, metadata: Metadata) -> Article:
    """The article with the fields that the page declares."""
    return replace(
        article, title=metadata.title, authors=metadata.authors, published=metadata.published,
        modified=metadata.modified, language=metadata.language, url=metadata.url, site=metadata.site,
        section=metadata.section, description=metadata.description, image=metadata.image, rights=metadata.rights,
        access=metadata.access, license=metadata.license, source=metadata.source, provenance=metadata.provenance,
    )  # fmt: skip


def _day(page: Page | bytes | str) -> date | None:
    """The day on which the page was downloaded, in UTC; None where that is not known."""
    return page.fetched_at.date() if isinstance(page, Page) and page.fetched_at is not None else None


def _parts(
    page: Page | bytes | str, url: str | None, charset: str | None
) -> tuple[bytes | str, str | None, str | None]:
    """Body, address and declared charset, whatever was given."""
    if isinstance(page, Page):
        return page.body, url or page.final_url, charset or page.charset
    return page, url, charset

"""TextCleaner: the steps from flattened text to an Article, in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from scraper import render
from scraper.article import Article, Status
from scraper.cleaner.body.structure import blocks_of
from scraper.cleaner.options import DEFAULT, CleanOptions
from scraper.cleaner.parser.lines import read_lines
from scraper.cleaner.tags import split_tags_line
from scraper.cleaner.text.choose import Choice, Pick, choose, pick
from scraper.cleaner.text.features import Measured
from scraper.cleaner.text.kinds import with_kinds
from scraper.cleaner.text.language import language_of
from scraper.cleaner.text.score import TextModel, load_text_model
from scraper.cleaner.text.seen import seen_authors, seen_dates
from scraper.cleaner.text.settled import settled
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.text.template import Template
from scraper.cleaner.text.topics import unglued
from scraper.errors import CleanError

if TYPE_CHECKING:
    from scraper.cleaner.explain import Explanation

VERSION = "text-3"
#: Confidence below which a text is no article: half of the texts scored lower are menus and listings.
_NO_ARTICLE = 0.3
#: Confidence of a cut from which its tags are known to be the site's.
_SURE_TAGS = 0.9


class TextCleaner:
    """Cleans flattened texts with one set of options. Holds no state between texts: threads may share it."""

    def __init__(self, options: CleanOptions = DEFAULT, model: TextModel | None = None) -> None:
        self.options = options
        self._model = model

    @property
    def model(self) -> TextModel:
        """The weights: those given, or the package's."""
        return self._model or load_text_model()

    def clean(self, text: str, url: str | None = None) -> Article:
        """The article of a page's flattened text. Raises ``CleanError`` over the size limit; no article is no error."""
        sheet = self._read(text, url)
        return self._clean(sheet) if sheet is not None else Article(url=url, engine="text", version=VERSION)

    def explain(self, text: str, url: str | None = None) -> Explanation:
        """The article as ``clean`` makes it, and why each line was kept or removed. Raises alike."""
        from scraper.cleaner.explain import Explanation, explain_lines

        sheet = self._read(text, url)
        if sheet is None:
            return Explanation(Article(url=url, engine="text", version=VERSION), (), "text")
        choice = self._chosen(sheet)
        return explain_lines(sheet, choice, choice.scores, _article(sheet, choice), self.model)

    def clean_many(self, texts: Iterable[str], site: str | None = None) -> list[Article]:
        """The articles of several texts of one site: lines that recur are its template, its tags help each other."""
        sheets = [self._read(text, None) for text in texts]
        template = Template(sheets)
        empty = Article(engine="text", version=VERSION, site=site)
        found = [empty if sheet is None else self._clean(sheet, template) for sheet in sheets]
        known = {tag for article in found if (article.tags_confidence or 0) >= _SURE_TAGS for tag in article.tags}
        return [replace(_with_tags(article, known), site=site) for article in found]

    def _read(self, text: str, url: str | None) -> Sheet | None:
        """The lines of a text; None if it has none."""
        if len(text) > self.options.max_bytes:
            raise CleanError(
                f"the text has {len(text):,} characters, over the limit of {self.options.max_bytes:,}",
                where=url or "text",
                hint="raise max_bytes if that is meant",
            )
        document = read_lines(text, url)
        return Sheet(document) if document.blocks else None

    def _clean(self, sheet: Sheet, template: Template | None = None) -> Article:
        return _article(sheet, self._chosen(sheet, template))

    def _chosen(self, sheet: Sheet, template: Template | None = None) -> Choice:
        """What is to be kept of a text."""
        scores = self.model.scores(Measured(sheet))
        recurring = template.verdicts(sheet, scores) if template is not None else {}
        if 0 < len(recurring) < len(sheet):  # without the template the rest is easier to tell
            rest = [n for n in range(len(sheet)) if n not in recurring]
            scores[list(recurring)] = 0
            scores[rest] = self.model.scores(Measured(sheet.without(recurring)))
        found = pick(sheet, scores, self.options, recurring)
        found = settled(
            sheet, found, self._look, lambda dropped: pick(sheet, scores, self.options, {**recurring, **dropped})
        )
        return choose(sheet, found, self.options)

    def _look(self, sheet: Sheet) -> Pick:
        """What is to be kept of a text at first sight."""
        return pick(sheet, self.model.scores(Measured(sheet)), self.options)


def _with_tags(article: Article, known: set[str]) -> Article:
    """The article with its tags cut anew, where the cut was unsure and the site's other tags may tell."""
    if not article.tags_line or (article.tags_confidence or 0) >= _SURE_TAGS:
        return article
    tags, sure = split_tags_line(article.tags_line, article.text, known)
    return replace(article, tags=tags, tags_confidence=sure, tag_sources=dict.fromkeys(tags, "text line"))


def _article(sheet: Sheet, choice: Choice) -> Article:
    """The article of the chosen lines, with what the other lines say about it."""
    blocks = with_kinds(sheet, choice.kept, blocks_of(sheet.document, choice.kept))
    body, lifted = render.to_text(blocks), choice.lifted
    line = "\n".join(lifted.get("tags_line", ())) or None
    tags, sure = split_tags_line(unglued(line, body) or line, body) if line else ((), None)
    published, modified = seen_dates(sheet, choice)
    article = Article(
        title=sheet.texts[choice.title] if choice.title is not None else None, text=body, blocks=blocks,
        removed=choice.removed, tags=tags, url=sheet.document.url, authors=seen_authors(sheet, choice),
        published=published, modified=modified, rights=next(iter(lifted.get("rights", ())), None),
        confidence=round(choice.confidence, 4), engine="text", version=VERSION,
        status=Status.ARTICLE if body and choice.confidence >= _NO_ARTICLE else Status.EMPTY,
        tag_sources=dict.fromkeys(tags, "text line"), tags_line=line, tags_confidence=sure,
        captions=tuple(lifted.get("captions", ())), summary=tuple(lifted.get("summary", ())),
        language=language_of(body), author_note="\n".join(lifted.get("author_note", ())) or None,
    )  # fmt: skip
    named = ("title", "authors", "published", "modified", "rights", "tags")
    sources = {name: "text line" for name in named if getattr(article, name)}
    return replace(article, provenance=sources | ({"language": "function words"} if article.language else {}))

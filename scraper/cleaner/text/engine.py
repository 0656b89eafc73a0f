"""TextCleaner: the steps from flattened text to an Article, in their order."""

from __future__ import annotations

from scraper import render
from scraper.article import Article, Status
from scraper.cleaner.lines import read_lines
from scraper.cleaner.options import DEFAULT, CleanOptions
from scraper.cleaner.structure import blocks_of
from scraper.cleaner.tags import split_tags_line
from scraper.cleaner.text.choose import choose
from scraper.cleaner.text.score import score_lines
from scraper.cleaner.text.sheet import Sheet
from scraper.errors import CleanError

VERSION = "text-0"


class TextCleaner:
    """Cleans flattened texts with one set of options. Holds no state between texts: threads may share it."""

    def __init__(self, options: CleanOptions = DEFAULT) -> None:
        self.options = options

    def clean(self, text: str, url: str | None = None) -> Article:
        """The article of a page's flattened text. Raises ``CleanError`` over the size limit; no article is no error."""
        if len(text) > self.options.max_bytes:
            raise CleanError(
                f"the text has {len(text):,} characters, over the limit of {self.options.max_bytes:,}",
                where=url or "text",
                hint="raise max_bytes if that is meant",
            )
        sheet = Sheet(read_lines(text, url))
        chosen = choose(sheet, score_lines(sheet), self.options)
        body = render.to_text(blocks := blocks_of(sheet.document, chosen.kept))
        lifted = chosen.lifted
        line = next(iter(lifted.get("tags_line", ())), None)
        tags, sure = split_tags_line(line, body) if line else ((), None)
        return Article(
            title=chosen.title, text=body, blocks=blocks, removed=chosen.removed, tags=tags, url=url,
            rights=next(iter(lifted.get("rights", ())), None), confidence=chosen.confidence,
            status=Status.ARTICLE if body else Status.EMPTY, engine="text", version=VERSION,
            tag_sources=dict.fromkeys(tags, "text line"), tags_line=line, tags_confidence=sure,
            captions=tuple(lifted.get("captions", ())), summary=tuple(lifted.get("summary", ())),
            author_note="\n".join(lifted.get("author_note", ())) or None,
        )  # fmt: skip

"""Sheet: a flattened text's lines beside the wordings they match; what scoring and choosing both look at."""

from __future__ import annotations

from scraper.cleaner.document import Document
from scraper.cleaner.wordings import classes_of


class Sheet:
    """The lines of one document. ``texts``, ``bits`` (classes of wordings, see ``wordings.BIT``): one a line."""

    __slots__ = ("bits", "document", "texts")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.texts = [block.text for block in document.blocks]
        self.bits = [classes_of(text) for text in self.texts]

    def __len__(self) -> int:
        return len(self.texts)

"""Sheet: a flattened text's lines beside the wordings they match; what scoring and choosing both look at."""

from __future__ import annotations

from collections.abc import Container

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.classifier.shapes import Shapes, measure_shapes
from scraper.cleaner.document import Document
from scraper.cleaner.wordings import classes_of


class Sheet:
    """The lines of one document, at least one. ``texts``, ``bits`` (``wordings.classes_of``), ``shapes``, ``words``:
    one a line."""

    __slots__ = ("bits", "document", "shapes", "texts", "words")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.texts = [block.text for block in document.blocks]
        self.bits = [classes_of(text) for text in self.texts]
        self.shapes: Shapes = measure_shapes(self.texts)
        self.words: NDArray[np.float32] = self.shapes.words

    def without(self, numbers: Container[int]) -> Sheet:
        """The same text without some lines; one at least must be left."""
        left = [n for n in range(len(self)) if n not in numbers]
        document = self.document
        measures = {name: [column[n] for n in left] for name, column in document.measures.items()}
        measures["gap"][0] = 0
        return Sheet(Document([document.blocks[n] for n in left], document.source, document.url, measures=measures))

    def __len__(self) -> int:
        return len(self.texts)

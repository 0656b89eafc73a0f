"""Sheet: a flattened text's lines beside the wordings they match; what scoring and choosing both look at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.document import Document
from scraper.cleaner.shapes import Shapes, measure_shapes
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
        self.words: NDArray[np.float32] = self.shapes.words + 1

    def __len__(self) -> int:
        return len(self.texts)

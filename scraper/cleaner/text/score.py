"""The probability of each line to belong to the article."""

from __future__ import annotations

from scraper.cleaner.text.sheet import Sheet

#: Words from which a line that ends like a sentence is prose.
PROSE_WORDS = 10
_ENDS = (".", "!", "?", "。", "！", "？", "؟", "…", '"', "”", "»", "“", "’", ")")


def score_lines(sheet: Sheet) -> list[float]:
    """A first guess: prose belongs to the article."""
    return [
        0.05 if bits else 0.9 if len(text.split()) >= PROSE_WORDS and text.endswith(_ENDS) else 0.3
        for text, bits in zip(sheet.texts, sheet.bits, strict=True)
    ]

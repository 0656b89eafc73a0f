"""What is lifted out of the lines around the body: rights, tags, and the lines that name author and date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.text.topics import topic_lines
from scraper.cleaner.wordings import BIT, WHOLE

_RIGHTS = re.compile(
    r"©|ⓒ|\(c\)|copyright|rights reserved|rechte vorbehalten|droits réservés|derechos reservados|diritti riservati|"
    r"riproduzione riservata|direitos reservados|rechten voorbehouden|права защищены|prawa zastrzeżone|"
    r"hakları saklıdır|hakkı saklıdır|版权所有|版權所有|無断転載|무단 ?전재|جميع الحقوق",
    re.I,
)
#: A sentence about the author stands close below the article, lines; it has so many words.
_NOTE_REACH, _NOTE_WORDS = 8, 7


def lifts(sheet: Sheet, kept: Sequence[int], title: int | None) -> dict[str, list[int]]:
    """Field of the Article -> numbers of the lines that hold it: ``rights``, ``tags_line`` (label first)."""
    found: dict[str, list[int]] = {}
    if not kept:
        return found
    whole = set(kept)
    rights = [n for n in range(len(sheet)) if n not in whole and _is_rights(sheet, n)]
    after = [n for n in rights if n > kept[-1]]
    if rights:
        found["rights"] = [(after or rights)[0]]
    tags = topic_lines(sheet, kept, title)
    if tags:
        found["tags_line"] = tags
    notes = [n for n in range(kept[-1] + 1, min(kept[-1] + 1 + _NOTE_REACH, len(sheet))) if _is_note(sheet, n)]
    if notes:
        found["author_note"] = notes
    return found


def _is_note(sheet: Sheet, index: int) -> bool:
    """Whether a line tells in a sentence who the author is."""
    named = sheet.bits[index] & BIT["author-box"] and not sheet.bits[index] >> WHOLE
    return bool(named and sheet.words[index] >= _NOTE_WORDS)


def _is_rights(sheet: Sheet, index: int) -> bool:
    return bool(sheet.bits[index] & BIT["copyright"]) and _RIGHTS.search(sheet.texts[index]) is not None

"""What is lifted out of the lines around the body: rights, tags, and the lines that name author and date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scraper.cleaner.tags.label import is_label
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.wordings import BIT, WHOLE

_RIGHTS = re.compile(
    r"©|ⓒ|\(c\)|copyright|rights reserved|rechte vorbehalten|droits réservés|derechos reservados|diritti riservati|"
    r"riproduzione riservata|direitos reservados|rechten voorbehouden|права защищены|prawa zastrzeżone|"
    r"hakları saklıdır|hakkı saklıdır|版权所有|版權所有|無断転載|무단 ?전재|جميع الحقوق",
    re.I,
)
_SENTENCE_END = (".", "!", "?", "。", "！", "？", "؟", "…")
#: Longest tag behind a label, words and characters; most tags of one label.
_TAG_WORDS, _TAG_LENGTH, _MOST_TAGS = 6, 60, 40
#: How far beyond the article its tags stand, lines.
_TAGS_REACH = 60
#: A sentence about the author stands close below the article, lines; it has so many words.
_NOTE_REACH, _NOTE_WORDS = 8, 7
#: Where lines without a label may be tags: so far below the article, so many at least, and this share named in it.
_UNLABELLED_REACH, _LEAST_UNLABELLED, _SPOKEN = 3, 2, 0.6
_WORD = re.compile(r"[^\W\d_]{4,}|[\u3040-\u9fff\uac00-\ud7af]{2,}")
#: Other labelled lines ("Categories", "Posted in") name sections, not tags.
_SECTIONS = re.compile(
    r"(?:posted in|categor(?:y|ies)|filed (?:to|in)|kategorien?|veröffentlicht (?:in|unter)|abgelegt unter|rubrik|"
    r"ressort|publié dans|catégories?|publicado en|categorías?|categorie?|pubblicato in|categorias?|geplaatst in|"
    r"рубрик[аи]|раздел|kategori(?:a|e)?|分类|カテゴリー?)\b[:\s]",
    re.I,
)


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
    tags = _tags(sheet, whole, kept, title)
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


def _tags(sheet: Sheet, whole: set[int], kept: Sequence[int], title: int | None) -> list[int]:
    """The line of tags nearest to the article's end, or a label with the lines behind it, or short lines of names that
    stand right below the article and that it speaks of."""
    near = range(title or kept[0], min(len(sheet), kept[-1] + _TAGS_REACH))
    for index in sorted(near, key=lambda n: abs(n - kept[-1])):
        text = sheet.texts[index]
        if index in whole or _SECTIONS.match(text):
            continue
        if sheet.bits[index] >> WHOLE & BIT["tags"] or is_label(text):
            below = list(_below(sheet, whole, index))
            if below and (sheet.bits[index] & BIT["tags"] or _spoken_of(sheet, kept, below)):
                return [index, *below]
        elif sheet.bits[index] & BIT["tags"] and not text.endswith(_SENTENCE_END):
            return [index]
    for start in range(kept[-1], min(kept[-1] + _UNLABELLED_REACH, len(sheet) - 1)):
        below = list(_below(sheet, whole, start))
        if len(below) >= _LEAST_UNLABELLED and _spoken_of(sheet, kept, below):
            return below
    return []


def _below(sheet: Sheet, whole: set[int], label: int) -> Iterator[int]:
    """The short lines behind a label, up to the next wording, paragraph or sentence."""
    for index in range(label + 1, min(label + 1 + _MOST_TAGS, len(sheet))):
        text = sheet.texts[index]
        known = sheet.bits[index] & ~(BIT["menu"] | BIT["tags"]) & 0xFFFFFFFF
        if index in whole or known or len(text) > _TAG_LENGTH or sheet.words[index] > _TAG_WORDS:
            return
        if text.endswith(_SENTENCE_END):
            return
        yield index


def _spoken_of(sheet: Sheet, kept: Sequence[int], lines: Sequence[int]) -> bool:
    """Whether the article speaks of what the lines name."""
    body = " ".join(sheet.texts[n] for n in kept).casefold()
    named = sum(any(word in body for word in _WORD.findall(sheet.texts[n].casefold())) for n in lines)
    return named >= _SPOKEN * len(lines)

"""Author and dates as a reader sees them in the lines around the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from scraper.cleaner.metadata.datetext import find_date
from scraper.cleaner.metadata.names import split_names
from scraper.cleaner.text.choose import Choice
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.wordings import BIT, WHOLE

#: How far below the headline (or above the body where there is none) byline and date stand, lines.
_REACH = 14
#: Longest byline and date line, characters.
_LONGEST = 120
_BY = re.compile(
    r"^(?:(?:written|posted|published|reported|story|article|words|text|ein beitrag|ein artikel|geschrieben|escrito|"
    r"publicado|écrit|publié|scritto|geschreven)\s+)?(?:by|von|par|por|di|door|af|av|autor(?:in|a)?|auteur|author|автор|"
    r"text|texte|texto|tekst|yazar|文|作者|記者|记者)\s*[:：]?\s+(?P<names>\S.*)$",
    re.I,
)
_CUT = re.compile(
    r"\s+(?:on|am|le|el|il|op|em)\s+(?:\w+,?\s+)?\d.*$|\s+[|•·–—/]\s.*$|,?\s*\d.*$|\s+(?:updated|published|posted)\b.*$",
    re.I,
)
_UPDATED = re.compile(
    r"updated|modified|revised|aktualisiert|geändert|mis(?:e)? à jour|modifié|actualizad|aggiornat|atualizad|"
    r"bijgewerkt|обновл|uppdatera|oppdatert|opdateret|güncelle|aktualizac|更新|수정|تحديث",
    re.I,
)


def seen_authors(sheet: Sheet, choice: Choice) -> tuple[str, ...]:
    """The names of the byline nearest to the headline; empty where there is none."""
    for index in _near(sheet, choice):
        text = sheet.texts[index]
        if not sheet.bits[index] & (BIT["byline"] | BIT["author-box"]) or len(text) > _LONGEST:
            continue
        found = _BY.match(text)
        if found is None and sheet.bits[index] >> WHOLE & (BIT["byline"] | BIT["author-box"]):
            found = _BY.match(f"{text} {sheet.texts[index + 1]}") if index + 1 < len(sheet) else None
        if found is not None:
            names = tuple(dict.fromkeys(split_names(_CUT.sub("", found["names"]))))
            if names and all(name[0].isupper() or name[0] > "\u2e80" for name in names):
                return names
    return ()


def seen_dates(sheet: Sheet, choice: Choice) -> tuple[datetime | None, datetime | None]:
    """Published and modified, in UTC where the text names no zone: the dates nearest to the headline."""
    published = modified = None
    month_first = not any(ord(sign) > 127 for sign in sheet.texts[choice.kept[0]][:80]) if choice.kept else False
    for index in _near(sheet, choice):
        text = sheet.texts[index]
        date = find_date(text, month_first=month_first) if len(text) <= _LONGEST else None
        if date is None:
            continue
        if _UPDATED.search(text) or (index and _UPDATED.search(sheet.texts[index - 1][-40:])):
            modified = modified or date
        else:
            published = published or date
    return _aware(published), _aware(modified)


def _near(sheet: Sheet, choice: Choice) -> Iterator[int]:
    """The removed lines around the headline, those below it first."""
    if not choice.kept:
        return
    whole = set(choice.kept)
    first = choice.kept[0]
    start = choice.title if choice.title is not None else max(first - _REACH, 0)
    yield from (n for n in range(start + 1, min(first + 4, start + 1 + _REACH, len(sheet))) if n not in whole)
    yield from (n for n in range(start - 1, max(start - 5, -1), -1) if n not in whole)
    last = choice.kept[-1]
    yield from (n for n in range(last + 1, min(last + 4, len(sheet))) if n not in whole)


def _aware(date: datetime | None) -> datetime | None:
    return date if date is None or date.tzinfo else date.replace(tzinfo=UTC)

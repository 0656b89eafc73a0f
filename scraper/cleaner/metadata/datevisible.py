"""The date that a reader sees: near the headline, behind a label that says what it is, or the only one.

Asked only where a page declares no date (a third of labelled blog pages, hardly a news page). General date finders take
any date of the page then: on labelled pages without a date htmldate 1.9 names one for 139 of 142, so they are not
asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from selectolax.lexbor import LexborNode

from scraper.cleaner.document import Document
from scraper.cleaner.metadata.datetext import find_date, read_date
from scraper.cleaner.metadata.nearby import MAX_LINE, Line, Nearby, read_dated_lines
from scraper.cleaner.metadata.spaces import clean_space

#: How far from the headline a date is the article's, in characters of text: below it (a byline and a lead lie between)
#: and above it. Measured on labelled pages: 9 of 10 of those found stand within 200 below.
BELOW, ABOVE = 1_300, 150
#: A date above the headline counts as if it stood this much farther away: dates of teasers and of the day stand there.
UPWARDS = 150
#: How far below the headline a labelled date is still the article's and not a comment's or a teaser's, characters.
LABELLED = 10_000

#: Where a date printed with the byline stands: at most so many characters and blocks below the headline, in a line of
#: at most so many characters. Measured: where such a date is earlier than the declared one, it is the labelled one on
#: 17 of 19 pages (where it is later, as often as not: those are updates).
PRINTED_BELOW, PRINTED_BLOCKS, PRINTED_LINE = 600, 14, 60
#: How many elements may stand between a piece of a date and the whole.
WRAPPERS = 2

_YEAR = re.compile(r"(?:19|20)\d\d|\d\d?[./]\d\d?[./]\d\d")
_LABEL = re.compile(
    r"\b(?:published|posted|date|created|written|veröffentlicht|erstellt|datum|stand|vom|publié|publicado|pubblicato|"
    r"gepubliceerd|опубликовано|dodano|opublikowano|yayın|publicerad|公開|发布|게재|입력|نشر)\b",
    re.I,
)
_UPDATED = re.compile(
    r"updated|modified|reviewed|revised|aktualisiert|geändert|bearbeitet|mis à jour|modifi|actualizad|aggiornat|"
    r"atualizad|bijgewerkt|обновл|uppdatera|güncelle|aktualizac|更新|수정|تحديث",
    re.I,
)
_OTHERS = re.compile(r"last post|joined|member since|expires|ends\b|until|bis zum", re.I)


@dataclass(frozen=True, slots=True)
class _Seen:
    date: datetime
    distance: int | None  # characters of text below the headline (negative: above); None: no headline
    labelled: bool
    updated: bool


def seen_dates(
    document: Document, nearby: Nearby, times: Iterable[LexborNode], *, month_first: bool
) -> tuple[datetime | None, datetime | None]:
    """The visible date of publication and of the last update. ``times``: the page's ``time`` elements."""
    below = list(_dates(nearby.below, month_first))
    above = list(_dates(nearby.above, month_first))
    near = sorted(
        [(seen.distance or 0, seen) for seen in below if (seen.distance or 0) <= BELOW]
        + [(UPWARDS - (seen.distance or 0), seen) for seen in above if (seen.distance or 0) >= -ABOVE],
        key=itemgetter(0),
    )
    updated = next((seen.date for _, seen in near if seen.updated), None)
    published = next((seen.date for _, seen in near if not seen.updated), None)
    if published is not None:
        return published, updated
    found = list(_dates(read_dated_lines(document, nearby.heading, times), month_first))
    plain = [seen for seen in found if not seen.updated]
    labelled = next((seen.date for seen in plain if seen.labelled and (seen.distance or 0) < LABELLED), None)
    only = _only(document, [seen.date for seen in plain], month_first)
    updated = updated or next((seen.date for seen in found if seen.updated and seen.labelled), None)
    return labelled or (None if updated else only), updated


def printed_date(document: Document, heading: int, *, month_first: bool) -> datetime | None:
    """The date in the first dated line below the headline that is no update's; None where there is none at hand."""
    walked = 0
    for block in document.blocks[heading + 1 : heading + 1 + PRINTED_BLOCKS] if heading >= 0 else ():
        text = block.text
        if len(text) <= PRINTED_LINE and _YEAR.search(text) and not (_UPDATED.search(text) or _OTHERS.search(text)):
            date = find_date(text, month_first=month_first)
            if date is not None:
                return date
        walked += len(text)
        if walked > PRINTED_BELOW:
            break
    return None


def _only(document: Document, dates: list[datetime], month_first: bool) -> datetime | None:
    """The one day that the page names, its navigation and footers included; None where it names several."""
    if len({date.date() for date in dates}) != 1:
        return None
    elsewhere = (find_date(text, month_first=month_first) for _, _, text in document.chrome)
    return dates[0] if all(date is None or date.date() == dates[0].date() for date in elsewhere) else None


def _dates(lines: Iterable[Line], month_first: bool) -> Iterator[_Seen]:
    """The dates in lines, with what the line before says of them."""
    for line in lines:
        date = _of_line(line, month_first)
        if date is not None:
            text = f"{line.before} {line.text}"
            yield _Seen(date, line.distance, bool(_LABEL.search(text)), bool(_UPDATED.search(text)))


def _of_line(line: Line, month_first: bool) -> datetime | None:
    """The date in a line, or in the text around it where the mark-up cuts the date in pieces."""
    if line.node.tag == "time":
        return read_date(line.node.attributes.get("datetime") or "", month_first=month_first)
    if not _YEAR.search(line.text):
        return None
    date = find_date(line.text, month_first=month_first)
    around = line.node.parent
    for _ in range(WRAPPERS):
        if date is not None or around is None:
            break
        whole = clean_space(around.text(deep=True, separator=" "))
        if len(whole) > MAX_LINE:
            break
        date = find_date(whole, month_first=month_first)
        around = around.parent
    return date

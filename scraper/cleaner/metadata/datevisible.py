"""The date that a reader sees: near the headline, behind a label that says what it is, or the only one.

Asked only where a page declares no date (a fifth of labelled pages). General date finders take any date of the page
then: on labelled pages without a date htmldate 1.9 names one for 139 of 142, so they are not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.cleaner.metadata.datetext import find_date, read_date
from scraper.cleaner.metadata.declared import clean_space
from scraper.cleaner.metadata.site import compact

#: How far from the headline a date is the article's, in characters of text: below it (a byline and a lead lie between)
#: and above it. Measured on labelled pages: 9 of 10 stand within 300 below.
BELOW, ABOVE = 800, 150
#: How far below the headline a labelled date is still the article's and not a comment's or a teaser's, characters.
LABELLED = 10_000
#: Longest text that is a date line, characters; longer ones are prose.
MAX_LINE = 160
#: Most nodes that are walked (a long page has 10,000).
MAX_NODES = 50_000

_YEAR = re.compile(r"(?:19|20)\d\d|\d\d?[./]\d\d?[./]\d\d")
_SILENT = frozenset(("script", "style", "noscript", "template", "option", "title", "textarea"))
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


@dataclass(frozen=True, slots=True)
class _Seen:
    date: datetime
    distance: int | None  # characters of text below the headline (negative: above); None: no headline
    labelled: bool
    updated: bool


def seen_dates(
    tree: LexborHTMLParser, title: str | None, *, month_first: bool
) -> tuple[datetime | None, datetime | None]:
    """The visible date of publication and of the last update."""
    found = list(_walk(tree, compact(title or ""), month_first))
    updated = next((seen.date for seen in found if seen.updated and (seen.labelled or _is_near(seen))), None)
    plain = [seen for seen in found if not seen.updated]
    below = next((seen.date for seen in plain if _is_near(seen) and (seen.distance or 0) >= 0), None)
    above = next((seen.date for seen in reversed(plain) if _is_near(seen) and (seen.distance or 0) < 0), None)
    labelled = next((seen.date for seen in plain if seen.labelled and (seen.distance or 0) < LABELLED), None)
    only = plain[0].date if len({seen.date.date() for seen in plain}) == 1 else None
    return below or above or labelled or only, updated


def _is_near(seen: _Seen) -> bool:
    return seen.distance is not None and -ABOVE <= seen.distance <= BELOW


def _walk(tree: LexborHTMLParser, headline: str, month_first: bool) -> Iterator[_Seen]:
    """The dates of a page in reading order; the distance of those above the headline is settled when it comes."""
    if tree.body is None:
        return
    heading = _headline_of(tree, headline)
    position, at = 0, None
    pending: list[tuple[int, _Seen]] = []
    previous = ""
    for number, node in enumerate(tree.body.traverse(include_text=True)):
        if number > MAX_NODES:
            break
        tag = node.tag
        if tag == "-text":
            text = node.text_content or ""
            if not text or text.isspace():
                continue
            parent = node.parent
            if parent is not None and parent.tag in _SILENT:
                continue
            position += len(text)
            date = _of_text(node, text, month_first) if len(text) <= MAX_LINE and _YEAR.search(text) else None
            line, previous = f"{previous} {text}", text[-40:]
        elif tag == "time":
            date = read_date(node.attributes.get("datetime") or "", month_first=month_first)
            line = f"{previous} {clean_space(node.text(deep=True))[:MAX_LINE]}"
        elif at is None and heading is not None and tag == heading.tag and node.mem_id == heading.mem_id:
            at = position
            yield from (_Seen(seen.date, where - at, seen.labelled, seen.updated) for where, seen in pending)
            pending.clear()
            continue
        else:
            continue
        if date is None:
            continue
        seen = _Seen(
            date, None if at is None else position - at, bool(_LABEL.search(line)), bool(_UPDATED.search(line))
        )
        if at is None:
            pending.append((position, seen))
        else:
            yield seen
    yield from (seen for _, seen in pending)


def _headline_of(tree: LexborHTMLParser, headline: str) -> LexborNode | None:
    """The heading that says the title, else the first h1."""
    first: LexborNode | None = None
    for node in tree.css("h1, h2, h3")[:60]:
        text = compact(node.text(deep=True))
        if len(text) > 5 and len(headline) > 5 and (text in headline or headline in text):
            return node
        if node.tag == "h1" and text and first is None:
            first = node
    return first


def _of_text(node: LexborNode, text: str, month_first: bool) -> datetime | None:
    """The date in a text node, or in its parent's text where the mark-up cuts the date in pieces."""
    date = find_date(text, month_first=month_first)
    if date is None and node.parent is not None:
        whole = clean_space(node.parent.text(deep=True, separator=" "))
        if len(whole) <= MAX_LINE:
            date = find_date(whole, month_first=month_first)
    return date

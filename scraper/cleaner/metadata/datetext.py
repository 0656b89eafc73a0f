"""A date as text, read: ISO 8601 and its misspellings, epoch numbers, RFC 2822, numeric and spelled-out dates.

``read_date`` reads a text that is a date; ``find_date`` finds one within a short text a reader sees.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from scraper.cleaner.metadata.months import MONTHS

#: Dates outside are misprints or placeholders: before the web's first public year, or far ahead.
FIRST_YEAR, LAST_YEAR = 1991, 2100
#: Longest text that is read as a date, characters; spelled-out ones with weekday, time and zone have about 60.
MAX_TEXT = 120

_TIME = (
    r"(?:[T,\s|·•/–-]{1,5}(?:(?:um|at|à|a las|às|ore|kl\.?|о|в|om)\s)?"
    r"(?P<hour>\d{1,2})\s?[:.hH時시点]\s?(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?(?:\s?(?:Uhr|h|Uhr\.)\b)?\s?(?P<zone>Z\b|UTC|GMT|[+-]\d{2}:?\d{2}\b)?)?"
)
_YEAR_FIRST = re.compile(
    r"(?<![\d/-])(?P<year>(?:19|20)\d{2})\s?[-/.年년]\s?(?P<month>\d{1,2})\s?[-/.月월]\s?(?P<day>\d{1,2})(?!\d)[日일.]?"
    + _TIME
)
_DAY_FIRST = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})(?P<mark>\s?[./-]\s?)(?P<month>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d{2})(?!\d)"
    + _TIME
)
_SHORT_YEAR = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})(?P<mark>[./])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{2})(?![\d.])" + _TIME,
    re.I,
)
_DAY_NAME = re.compile(
    r"(?<![\d.])(?P<day>\d{1,2})(?:st|nd|rd|th|er|ère|º|°|\.)?[\s/-]{1,3}(?:(?:de|of|d’|d')\s)?"
    r"(?P<name>[^\W\d_]{3,14})\.?,?[\s/-]{1,3}(?:(?:de|del|of)\s)?(?P<year>(?:19|20)\d{2})(?!\d)" + _TIME,
    re.I,
)
_NAME_DAY = re.compile(
    r"(?<![^\W\d_])(?P<name>[^\W\d_]{3,14})\.?[\s-]{1,3}(?P<day>\d{1,2})(?:st|nd|rd|th|º|\.)?\s?[,\s-]\s?"
    r"(?P<year>(?:19|20)\d{2})(?!\d)" + _TIME,
    re.I,
)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{2}:?\d{2})?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?:[/-](\d{1,2}|[a-z]{3,9})[/-](\d{1,2})(?=\D|$)|(\d{2})(\d{2})(?=[/._-]|$))", re.I
)


def read_date(text: str, *, month_first: bool = False) -> datetime | None:
    """The date that a text is, naive if it names no zone; None if it is none. ``month_first``: how ``3/4/2024`` is
    meant. Never raises."""
    text = text.strip()
    if not 6 <= len(text) <= MAX_TEXT:
        return None
    try:
        if _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(int(text[:10]), UTC)
        compact = _COMPACT.fullmatch(text)
        if compact:
            year, month, day, hour, minute, second = (int(part or 0) for part in compact.groups()[:6])
            return _sane(datetime(year, month, day, hour, minute, second, tzinfo=_zone(compact[7])))
        return _sane(datetime.fromisoformat(text))
    except (ValueError, OverflowError, OSError):
        pass
    found = find_date(text, month_first=month_first)
    if found is not None:
        return found
    try:
        return _sane(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def find_date(text: str, *, month_first: bool = False) -> datetime | None:
    """The first complete date within a text, of at most the first 500 characters. Never raises."""
    text = text[:500]
    best: tuple[int, datetime] | None = None
    for pattern in (_YEAR_FIRST, _DAY_FIRST, _DAY_NAME, _NAME_DAY, _SHORT_YEAR):
        for match in pattern.finditer(text):
            if best is not None and match.start() >= best[0]:
                break
            date = _of_match(match, month_first)
            if date is not None:
                best = match.start(), date
                break
    return best[1] if best else None


def date_of_url(path: str) -> datetime | None:
    """The day that a URL's path names (``/2024/05/03/`` or ``-20240503``), naive; None if it names none."""
    for match in _URL_DATE.finditer(path[:500]):
        year, month, day = match[1], match[2] or match[4], match[3] or match[5]
        try:
            number = int(month) if month.isdigit() else MONTHS.get(month.casefold(), 0)
            return _sane(datetime(int(year), number, int(day)))
        except ValueError:
            continue
    return None


def _of_match(match: re.Match[str], month_first: bool) -> datetime | None:
    part = match.groupdict()
    day, year = int(part["day"]), int(part["year"])
    if year < 100:
        year += 2000
    if part.get("name") is not None:
        month = MONTHS.get(part["name"].casefold(), 0)
    else:
        month = int(part["month"])
        if "mark" in part and "/" in part["mark"] and (month > 12 or (month_first and day <= 12)):
            day, month = month, day
    hour = int(part["hour"] or 0)
    if part["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if part["half"] in "pP" else 0)
    try:
        return _sane(
            datetime(
                year, month, day, hour, int(part["minute"] or 0), int(part["second"] or 0), tzinfo=_zone(part["zone"])
            )
        )
    except ValueError:
        return _day_of(year, month, day)


def _day_of(year: int, month: int, day: int) -> datetime | None:
    """The day alone, where the time beside it is none."""
    try:
        return _sane(datetime(year, month, day))
    except ValueError:
        return None


def _sane(date: datetime) -> datetime | None:
    """The date, if an article of the web can have it."""
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        return None
    return date


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))

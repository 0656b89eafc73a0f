"""When the article was published and last modified, as aware datetimes in the page's own offset.

A date without a zone takes the offset of the page's other declared dates, else UTC; one without a time is midnight.
Dates before 1990 (the web's first year) or after 2100 are misprints and ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from selectolax.lexbor import LexborHTMLParser

from scraper.cleaner.metadata.declared import Declared
from scraper.cleaner.metadata.jsonld import text_of

FIRST_YEAR, LAST_YEAR = 1990, 2100
#: Longest text that is read as a date; spelled-out ones with weekday and zone have about 60 characters.
MAX_TEXT = 80

PUBLISHED_META = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time",
    "datepublished", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "cxenseparse:recs:publish-date", "dc.date.issued", "dcterms.created",
    "dc.date.created", "dcterms.issued", "dc.date", "dcterms.date", "dc.created", "publish-date",
    "publish_date", "publishdate", "publication_date", "pubdate", "published_time", "date.published",
    "datecreated", "article.published", "article:post_date", "citation_publication_date",
    "citation_online_date", "citation_date", "originalpublicationdate", "last-published", "date", "bt:pubdate",
    "rnews:datepublished", "ptime", "shareaholic:article_published_time",
)  # fmt: skip
MODIFIED_META = (
    "article:modified_time", "article:modified", "og:updated_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "lastmod", "last-modified", "lastmodified", "revision_date", "moddate", "date.modified",
    "article:updated_time", "og:modified_time", "bt:moddate", "rnews:datemodified",
    "shareaholic:article_modified_time",
)  # fmt: skip

_NUMERIC = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?|(?P<d2>\d{1,2})\.\s?(?P<m2>\d{1,2})\.\s?(?P<y2>\d{4}))"
    r"(?:[T,\s]{1,4}(?:um\s|at\s|-\s)?(?P<H>\d{1,2})[:.h時](?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d{1,9})?)?)?"
    r"\s?(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{2}:?\d{2})?$")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")


def read_date(text: str) -> datetime | None:
    """The date of a text, naive if it names no zone; None if it is none. Never raises."""
    text = text.strip()
    if not 8 <= len(text) <= MAX_TEXT:
        return None
    try:
        if _EPOCH.match(text):
            return datetime.fromtimestamp(int(text[:10]), UTC)
        return _sane(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        pass
    try:
        return _sane(_of_parts(text))
    except (ValueError, OverflowError):
        return _spelled(text)


def _sane(date: datetime | None) -> datetime | None:
    if date is None or not FIRST_YEAR <= date.year <= LAST_YEAR:
        return None
    return date


def _of_parts(text: str) -> datetime | None:
    compact = _COMPACT.match(text)
    if compact:
        year, month, day, hour, minute, second, zone = compact.groups()
    else:
        match = _NUMERIC.search(text)
        if not match:
            raise ValueError(text)
        part = match.groupdict()
        year, month, day = part["y"] or part["y2"], part["m"] or part["m2"], part["d"] or part["d2"]
        hour, minute, second, zone = part["H"], part["M"], part["S"], part["z"]
    return datetime(
        int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=_zone(zone)
    )


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in ("Z", "UTC", "GMT"):
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _spelled(text: str) -> datetime | None:
    """``Fri, 03 May 2024 10:00:00 GMT`` and ``May 3, 2024``."""
    try:
        return _sane(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    return None


def read_dates(
    tree: LexborHTMLParser, declared: Declared, url: str | None
) -> tuple[datetime | None, datetime | None, dict[str, str]]:
    """Published, modified and where each came from."""
    published, where = _first(_published(declared))
    modified, where_modified = _first(_modified(declared))
    if published is None:
        published, where = _first(_of_markup(tree))
    zone = next((date.tzinfo for date in (published, modified) if date is not None and date.tzinfo), UTC)
    provenance = {}
    if published is not None:
        provenance["published"] = where
    if modified is not None:
        provenance["modified"] = where_modified
    return _aware(published, zone), _aware(modified, zone), provenance


def _aware(date: datetime | None, zone: tzinfo) -> datetime | None:
    return date if date is None or date.tzinfo else date.replace(tzinfo=zone)


def _first(texts: Iterable[tuple[str, str]]) -> tuple[datetime | None, str]:
    for where, text in texts:
        date = read_date(text)
        if date is not None:
            return date, where
    return None, ""


def _published(declared: Declared) -> Iterator[tuple[str, str]]:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        yield "json-ld", text_of(declared.article.get(key))
    for name in PUBLISHED_META:
        for content in declared.meta.get(name, ()):
            yield f"meta {name}", content
    for entity in declared.entities.of_type("WebPage", "VideoObject"):
        yield "json-ld", text_of(entity.get("datePublished") or entity.get("uploadDate"))


def _modified(declared: Declared) -> Iterator[tuple[str, str]]:
    yield "json-ld", text_of(declared.article.get("dateModified"))
    for name in MODIFIED_META:
        for content in declared.meta.get(name, ()):
            yield f"meta {name}", content
    for entity in declared.entities.of_type("WebPage"):
        yield "json-ld", text_of(entity.get("dateModified"))


def _of_markup(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in tree.css(
        "[itemprop=datePublished], time[pubdate], time.published, abbr.published, time.entry-date, time[datetime]"
    )[:20]:
        attributes = node.attributes
        yield (
            "time",
            attributes.get("datetime")
            or attributes.get("content")
            or attributes.get("title")
            or node.text(deep=True, strip=True),
        )

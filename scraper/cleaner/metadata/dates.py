"""When the article was published and last modified, as aware datetimes in the page's own offset.

A date without a zone takes the offset of the page's other declared dates, else UTC; one without a time is midnight.
Sources in order: JSON-LD, meta, microdata and ``time``, the URL, and only where all are silent what a reader sees
near the headline. What is printed there overrules a declared date that is later, and tells the zone of one in UTC that
is the same instant. A page that gives nothing but the date of its last update is dated by that, and the source says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.cleaner.document import Document
from scraper.cleaner.metadata.datetext import MAX_TEXT, date_of_url, read_date
from scraper.cleaner.metadata.datevisible import printed_date, seen_dates
from scraper.cleaner.metadata.declared import Declared
from scraper.cleaner.metadata.jsonld import text_of, types_of
from scraper.cleaner.metadata.nearby import Nearby
from scraper.cleaner.metadata.spaces import clean_space

PUBLISHED_META = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time",
    "datepublished", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "cxenseparse:recs:publish-date", "dc.date.issued", "dcterms.created",
    "dc.date.created", "dcterms.issued", "dc.date", "dcterms.date", "dc.created", "publish-date",
    "publish_date", "publishdate", "publication_date", "pubdate", "published_time", "date.published",
    "datecreated", "article.published", "article:post_date", "citation_publication_date",
    "citation_online_date", "citation_date", "originalpublicationdate", "last-published", "date", "bt:pubdate",
    "rnews:datepublished", "ptime", "published", "published-date", "w-published-date",
    "shareaholic:article_published_time",
)  # fmt: skip
MODIFIED_META = (
    "article:modified_time", "article:modified", "og:updated_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "lastmod", "last-modified", "lastmodified", "revision_date", "moddate", "date.modified",
    "article:updated_time", "og:modified_time", "bt:moddate", "rnews:datemodified",
    "shareaholic:article_modified_time",
)  # fmt: skip

#: The offsets of the world's zones from UTC.
EARLIEST, LATEST = timedelta(hours=-12), timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Dates:
    """``published`` and ``modified``, aware, with the source of each (empty where there is none)."""

    published: datetime | None = None
    modified: datetime | None = None
    published_from: str = ""
    modified_from: str = ""


def read_dates(document: Document, declared: Declared, heading: int, nearby: Callable[[], Nearby]) -> Dates:
    """The dates of a page. ``heading``: the headline's block; ``nearby``: makes the lines around it, asked only if
    needed. Never raises."""
    url = document.url
    month_first = (declared.lang or "en-us").lower() in ("en", "en-us", "en_us", "en-ph")
    published, published_from, published_text = _first(_published(declared), month_first)
    modified, modified_from, _ = _first(_modified(declared), month_first)
    if published is None:
        published, published_from, published_text = _first(_of_markup(document.tree), month_first)
    if published is None:
        published, published_from = date_of_url(_path(url, declared)), "url"
    if published is None:
        seen, updated = seen_dates(document, nearby(), declared.marked.times, month_first=month_first)
        published, published_from = seen, "visible text"
        if modified is None and updated is not None:
            modified, modified_from = updated, "visible text"
    if published is None and modified is not None:
        published, published_from = modified, f"modified: {modified_from}"
    elif published is not None and published_from != "visible text":
        published = (
            _localised(declared.marked.times, published) if published_text.endswith(("+00:00", "+0000")) else published
        )
        printed = printed_date(document, heading, month_first=month_first) if not _is_forum(declared) else None
        if printed is not None:
            published, where = _corrected(published, printed)
            published_from = where or published_from
    zone = next((date.tzinfo for date in (published, modified) if date is not None and date.tzinfo), UTC)
    return Dates(
        _aware(published, zone),
        _aware(modified, zone),
        published_from if published else "",
        modified_from if modified else "",
    )


def _corrected(declared: datetime, printed: datetime) -> tuple[datetime, str]:
    """The declared date in the offset that the date printed below the headline shows, if they are the same instant; the
    printed one where it is earlier."""
    if declared.tzinfo and not declared.utcoffset() and printed.tzinfo is None and (printed.hour or printed.minute):
        offset = printed - declared.replace(tzinfo=None, second=0, microsecond=0)
        if offset and not offset % timedelta(minutes=30) and EARLIEST <= offset <= LATEST:
            return declared.astimezone(timezone(offset)), ""
    if _is_before(printed, declared):
        return printed if printed.tzinfo else printed.replace(tzinfo=declared.tzinfo), "visible text"
    return declared, ""


def _is_before(printed: datetime, declared: datetime) -> bool:
    """Whether the date below the headline is an earlier day than the declared one, however its day and month are read.
    Nothing is published after the date printed on it: systems that import or republish an article declare that day."""
    days = {printed.date()}
    if printed.day <= 12:
        days.add(printed.date().replace(day=printed.month, month=printed.day))
    return max(days) < declared.date()


def _is_forum(declared: Declared) -> bool:
    """Whether the dates below the headline may be a member's or a reply's."""
    return (
        any("Forum" in kind or "QA" in kind for kind in types_of(declared.article))
        or "forum" in (declared.first("og:type") or ("", ""))[1].lower()
    )


def _localised(nodes: Sequence[LexborNode], date: datetime) -> datetime:
    """A date in UTC in the offset that the page itself gives the same instant elsewhere: WordPress declares UTC in
    the head and local time in the article's ``time`` element."""
    if date.tzinfo is None or date.utcoffset() or not (date.hour or date.minute):
        return date
    for node in nodes[:20]:
        local = read_date(node.attributes.get("datetime") or "")
        if local is not None and local.utcoffset() and local == date:
            return local
    return date


def _aware(date: datetime | None, zone: tzinfo) -> datetime | None:
    return date if date is None or date.tzinfo else date.replace(tzinfo=zone)


def _path(url: str | None, declared: Declared) -> str:
    address = declared.address(url)
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _first(texts: Iterable[tuple[str, str]], month_first: bool) -> tuple[datetime | None, str, str]:
    for where, text in texts:
        date = read_date(text, month_first=month_first) if text else None
        if date is not None:
            return date, where, text
    return None, "", ""


def _published(declared: Declared) -> Iterator[tuple[str, str]]:
    for key in ("datePublished", "dateCreated", "uploadDate", "coverageStartTime"):
        yield "json-ld", text_of(declared.article.get(key))
    for name in PUBLISHED_META:
        for content in declared.contents(name):
            yield f"meta {name}", content
    for entity in declared.entities.of_type("WebPage", "VideoObject", "Recipe"):
        yield "json-ld", text_of(entity.get("datePublished") or entity.get("uploadDate"))


def _modified(declared: Declared) -> Iterator[tuple[str, str]]:
    yield "json-ld", text_of(declared.article.get("dateModified"))
    for name in MODIFIED_META:
        for content in declared.contents(name):
            yield f"meta {name}", content
    for entity in declared.entities.of_type("WebPage"):
        yield "json-ld", text_of(entity.get("dateModified"))


def _of_markup(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """Dates that the mark-up calls the article's own."""
    published = tree.css("[itemprop=datePublished], time[pubdate], time.published, abbr.published, time.entry-date")
    for node in published[:20]:
        for text in _texts(node):
            yield "microdata", text


def _texts(node: LexborNode) -> Iterator[str]:
    attributes = node.attributes
    for name in ("datetime", "content", "title"):
        value = attributes.get(name)
        if value:
            yield value
    yield clean_space(node.text(deep=True, separator=" "))[:MAX_TEXT]

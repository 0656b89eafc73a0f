"""Sitemaps: bytes -> URLs. XML index and url set (sitemaps.org protocol 0.9), the news extension, gzip, plain text;
what is broken is read as far as it goes. Pure.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from scraper.errors import SourceError, UrlError
from scraper.url import normalise

# The protocol's own limits: 50,000 URLs and 50 MiB (52,428,800 bytes) uncompressed.
MOST_URLS = 50_000
MOST_BYTES = 52_428_800
_CLOSED = re.compile(rb"</[^>]*(?:urlset|sitemapindex)\s*>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BARE_AMPERSAND = re.compile(rb"&(?!#\d+;|#x[0-9a-fA-F]+;|\w+;)")


@dataclass(frozen=True, slots=True)
class SitemapURL:
    """One URL, absolute; ``modified``: its lastmod; ``published``, ``title``: of the news extension."""

    url: str
    modified: datetime | None = None
    published: datetime | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap as read. ``sitemaps``: those that an index names."""

    urls: tuple[SitemapURL, ...]
    sitemaps: tuple[SitemapURL, ...] = ()


def parse_sitemap(body: bytes, url: str) -> Sitemap:
    """The sitemap at ``url``. Raises SourceError for HTML, for a bomb and for what holds no URL at all."""
    data = _utf8(_unpacked(body, url))
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise SourceError("this is an HTML page, no sitemap", where=url)
    if not start.startswith(b"<"):
        return Sitemap(tuple(_text_urls(data, url)))
    urls: list[SitemapURL] = []
    sitemaps: list[SitemapURL] = []
    known = False
    for kind, entry in _elements(data, url):
        known = True
        if entry is not None:
            (sitemaps if kind == "sitemap" else urls).append(entry)
        if len(urls) + len(sitemaps) >= MOST_URLS:
            break
    if not _CLOSED.search(data[-4_096:]):
        del (urls or sitemaps)[-1:]  # cut off: the last address may be half of one
    if not known:
        raise SourceError("this XML is no sitemap", where=url, hint="A urlset or a sitemapindex is expected")
    return Sitemap(tuple(urls), tuple(sitemaps))


def _unpacked(body: bytes, url: str) -> bytes:
    """The body without gzip, at most the protocol's size."""
    if body[:2] != b"\x1f\x8b":
        return body
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        data = unpacker.decompress(body, MOST_BYTES)
    except zlib.error as error:
        raise SourceError(f"broken gzip ({error})", where=url) from error
    if unpacker.unconsumed_tail:
        raise SourceError(f"unpacked, it is larger than the protocol's {MOST_BYTES:,} bytes", where=url)
    return data


def _utf8(data: bytes) -> bytes:
    """UTF-16, told by its byte order mark, as UTF-8 without an XML declaration."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data
    return _DECLARATION.sub("", data.decode("utf-16", "replace")).encode("utf-8")


def _elements(data: bytes, url: str) -> Iterator[tuple[str, SitemapURL | None]]:
    """``(root or child's name, entry)``; names without their namespace, which sites often get wrong."""
    events = etree.iterparse(
        io.BytesIO(_BARE_AMPERSAND.sub(b"&amp;", data)),
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    values: dict[str, str] = {}
    try:
        for event, element in events:
            name = _local(element)
            if event == "start":
                if name in ("urlset", "sitemapindex"):
                    yield name, None
                elif name in ("url", "sitemap"):
                    values = {}
                continue
            if name in ("url", "sitemap"):
                if entry := _entry(values, url):
                    yield name, entry
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            elif name in ("loc", "lastmod", "publication_date", "title") and _local(element.getparent()) != "image":
                values.setdefault(name, (element.text or "").strip())
    except etree.XMLSyntaxError:
        return  # cut off or broken: what came before stands


def _local(element: object) -> str:
    tag = getattr(element, "tag", None)
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _entry(values: dict[str, str], base: str) -> SitemapURL | None:
    try:
        target = normalise(values["loc"], base)
    except (KeyError, UrlError):
        return None
    published = _moment(values.get("publication_date", ""))
    return SitemapURL(target, _moment(values.get("lastmod", "")), published, values.get("title") or None)


def _moment(text: str) -> datetime | None:
    """A W3C date or time; a day without a time is its midnight in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text_urls(data: bytes, url: str) -> Iterator[SitemapURL]:
    """A URL a line; SourceError where no line is one."""
    count = 0
    for line in data.decode("utf-8-sig", "replace").splitlines():
        if line.strip().lower().startswith(("http://", "https://")) and count < MOST_URLS:
            try:
                yield SitemapURL(normalise(line.strip()))
                count += 1
            except UrlError:
                continue
    if not count:
        raise SourceError("no line of this text is a URL", where=url, hint="A text sitemap has a URL a line")

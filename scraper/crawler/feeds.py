"""Feeds: bytes -> entries, with what the feed says about when to ask again. RSS, Atom and RDF by feedparser; JSON Feed
(version 1.1, jsonfeed.org) here. Pure.
"""

from __future__ import annotations

import calendar
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser

from scraper.errors import SourceError, UrlError
from scraper.url import normalise

MOST_ENTRIES = 10_000  # a feed is a window on what is new; more is a dump
_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0, "yearly": 31536000.0}


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry: the article's URL, absolute; its title and date as the feed gives them."""

    url: str
    title: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read. ``ttl``: seconds between two askings that it wishes; ``skip_hours``: of the day, UTC."""

    entries: tuple[FeedEntry, ...]
    ttl: float | None = None
    skip_hours: frozenset[int] = frozenset()
    title: str | None = None


def parse_feed(body: bytes, url: str, content_type: str = "") -> Feed:
    """The feed at ``url``. Raises SourceError where it is none, and says what it is instead."""
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"{"):
        return _json_feed(body, url)
    if start.startswith((b"<!doctype html", b"<html")):
        raise SourceError("this is an HTML page, no feed", where=url, hint="Name the feed that the page links to")
    parsed = _parsed(body, url, content_type)
    if not parsed.get("version") and not parsed.entries:
        reason = f" ({parsed.bozo_exception})" if parsed.get("bozo") else ""
        raise SourceError(f"this is no feed{reason}", where=url, hint="RSS, Atom, RDF and JSON Feed are read")
    base = parsed.feed.get("link") or url
    entries = [
        FeedEntry(target, entry.get("title") or None, _moment(entry))
        for entry in parsed.entries[:MOST_ENTRIES]
        if (target := _target(entry, base, url))
    ]
    return Feed(tuple(entries), _ttl(parsed.feed), _skip_hours(body), parsed.feed.get("title") or None)


def _parsed(body: bytes, url: str, content_type: str) -> Any:
    headers = {"content-location": url, "content-type": content_type or "application/xml"}
    try:
        return feedparser.parse(
            io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False, response_headers=headers
        )
    except Exception as error:  # what feedparser raises on broken input is not part of its interface
        raise SourceError(f"this is no feed ({type(error).__name__}: {error})", where=url) from error


def _target(entry: Mapping[str, Any], base: str, url: str) -> str | None:
    """The article's own URL: a redirector's original first."""
    alternates = [link.get("href") for link in entry.get("links", ()) if link.get("rel") == "alternate"]
    for candidate in (entry.get("feedburner_origlink"), *alternates, entry.get("link")):
        for against in (base, url):
            try:
                if candidate:
                    return normalise(str(candidate).strip(), against)
            except UrlError:
                continue
    return None


def _moment(entry: Mapping[str, Any]) -> datetime | None:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        parts = entry.get(name)
        if parts:
            try:
                return datetime.fromtimestamp(calendar.timegm(parts), UTC)
            except (ValueError, OverflowError, TypeError, OSError):
                continue
    return None


def _ttl(feed: Mapping[str, Any]) -> float | None:
    """``ttl`` in minutes (RSS 2.0), or ``sy:updatePeriod`` over ``sy:updateFrequency`` (RSS syndication module)."""
    said = []
    try:
        said.append(float(feed.get("ttl") or 0) * 60)
        period = _PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower(), 0.0)
        said.append(period / max(1.0, float(feed.get("sy_updatefrequency") or 1)))
    except (TypeError, ValueError):
        pass
    return max(said, default=0.0) or None


def _skip_hours(body: bytes) -> frozenset[int]:
    """``skipHours`` (RSS 2.0), of which feedparser keeps only the last hour."""
    block = re.search(rb"<skipHours>(.{0,2000}?)</skipHours>", body[:100_000], re.DOTALL | re.IGNORECASE)
    hours = re.findall(rb"<hour>\s*(\d{1,2})\s*</hour>", block[1], re.IGNORECASE) if block else []
    return frozenset(int(hour) % 24 for hour in hours)


def _json_feed(body: bytes, url: str) -> Feed:
    try:
        data = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SourceError("this begins like JSON and is none", where=url) from error
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise SourceError("this JSON is no JSON Feed", where=url, hint="A JSON Feed has a list of items")
    entries = []
    for item in data["items"][:MOST_ENTRIES]:
        if not isinstance(item, dict):
            continue
        for candidate in (item.get("url"), item.get("external_url"), item.get("id")):
            try:
                target = normalise(str(candidate).strip(), url) if candidate else None
            except UrlError:
                continue
            if target:
                date = _iso(item.get("date_published") or item.get("date_modified"))
                entries.append(FeedEntry(target, item.get("title") or None, date))
                break
    return Feed(tuple(entries), title=data.get("title") or None)


def _iso(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

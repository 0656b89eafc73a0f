"""Where a source begins: its own URLs as the frontier's first rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa

from scraper.crawler.links import shape
from scraper.crawler.source import Source
from scraper.crawler.visit import PRIORITIES
from scraper.errors import ConfigError, UrlError
from scraper.store import urls
from scraper.store.records import Found, Kind
from scraper.url import key, normalise


def seeds(source: Source, source_id: int, now: datetime) -> list[Found]:
    """What the source names. Raises ConfigError where it names nothing, or something that is no URL."""
    rows: list[Found] = []
    for url, kind, place in named(source):
        try:
            target = normalise(url)
        except UrlError as error:
            raise ConfigError(
                f"found {url!r}, allowed: an http or https URL", where=f"{source.name}: {place}"
            ) from error
        priority = PRIORITIES["entry" if kind is Kind.PAGE else kind.value]
        depth = source.depth if kind is Kind.PAGE else 0
        host = urlsplit(target).netloc
        rows.append(
            Found(key(target), target, host, source_id, kind, priority, depth, now, "config", shape=shape(target))
        )
    if not rows:
        hint = "Name a home page, feeds, sitemaps, sections, urls, a list or a folder to serve"
        raise ConfigError("the source names nothing to ask", where=f"source {source.name}", hint=hint)
    return rows


def sow(connection: sa.Connection, sources: Sequence[Source], now: datetime) -> None:
    """Put what the sources name into the frontier."""
    ids = urls.source_ids(connection, [source.name for source in sources])
    for source in sources:
        urls.add(connection, seeds(source, ids[source.name], now))


def named(source: Source) -> Iterator[tuple[str, Kind, str]]:
    """``(URL, kind, key of the configuration)`` of everything that the source names."""
    if source.home:
        yield source.home, Kind.SECTION, "home"
    yield from ((url, Kind.FEED, "feeds") for url in source.feeds)
    yield from ((url, Kind.SITEMAP, "sitemaps") for url in source.sitemaps)
    yield from ((url, Kind.SECTION, "sections") for url in source.sections)
    yield from ((url, Kind.PAGE, "urls") for url in source.urls)
    if source.list:
        yield from ((url, Kind.PAGE, f"list {source.list}") for url in listed(Path(source.list)))


def listed(path: Path) -> Iterator[str]:
    """The URLs of a list file, one a line; empty lines and those that begin with # are left out. ConfigError where the
    file cannot be read."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for line in file:
                if line.strip() and not line.startswith("#"):
                    yield line.strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the list cannot be read ({error})", where=str(path)) from error

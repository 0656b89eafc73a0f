"""What a worker process does with one download: page -> article, links, archive record. Pure but for its inputs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from scraper import __version__
from scraper.cleaner import Cleaner, CleanOptions, PageFacts, SiteOverride, SiteProfile
from scraper.cleaner.engine import shipped_model
from scraper.cleaner.site.facts import article_key
from scraper.cleaner.text.engine import VERSION as TEXT_VERSION
from scraper.crawler.feeds import parse_feed
from scraper.crawler.links import page_links, shape
from scraper.crawler.memory import Snapshot
from scraper.crawler.schedule import Rhythm, max_age_of
from scraper.crawler.scope import Scope, trap
from scraper.crawler.sitemaps import parse_sitemap
from scraper.errors import CleanError, ScraperError
from scraper.page import Page
from scraper.store import duplicates, warc
from scraper.store.records import ArticleRow, Kind, Record, article_row, has_body
from scraper.url import key

# URLs of a sitemap that all bear one ``lastmod``: the time when the sitemap was made, which says nothing about a page
# (fewer may well have been changed together, and cost little when they were not).
STAMPED = 100
DATES = 20  # of a source's entries that travel back; its rhythm shows in fewer


@dataclass(frozen=True, slots=True)
class Task:
    """One download and what is to be made of it. ``follow``: its links count; ``discover``: so do the feeds that its
    head names. ``digest``, ``seen_at``: of the payload that is archived already. ``archive``: a record is wanted.
    ``profile``: what is known of the host; ``site``: what the user says of it."""

    kind: Kind
    page: Page
    scope: Scope
    clean: CleanOptions
    follow: bool = False
    discover: bool = False
    archive: bool = True
    digest: str | None = None
    seen_at: datetime | None = None
    profile: Snapshot | None = None
    site: tuple[SiteOverride, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A URL in scope, ready for the frontier."""

    key: str
    url: str
    host: str
    shape: str
    kind: Kind
    how: str
    published: datetime | None = None
    title: str | None = None
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a download held. ``status``: the article's; ``outside``: links out of scope, and ``example`` why the first
    was; ``error``: why nothing could be read; ``facts``: what the page teaches about its site."""

    digest: str
    record: Record | None = None
    article: ArticleRow | None = None
    published: datetime | None = None
    status: str = ""
    links: tuple[Link, ...] = ()
    outside: int = 0
    example: str = ""
    rhythm: Rhythm = field(default_factory=Rhythm)
    error: ScraperError | None = None
    facts: PageFacts | None = None


def fingerprint(task: Task) -> str:
    """Names all that decides what a page becomes, but the page: version and weights, options, what is known and said of
    the site."""
    profile = task.profile.version if task.profile is not None else ""
    parts = (__version__, shipped_model().version, TEXT_VERSION, task.clean, task.site, profile)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def read(task: Task, profile: SiteProfile | None = None) -> Reading:
    """Read a download, with what is known of its site. Never raises for what the page holds: the error stands in the
    Reading."""
    digest = warc.payload_digest(task.page.body)
    record = _record(task, digest) if task.archive else None
    try:
        reading = _read_page(task, profile) if task.kind is Kind.PAGE else _READERS[task.kind](task)
    except ScraperError as error:
        return Reading(digest, record, error=error)
    return replace(reading, digest=digest, record=record)


def _record(task: Task, digest: str) -> Record:
    moment = task.page.fetched_at
    assert moment is not None, "a fetched page knows when it was fetched"
    if task.digest == digest and task.seen_at is not None:
        return warc.revisit_record(task.page, moment, digest, task.seen_at)
    return warc.response_record(task.page, moment)


def _read_feed(task: Task) -> Reading:
    page = task.page
    feed = parse_feed(page.body, page.final_url, page.header("content-type") or "")
    dates = sorted((entry.published for entry in feed.entries if entry.published), reverse=True)[:DATES]
    rhythm = Rhythm(feed.ttl, max_age_of(page.header("cache-control")), feed.skip_hours, tuple(dates))
    sightings = [Sighting(entry.url, Kind.PAGE, "feed", entry.published, entry.title) for entry in feed.entries]
    return _reading(task, sightings, rhythm)


def _read_sitemap(task: Task) -> Reading:
    page = task.page
    sitemap = parse_sitemap(page.body, page.final_url)
    stamped = len(sitemap.urls) >= STAMPED and len({item.modified for item in sitemap.urls}) == 1
    sightings = [
        Sighting(item.url, Kind.SITEMAP, "sitemap", item.modified, modified=item.modified) for item in sitemap.sitemaps
    ]
    for item in sitemap.urls:
        modified = None if stamped else item.modified
        moment = item.published or item.modified
        sightings.append(Sighting(item.url, Kind.PAGE, "sitemap", moment, item.title, modified))
    dates = sorted((item.moment for item in sightings if item.moment), reverse=True)[:DATES]
    rhythm = Rhythm(max_age=max_age_of(page.header("cache-control")), dates=tuple(dates))
    return _reading(task, sightings, rhythm)


def _read_section(task: Task) -> Reading:
    return _reading(task, _linked(task), Rhythm(max_age=max_age_of(task.page.header("cache-control"))))


def _read_page(task: Task, profile: SiteProfile | None) -> Reading:
    article, facts = Cleaner(task.clean, profile=profile, site=task.site).study(task.page)
    links = _reading(task, _linked(task) if task.follow else [], Rhythm())
    if not has_body(article):
        return replace(links, status=str(article.status))
    row = article_row(
        article,
        key=article_key(article.url, task.page.final_url),
        url=task.page.final_url,
        signature=duplicates.signature(article.text),
        signals=task.page.signals,
    )
    row = replace(row, cleaner=fingerprint(task), profile=article.provenance.get("profile"))
    return replace(links, status=str(article.status), article=row, published=article.published, facts=facts)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A URL as a feed, sitemap or page names it, before scope."""

    url: str
    kind: Kind
    how: str
    moment: datetime | None = None
    title: str | None = None
    modified: datetime | None = None


def _linked(task: Task) -> list[Sighting]:
    links = page_links(task.page.body, task.page.final_url)
    sightings = [Sighting(url, Kind.FEED, "alternate") for url in links.feeds if task.discover]
    if task.follow:
        sightings += [Sighting(url, Kind.PAGE, "link") for url in links.pages]
    return sightings


def _reading(task: Task, sightings: Iterable[Sighting], rhythm: Rhythm) -> Reading:
    """The sightings that are in scope and no trap, each once."""
    links: dict[str, Link] = {}
    outside, example = 0, ""
    for seen in sightings:
        # Feeds and sitemaps that a site names are its own word, wherever they lie; pages have to be in scope.
        refusal = (task.scope.refusal(seen.url) or trap(seen.url)) if seen.kind is Kind.PAGE else None
        if refusal:
            outside, example = outside + 1, example or f"{seen.url}: {refusal}"
            continue
        own = key(seen.url)
        if own not in links:
            host = urlsplit(seen.url).netloc
            hints = (seen.moment, seen.title, seen.modified)
            links[own] = Link(own, seen.url, host, shape(seen.url), seen.kind, seen.how, *hints)
    return Reading("", links=tuple(links.values()), outside=outside, example=example, rhythm=rhythm)


_READERS: dict[Kind, Callable[[Task], Reading]] = {
    Kind.FEED: _read_feed,
    Kind.SITEMAP: _read_sitemap,
    Kind.SECTION: _read_section,
}


def failed(page: Page, what: str, hint: str) -> Reading:
    """The reading of a page that ended its process."""
    return Reading(warc.payload_digest(page.body), error=CleanError(what, where=page.final_url, hint=hint))

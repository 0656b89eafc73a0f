"""From an answer, or the lack of one, to the visit that is stored: outcome, next state, next time. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scraper.crawler import frontier, schedule
from scraper.crawler.frontier import Move
from scraper.crawler.links import looks_like_article, shape
from scraper.crawler.reading import Link, Reading
from scraper.errors import (
    AddressError,
    BodyTooLargeError,
    FetchError,
    MediaTypeError,
    RedirectError,
    ReservedError,
    RobotsError,
    ScraperError,
    StatusError,
    UrlError,
)
from scraper.page import Attempt, Page
from scraper.store.records import Entry, Found, Kind, Record, Visit
from scraper.url import key

# What is asked first, per host; lower is earlier. Of links, those of a shape that gave articles come first, then those
# that look like one, those that do not, and those of a shape that gave nothing.
PRIORITIES = {
    "feed": 0, "sitemap": 1, "entry": 2, "section": 3, "listed": 4, "proven": 5, "article": 6, "other": 7, "barren": 8,
}  # fmt: skip
# Pages of a shape that gave nothing, until no more is expected of it: Laplace's rule of succession then gives the next
# one a chance of 1 in 5.
BARREN = 3
#: What the pages of each URL shape turned out to be: ``(host, shape) -> (useful, others)``.
Shapes = Mapping[tuple[str, str], tuple[int, int]]
_SOURCES = (Kind.FEED, Kind.SITEMAP, Kind.SECTION)
_GONE = (404, 410)
# Answers that asking again soon does not change.
_FORBIDDEN = (401, 402, 403, 451)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a source decides about its visits. ``ages``: seconds; ``depth``: links followed; ``tags``: added."""

    schedule: str = ""
    ages: Sequence[float] = ()
    depth: int = 1
    tags: tuple[str, ...] = ()


def of_error(entry: Entry, error: ScraperError, now: datetime) -> Visit:
    """A URL that gave no page."""
    attempts = error.attempts if isinstance(error, FetchError) else ()
    status = error.status if isinstance(error, StatusError) else None
    is_source = entry.kind in _SOURCES
    failures = entry.failures + 1
    due: datetime | None
    if status in _GONE:
        move, outcome, due = Move.MISSING, "gone", _in(now, schedule.DAY if is_source else schedule.GONE_AGAIN)
    elif _is_refusal(error) or status in _FORBIDDEN:
        move, outcome, due = Move.FORBIDDEN, "refused", _in(now, schedule.REFUSED_AGAIN)
    else:
        move, outcome, due = Move.ERROR, "failed", schedule.next_retry(failures, now, is_source=is_source)
    return Visit(
        entry,
        frontier.after(entry.state, move),
        outcome,
        due,
        now,
        status=status,
        etag=entry.etag,
        last_modified=entry.last_modified,
        digest=entry.digest,
        failures=failures,
        note=f"{type(error).__name__}: {error}",
        pace=entry.pace,
        size=sum(attempt.size for attempt in attempts),
        shape=shape(entry.url) if entry.kind is Kind.PAGE and outcome != "failed" else "",
        detail=_detail(attempts),
    )


def _is_refusal(error: ScraperError) -> bool:
    refusals = (RobotsError, AddressError, UrlError, ReservedError, MediaTypeError, BodyTooLargeError, RedirectError)
    return isinstance(error, refusals)


def of_refusal(entry: Entry, reason: str, now: datetime) -> Visit:
    """A URL that was not asked, or whose answer is not taken, by a rule of ours."""
    state = frontier.after(entry.state, Move.FORBIDDEN)
    return Visit(
        entry,
        state,
        "refused",
        None,
        now,
        etag=entry.etag,
        last_modified=entry.last_modified,
        digest=entry.digest,
        note=reason,
    )


def of_move(entry: Entry, target: str, error: FetchError, rules: Rules, now: datetime) -> Visit:
    """A redirect to a host that another worker asks: its target is a URL of its own there."""
    depth = rules.depth if entry.kind is Kind.PAGE else entry.depth
    hints = (entry.hint_at, None, shape(target))
    place = (urlsplit(target).netloc, entry.source_id, entry.kind, entry.priority, depth, now, "redirect", entry.url)
    return Visit(
        entry,
        frontier.after(entry.state, Move.READ),
        "links",
        schedule.next_article_visit(entry.found_at, rules.ages, now),
        now,
        note=f"moved to {target}, which another worker asks",
        pace=entry.pace,
        size=sum(attempt.size for attempt in error.attempts),
        found=(Found(key(target), target, *place, *hints),),
        detail=_detail(error.attempts),
    )


def of_not_modified(entry: Entry, page: Page, rules: Rules, record: Record | None, now: datetime) -> Visit:
    """The server said 304: everything stored holds."""
    rhythm = schedule.Rhythm(max_age=schedule.max_age_of(page.header("cache-control")), changed=False)
    due, pace = _next(entry, rules, rhythm, None, now)
    return Visit(
        entry,
        frontier.after(entry.state, Move.SAME),
        "unchanged",
        due,
        now,
        status=page.status,
        etag=page.header("etag") or entry.etag,
        last_modified=page.header("last-modified") or entry.last_modified,
        digest=entry.digest,
        note="304, as stored",
        pace=pace,
        size=_size(page),
        record=record,
        detail=_detail(page.attempts, page),
    )


def of_page(entry: Entry, page: Page, reading: Reading, rules: Rules, now: datetime, shapes: Shapes) -> Visit:
    """A page that was read, or that nothing could be read from. ``shapes``: what is known of its links' shapes."""
    found = found_of(entry, reading.links, rules, now, shapes)
    rhythm = schedule.Rhythm(
        reading.rhythm.ttl,
        reading.rhythm.max_age,
        reading.rhythm.skip_hours,
        reading.rhythm.dates,
        changed=reading.digest != entry.digest,
    )
    move, outcome, note = _judge(entry, reading, found)
    due, pace = _next(entry, rules, rhythm, reading, now)
    failures = 0
    if move is Move.ERROR:
        failures = entry.failures + 1
        due = schedule.next_retry(failures, now, is_source=entry.kind in _SOURCES)
    return Visit(
        entry,
        frontier.after(entry.state, move),
        outcome,
        due,
        now,
        status=page.status,
        # What could not be read is asked for in full the next time.
        etag=page.header("etag") if move is not Move.ERROR else None,
        last_modified=page.header("last-modified") if move is not Move.ERROR else None,
        digest=reading.digest,
        failures=failures,
        note=note,
        pace=pace,
        size=_size(page),
        record=reading.record,
        article=reading.article,
        source_tags=rules.tags,
        found=found,
        shape=shape(entry.url) if entry.kind is Kind.PAGE else "",
        detail=_detail(page.attempts, page),
    )


def _judge(entry: Entry, reading: Reading, found: tuple[Found, ...]) -> tuple[Move, str, str]:
    """Move, outcome and note."""
    if reading.error is not None:
        return Move.ERROR, "failed", f"{type(reading.error).__name__}: {reading.error}"
    outside = f"; {reading.outside} left out ({reading.example})" if reading.outside else ""
    if reading.article is not None:
        same = entry.article_id is not None and entry.article_digest == reading.article.text_digest
        note = f"{reading.status}, {reading.article.words} words"
        return (Move.SAME if same else Move.READ), "stored", note
    if entry.kind is Kind.PAGE:
        kept = "; what is stored stays" if entry.article_id is not None else ""
        return Move.READ, "empty", f"no article here ({reading.status}){kept}{outside}"
    return Move.READ, "links", f"{len(found)} URLs{outside}"


def _next(
    entry: Entry, rules: Rules, rhythm: schedule.Rhythm, reading: Reading | None, now: datetime
) -> tuple[datetime | None, str | None]:
    """When to ask again, and the interval to remember."""
    leads_on = reading is not None and reading.article is None and entry.depth < rules.depth
    if entry.kind in _SOURCES or leads_on:
        if rules.schedule:
            return schedule.next_by_schedule(rules.schedule, now), entry.pace
        due, interval = schedule.next_source_visit(rhythm, float(entry.pace) if entry.pace else None, now)
        return due, f"{interval:.0f}"
    published = reading.published if reading is not None else None
    born = min(entry.hint_at or published or entry.found_at, now)
    return schedule.next_article_visit(born, rules.ages, now), entry.pace


def found_of(entry: Entry, links: Sequence[Link], rules: Rules, now: datetime, shapes: Shapes) -> tuple[Found, ...]:
    """The frontier's rows for what a page links to."""
    return tuple(
        Found(
            link.key,
            link.url,
            link.host,
            entry.source_id,
            link.kind,
            _priority(link, shapes),
            # What a feed or sitemap names leads no further; a link is one step deeper than its page.
            entry.depth + 1 if link.how == "link" else rules.depth if link.kind is Kind.PAGE else 0,
            now,
            link.how,
            entry.url,
            link.published,
            link.title,
            link.shape,
            link.modified,
        )
        for link in links
    )


def _priority(link: Link, shapes: Shapes) -> int:
    if link.kind is not Kind.PAGE:
        return PRIORITIES[link.kind]
    if link.how in ("feed", "sitemap"):
        return PRIORITIES["entry" if link.how == "feed" else "listed"]
    useful, others = shapes.get((link.host, link.shape), (0, 0))
    if useful > others:
        return PRIORITIES["proven"]
    if not useful and others >= BARREN:
        return PRIORITIES["barren"]
    return PRIORITIES["article" if looks_like_article(link.url) else "other"]


def _in(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)


def _size(page: Page) -> int:
    return sum(attempt.size for attempt in page.attempts)


def _detail(attempts: Sequence[Attempt], page: Page | None = None) -> str:
    """The trace of the requests as JSON."""
    detail: dict[str, object] = {
        "attempts": [
            {
                "url": attempt.url,
                "outcome": attempt.outcome,
                "status": attempt.status,
                "waited": round(attempt.wait, 3),
                "seconds": round(attempt.seconds, 3),
                "bytes": attempt.size,
                "note": attempt.note,
            }
            for attempt in attempts
        ]
    }
    if page is not None:
        detail |= {"final_url": page.final_url, "robots": page.signals.robots_rule}
    return json.dumps(detail, ensure_ascii=False)

"""scraper why: one URL's whole story."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from scraper.cli.output import ExitCode
from scraper.cli.stored import opened
from scraper.config import DEFAULT_NAME, Config
from scraper.crawler.scope import scope_of, trap
from scraper.store import dialect, reports
from scraper.store.database import Database
from scraper.url import key, normalise

EXAMPLES = ("scraper why http://harbour-courier.example/news/ferry-timetable-vote",)


def why(
    url: Annotated[str, typer.Argument(help="The URL.", metavar="URL")],
    config: Annotated[Path, typer.Option(help="Configuration file.", metavar="FILE")] = Path(DEFAULT_NAME),
) -> ExitCode:
    """Tell how a URL was found, when it was asked, what came of it, or why it was not asked."""
    with opened(config) as (settings, database):
        with dialect.errors(database.where), database.engine.begin() as connection:
            story = reports.trace(connection, key(url))
        if story is None:
            print("\n".join(_unknown(normalise(url), settings, database)))
            return ExitCode.INCOMPLETE
    print("\n".join(_told(story)))
    return ExitCode.DONE


def _told(story: dict[str, Any]) -> Iterator[str]:
    row = story["url"]
    yield row["url"]
    on = f" on {row['found_on']}" if row["found_on"] else ""
    yield f"found {_time(row['found_at'])} by {row['found_how']}{on}, source {row['source']}, kind {row['kind']}"
    if row["hint_at"] or row["hint_title"]:
        yield f"announced as {row['hint_title']!r}, dated {_time(row['hint_at'])}"
    for event in story["events"]:
        yield f"{_time(event['at'])} {event['kind']}: {event['note']}"
        yield from _attempts(event)
    yield f"state {row['state']}" + (f": {row['note']}" if row["note"] else "")
    yield f"asked again {_time(row['due_at'])}" if row["due_at"] else "not asked again by itself"
    if story["article"]:
        article = story["article"]
        words = f"{article['words']} words, revision {article['revision']}"
        yield f"article {article['id']}: {article['title']!r}, {words}, {article['key']}"
    for capture in story["captures"]:
        yield f"{capture['kind']} of {_time(capture['captured_at'])} in {capture['file']} at {capture['position']}"


def _attempts(event: dict[str, Any]) -> Iterator[str]:
    detail = json.loads(event["detail"] or "{}")
    for attempt in detail.get("attempts", ()):
        status = attempt["status"] or attempt["outcome"]
        note = f" ({attempt['note']})" if attempt["note"] else ""
        spent = f"waited {attempt['waited']} s, took {attempt['seconds']} s, {attempt['bytes']} bytes"
        yield f"    {status} {attempt['url']}{note}: {spent}"
    if detail.get("robots"):
        yield f"    robots.txt: {detail['robots']}"


def _unknown(url: str, settings: Config, database: Database) -> Iterator[str]:
    """Why a URL is not in the frontier, as far as can be said without asking anyone."""
    yield url
    yield "not known: no source has named it and no page that was followed links to it"
    with dialect.errors(database.where), database.engine.begin() as connection:
        forgotten = [pattern for pattern in reports.forgotten_patterns(connection) if reports.matches(url, pattern)]
    yield from (f"forgotten by the pattern {pattern}: it stays away" for pattern in forgotten)
    if smell := trap(url):
        yield f"links to it are left out: {smell}"
    for source in settings.source:
        if source.serve and not source.home:
            continue
        refusal = scope_of(source).refusal(url)
        yield f"source {source.name}: {refusal or 'in scope'}"


def _time(moment: Any) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC") if moment is not None else "at an unknown time"

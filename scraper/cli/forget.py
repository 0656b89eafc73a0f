"""scraper forget: takedown of a URL or a pattern."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from scraper.cli.output import ExitCode, message
from scraper.config import DEFAULT_NAME, load
from scraper.store.database import open_database
from scraper.store.forget import forget as take_down

EXAMPLES = (
    "scraper forget http://harbour-courier.example/news/sea-wall-survey",
    "scraper forget 'http://harbour-courier.example/archive/*'",
)


def forget(
    patterns: Annotated[list[str], typer.Argument(help="URLs, or patterns with *.", metavar="URL|PATTERN...")],
    config: Annotated[Path, typer.Option(help="Configuration file.", metavar="FILE")] = Path(DEFAULT_NAME),
) -> ExitCode:
    """Remove articles with their revisions, raw pages and index entries, and keep them away."""
    settings = load(config)
    folder = settings.path.parent / settings.store.warc if settings.store.warc else None
    with open_database(settings.store, settings.path.parent) as database:
        for pattern in patterns:
            gone = take_down(database, folder, pattern, datetime.now(UTC))
            message(
                f"{pattern}: {gone.articles} articles, {gone.urls} URLs, {gone.pages} raw pages removed; it stays away"
            )
            for url in gone.alike:
                message(f"  a near-duplicate stays: {url}")
    return ExitCode.DONE

"""scraper report: one HTML page about the store: sources day by day, failures, articles."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from scraper.cli.files import write
from scraper.cli.stored import opened
from scraper.config import DEFAULT_NAME
from scraper.report.crawl import crawl_html

EXAMPLES = ("scraper report -o crawl.html", "scraper report --days 30 --source harbour-courier -o harbour.html")

#: Most days that a plot shows: a bar of two points is still seen.
MOST_DAYS = 366


def report(
    output: Annotated[str, typer.Option("-o", "--output", help="FILE for the page; else it goes to stdout.")] = "",
    days: Annotated[int, typer.Option(help="Days that the plots show.", min=1, max=MOST_DAYS)] = 90,
    source: Annotated[list[str] | None, typer.Option(help="A source to show; all by default.", metavar="NAME")] = None,
    config: Annotated[Path, typer.Option(help="Configuration file.", metavar="FILE")] = Path(DEFAULT_NAME),
) -> None:
    """Show in one HTML page what each source brought, day by day, and its newest articles."""
    with opened(config) as (_, database):
        write(crawl_html(database, now=datetime.now(UTC), count=days, only=source or ()), output)

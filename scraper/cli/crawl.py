"""scraper crawl: everything that is due, asked once, cleaned and stored."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from scraper.cli import demo
from scraper.cli.output import ExitCode, console, message, progress
from scraper.config import DEFAULT_NAME, Config, load
from scraper.crawler.budget import Limits
from scraper.crawler.lock import run_lock
from scraper.crawler.plan import Plan, Summary
from scraper.crawler.run import Run
from scraper.crawler.run import crawl as run_plan
from scraper.crawler.source import Source
from scraper.errors import UsageError
from scraper.store.database import database_path
from scraper.store.records import Visit, Written

EXAMPLES = (
    "scraper crawl",
    "scraper crawl harbour-courier --limit 5",
    "scraper crawl --force",
)

ROWS = 50  # articles that the closing table shows


def crawl(
    sources: Annotated[list[str] | None, typer.Argument(help="Names of sources; all when none is given.", metavar="[SOURCE...]")] = None,
    config: Annotated[Path, typer.Option("--config", help="Configuration file.", metavar="FILE")] = Path(DEFAULT_NAME),
    limit: Annotated[int, typer.Option("--limit", help="URLs asked at most; 0: no limit.", min=0, metavar="N")] = 0,
    time: Annotated[float, typer.Option("--time", help="Seconds at most; 0: no limit.", min=0, metavar="SECONDS")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Ask everything again, due or not, and in full.")] = False,
) -> ExitCode:
    """Ask what is due, keep the articles, and end."""
    settings = load(config)
    chosen = choose(settings, sources or [])
    with ExitStack() as stack:
        stack.enter_context(run_lock(lock_path(settings)))
        served = tuple(stack.enter_context(_served(source)) for source in chosen)
        plan = Plan(
            served, settings.crawl, settings.store, settings.path.parent, settings.sink, Limits(limit, time), force
        )
        summary = run_with_signals(plan)
    tell(summary, settings)
    return exit_code(summary)

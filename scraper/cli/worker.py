"""scraper worker: one of many processes that crawl together."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from scraper.cli.crawling import counts, plan_of, show, stop_by_signal, stopped_by
from scraper.cli.output import ExitCode, message, progress
from scraper.config import DEFAULT_NAME, load
from scraper.crawler.budget import Limits
from scraper.crawler.plan import Summary
from scraper.errors import UsageError

EXAMPLES = ("scraper worker", "scraper worker --drain", "scraper worker --name rack-3")


def worker(
    name: Annotated[str, typer.Option(help="Its name; none: the machine's with a number.", metavar="NAME")] = "",
    drain: Annotated[bool, typer.Option("--drain", help="End when nothing is due.")] = False,
    config: Annotated[Path, typer.Option(help="Configuration file.", metavar="FILE")] = Path(DEFAULT_NAME),
) -> ExitCode:
    """Crawl together with other workers on any number of machines, until SIGINT or SIGTERM."""
    from scraper.scale.worker import Worker

    settings = load(config)
    if served := [source.name for source in settings.source if source.serve]:
        hint = "Use `scraper crawl`, or give the source a home"
        raise UsageError(f"source {served[0]} is served by one process", where=str(settings.path), hint=hint)
    plan = plan_of(settings, settings.source, Limits(), command="worker")
    with progress("Working") as steps:

        async def go() -> str:
            one = Worker(plan, settings.scale, partial(show, steps), _tell, name)
            stop_by_signal(one.stop)
            return await one.run(drain=drain)

        return stopped_by(asyncio.run(go())) or ExitCode.DONE


def _tell(number: int, summary: Summary) -> None:
    """One line a turn that did something."""
    if summary.outcomes:
        message(f"shard {number}: {counts(summary)}")

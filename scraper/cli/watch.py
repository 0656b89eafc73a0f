"""scraper watch: keeps to the schedules until told to stop."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from scraper.cli.crawling import counts, plan_of, session, show, stop_by_signal, stopped_by
from scraper.cli.output import ExitCode, message, progress
from scraper.config import DEFAULT_NAME, load
from scraper.crawler.budget import Limits
from scraper.crawler.plan import Summary
from scraper.crawler.watch import Watch

EXAMPLES = ("scraper watch", "scraper watch harbour-courier --config newsroom.toml")


def watch(
    sources: Annotated[list[str] | None, typer.Argument(help="Names of sources; none: all.", metavar="SOURCE")] = None,
    config: Annotated[Path, typer.Option(help="Configuration file.", metavar="FILE")] = Path(DEFAULT_NAME),
) -> ExitCode:
    """Ask each source and article when it is due, until SIGINT or SIGTERM."""
    settings = load(config)
    with session(settings, sources or []) as chosen, progress("Watching") as steps:

        async def go() -> str:
            keeper = Watch(plan_of(settings, chosen, Limits(), command="watch"), partial(show, steps), _tell)
            stop_by_signal(keeper.stop)
            return await keeper.run()

        return stopped_by(asyncio.run(go())) or ExitCode.DONE


def _tell(summary: Summary) -> None:
    """One line a run that did something."""
    if summary.outcomes:
        due = f"; next due {summary.next_due:%Y-%m-%d %H:%M:%S} UTC" if summary.next_due is not None else ""
        message(counts(summary) + due)
    for name, reason in summary.failed_sources.items():
        message(f"source {name} failed: {reason}")

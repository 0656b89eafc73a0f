"""scraper crawl: everything that is due, asked once, cleaned and stored."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scraper.cli.crawling import crawl_once, exit_code, session, tell
from scraper.cli.output import ExitCode
from scraper.config import DEFAULT_NAME, load
from scraper.crawler.budget import Limits

EXAMPLES = (
    "scraper crawl",
    "scraper crawl harbour-courier --limit 5",
    "scraper crawl --force",
)


def crawl(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Names of sources; none: all.", metavar="[SOURCE...]")
    ] = None,
    config: Annotated[Path, typer.Option(help="Configuration file.", metavar="FILE")] = Path(DEFAULT_NAME),
    limit: Annotated[int, typer.Option(help="URLs asked at most; 0: no limit.", min=0, metavar="N")] = 0,
    time: Annotated[float, typer.Option(help="Seconds at most; 0: no limit.", min=0, metavar="SECONDS")] = 0.0,
    force: Annotated[bool, typer.Option("--force", help="Ask everything again, due or not, and in full.")] = False,
) -> ExitCode:
    """Ask what is due once, keep the articles, and end."""
    settings = load(config)
    with session(settings, sources or []) as chosen:
        summary = crawl_once(settings, chosen, Limits(limit, time), force=force)
    tell(summary, settings)
    return exit_code(summary)

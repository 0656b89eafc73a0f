"""scraper crawl: everything that is due, asked once, cleaned and stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from scraper.cleaner import CleanOptions
from scraper.cli.crawling import crawl_once, exit_code, plan_of, session, tell
from scraper.cli.flags import Changes, flags, with_flags
from scraper.cli.output import ExitCode, message
from scraper.cli.stored import print_table
from scraper.config import DEFAULT_NAME, load
from scraper.crawler.budget import Limits
from scraper.crawler.plan import Plan
from scraper.crawler.preview import preview
from scraper.fetcher import FetchOptions
from scraper.option import option

EXAMPLES = (
    "scraper crawl",
    "scraper crawl harbour-courier --limit 5",
    "scraper crawl --force",
    "scraper crawl --dry-run",
)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Options of the run."""

    config: str = option(DEFAULT_NAME, "configuration file")
    limit: int = option(0, "URLs asked at most; 0: no limit", minimum=0)
    time: float = option(0.0, "seconds at most; 0: no limit", minimum=0)
    force: bool = option(False, "ask everything again, due or not, and in full")
    dry_run: bool = option(False, "say what would be asked and why; ask nothing")


@flags(run=RunOptions, fetch=FetchOptions, clean=CleanOptions)
def crawl(
    sources: Annotated[list[str] | None, typer.Argument(help="Names of sources; none: all.", metavar="SOURCE")] = None,
    *,
    run: Changes,
    fetch: Changes,
    clean: Changes,
) -> ExitCode:
    """Ask what is due once, keep the articles, and end."""
    how = with_flags(RunOptions(), run)
    settings = load(how.config, fetch=fetch, clean=clean)
    with session(settings, sources or []) as chosen:
        plan = plan_of(settings, chosen, Limits(how.limit, how.time), force=how.force)
        if how.dry_run:
            return _show(plan)
        summary = crawl_once(plan)
    tell(summary, settings)
    return exit_code(summary)


def _show(plan: Plan) -> ExitCode:
    rows = list(preview(plan))
    if rows:
        print_table(("source", "kind", "why", "URL"), [(row.source, row.kind, row.why, row.url) for row in rows])
    message(f"{len(rows)} URLs would be asked now, and what they lead to" if rows else "nothing is due")
    return ExitCode.DONE

"""scraper reclean: the stored raw pages through today's cleaner."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from scraper.cli.crawling import stop_by_signal, stopped_by
from scraper.cli.diff import told
from scraper.cli.flags import Changes, flags, with_flags
from scraper.cli.output import ExitCode, message, progress
from scraper.cli.stored import moment
from scraper.config import DEFAULT_NAME, load
from scraper.crawler.delivery import sinks_of
from scraper.crawler.lock import store_lock
from scraper.crawler.reclean import Plan, Recleaning, Summary
from scraper.errors import StoreError, UsageError
from scraper.option import option
from scraper.store.database import database_path, open_database
from scraper.store.recleaning import Selection

EXAMPLES = (
    "scraper reclean --dry-run",
    "scraper reclean --source harbour-courier --since 30d",
    "scraper reclean --again --jobs 2",
)

#: Outcome -> in words.
_WORDS = {
    "changed": "changed",
    "same": "as they were",
    "empty": "with no article any more (what is stored stays)",
    "missing": "without a readable raw page",
    "failed": "failed",
    "done": "read by this cleaner before",
}
SHOWN = 8  # paragraphs of a sample


@dataclass(frozen=True, slots=True)
class RecleanOptions:
    """Options of cleaning anew."""

    config: str = option(DEFAULT_NAME, "configuration file")
    sources: tuple[str, ...] = option((), "of this source only")
    since: str = option("", "articles new or changed since: 2026-01-31, 24h, 7d")
    dry_run: bool = option(False, "say what would change; store nothing")
    jobs: int = option(0, "processes that clean; 0: as [crawl] workers", minimum=0, maximum=256)
    again: bool = option(False, "also what this cleaner, with these options, has read before")
    deliver: bool = option(False, "what changed counts as changed: for [sink] with the next crawl, for export --since")
    samples: int = option(3, "changed articles to show", minimum=0)
    to: str = option("text", "form of the report", choices=("text", "json"))


@flags(run=RecleanOptions)
def reclean(*, run: Changes) -> ExitCode:
    """Clean the stored raw pages anew and keep what changed as new versions; asks no site for anything."""
    how = with_flags(RecleanOptions(), run)
    settings = load(how.config)
    if not settings.store.warc:
        raise UsageError(
            "no raw pages are kept", where="[store] warc", hint="Name a folder; pages are kept from then on"
        )
    plan = Plan(
        settings.source,
        settings.clean,
        settings.site,
        settings.crawl,
        settings.store,
        settings.path.parent,
        Selection(how.sources, moment(how.since, "--since") if how.since else None),
        how.jobs,
        how.again,
        not how.dry_run,
        sinks_of(settings.sink) if how.deliver else None,
        how.samples,
    )
    summary = _run(plan)
    if how.to == "json":
        print(json.dumps(_as_json(summary, how.dry_run), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_told(summary, how.dry_run)))
    return _exit_code(summary)


def _run(plan: Plan) -> Summary:
    """The run, with the lock held: no crawl writes at the same time."""
    path = database_path(plan.store, plan.folder)
    if path is not None and not path.exists():
        raise StoreError("there is no store yet", where=str(path), hint="Run `scraper crawl` first")
    with store_lock(plan.store, plan.folder), open_database(plan.store, plan.folder) as database:
        recleaning = Recleaning(plan, database)
        with progress("Recleaning", recleaning.total()) as steps:

            async def go() -> Summary:
                stop_by_signal(recleaning.stop)
                return await recleaning.run(lambda outcome, url: steps.advance(f"{outcome} {url}"))

            summary = asyncio.run(go())
    for problem in summary.problems:
        message(f"error: {problem}")
    return summary


def _exit_code(summary: Summary) -> ExitCode:
    if (stopped := stopped_by(summary.stopped)) is not None:
        return stopped
    troubled = any(summary.outcomes[name] for name in ("empty", "missing", "failed"))
    return ExitCode.INCOMPLETE if troubled else ExitCode.DONE


def _told(summary: Summary, dry_run: bool) -> Iterator[str]:
    """Samples of what changed, then the counts."""
    for sample in summary.samples:
        yield sample.url
        yield from told(sample.changes[:SHOWN])
        if (more := len(sample.changes) - SHOWN) > 0:
            yield f"and {more} more paragraphs"
        yield ""
    parts = [f"{summary.outcomes[name]} {words}" for name, words in _WORDS.items() if summary.outcomes[name]]
    yield f"{summary.outcomes.total()} articles" + (f": {', '.join(parts)}" if parts else "")
    if dry_run:
        yield "a dry run: nothing was stored"
    elif summary.outcomes["changed"]:
        yield "what was before is a version of the article: scraper diff URL"
    if summary.stopped:
        yield "stopped; the same command goes on where it was"


def _as_json(summary: Summary, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "outcomes": dict(summary.outcomes),
        "samples": [asdict(sample) for sample in summary.samples],
        "problems": summary.problems,
        "stopped": summary.stopped,
    }

"""What ``crawl`` and ``watch`` share: the sources chosen and served, one run with signals, what is told at its end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from scraper.cli import demo
from scraper.cli.output import ExitCode, Progress, progress
from scraper.cli.stored import print_table
from scraper.config import Config
from scraper.crawler.budget import Limits
from scraper.crawler.lock import store_lock
from scraper.crawler.plan import Plan, Summary
from scraper.crawler.run import Run
from scraper.crawler.source import Source
from scraper.errors import UsageError
from scraper.store.database import place
from scraper.store.records import Visit, Written

ROWS = 50  # articles that the closing table shows
_STOPPED = {signal.SIGINT: ExitCode.INTERRUPTED, signal.SIGTERM: ExitCode.TERMINATED}


@contextmanager
def session(settings: Config, names: Sequence[str]) -> Iterator[tuple[Source, ...]]:
    """The chosen sources, the lock held, folders served. UsageError for an unknown name, RunLockedError where another
    run goes on."""
    chosen = _chosen(settings, names)
    with ExitStack() as stack:
        stack.enter_context(store_lock(settings.store, settings.path.parent))
        yield tuple(_served(source, stack) for source in chosen)


def _chosen(settings: Config, names: Sequence[str]) -> tuple[Source, ...]:
    by_name = {source.name: source for source in settings.source}
    for name in names:
        if name not in by_name:
            near = get_close_matches(name, by_name, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"The sources are: {', '.join(by_name) or 'none'}"
            raise UsageError(f"there is no source {name!r}", where=str(settings.path), hint=hint)
    if not by_name:
        raise UsageError("no source is named", where=str(settings.path), hint="Add a [[source]] with a home page")
    return tuple(by_name[name] for name in dict.fromkeys(names)) or settings.source


def _served(source: Source, stack: ExitStack) -> Source:
    """The source with its folder on the air for as long as the stack is open."""
    if not source.serve:
        return source
    site = stack.enter_context(demo.serve(Path(source.serve)))
    fetch = replace(source.fetch, resolve=(*source.fetch.resolve, site.resolve))
    return replace(source, home=source.home or site.home, fetch=fetch)


def plan_of(
    settings: Config, chosen: tuple[Source, ...], limits: Limits, *, force: bool = False, command: str = "crawl"
) -> Plan:
    """The plan of a run."""
    store, folder = settings.store, settings.path.parent
    return Plan(chosen, settings.crawl, store, folder, settings.sink, limits, force, command, settings.site)


def crawl_once(plan: Plan) -> Summary:
    """One run; the first SIGINT or SIGTERM stops it cleanly, the second at once."""
    with progress("Crawling") as steps:

        async def go() -> Summary:
            run = Run(plan, partial(show, steps))
            stop_by_signal(run.stop)
            return await run.run()

        return asyncio.run(go())


def show(steps: Progress, visited: Visit, result: Written) -> None:
    """Progress of one stored visit."""
    steps.advance(f"{result.outcome} {visited.entry.url}")


def stop_by_signal(stop: Callable[[str], None]) -> None:
    """Call ``stop`` with the signal's name at the first SIGINT or SIGTERM."""
    loop = asyncio.get_running_loop()

    def on_signal(number: signal.Signals) -> None:
        loop.remove_signal_handler(number)  # a second one does what it does to any process
        stop(number.name)

    for number in _STOPPED:
        loop.add_signal_handler(number, on_signal, number)


def stopped_by(reason: str) -> ExitCode | None:
    """The exit code of a stop by signal; None for any other reason."""
    return next((code for number, code in _STOPPED.items() if number.name == reason), None)


def exit_code(summary: Summary) -> ExitCode:
    """What cron is told: a source that failed is its business, a page that failed is in ``scraper status``."""
    if (stopped := stopped_by(summary.stopped)) is not None:
        return stopped
    if summary.failed_sources:
        reached = set(summary.by_source) - set(summary.unreached_sources)
        return ExitCode.INCOMPLETE if reached else ExitCode.UNREACHABLE
    return ExitCode.DONE


def tell(summary: Summary, settings: Config) -> None:
    """The closing table and where everything is, on stdout."""
    if summary.articles:
        rows = summary.articles[:ROWS]
        columns = ("title", "words", "removed", "tags")
        print_table(
            columns, [(row.title or row.url, row.words, row.blocks_removed, ", ".join(row.tags)) for row in rows]
        )
        if (more := summary.outcomes["new"] + summary.outcomes["changed"] - len(rows)) > 0:
            print(f"and {more} more")
    print(counts(summary))
    for name, reason in summary.failed_sources.items():
        print(f"source {name} failed: {reason}")
    for problem in dict.fromkeys(summary.problems):
        print(f"{problem}; its articles wait in the store")
    if not summary.bodies:
        print("no page body was downloaded; `scraper crawl --force` asks for everything again")
    if summary.waiting:
        print(f"{summary.waiting} URLs are due and were not asked ({summary.stopped or 'limits'})")
    if summary.next_due is not None:
        print(f"next due: {summary.next_due:%Y-%m-%d %H:%M:%S} UTC")
    print(
        f"stored in {place(settings.store, settings.path.parent)}"
        + (f", raw pages in {settings.store.warc}" if settings.store.warc else "")
    )


def counts(summary: Summary) -> str:
    """What a run did, in one line."""
    words = [f"{count} {outcome}" for outcome, count in summary.outcomes.most_common()]
    return f"{summary.outcomes.total()} URLs asked" + (f": {', '.join(words)}" if words else ", nothing was due")

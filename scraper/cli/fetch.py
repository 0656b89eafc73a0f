"""scraper fetch: download pages and keep only their articles."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

import typer

from scraper.api import Reader, Reading
from scraper.cleaner import CleanOptions
from scraper.cleaner.parser.decode import decode
from scraper.cli.delivery import Delivery
from scraper.cli.flags import Changes, flags, with_flags
from scraper.cli.options import OutputOptions, PageOptions
from scraper.cli.outcome import Outcome
from scraper.cli.output import ExitCode, progress
from scraper.cli.removals import removals
from scraper.config import Config, load
from scraper.errors import FetchError, ScraperError, UsageError
from scraper.fetcher import FetchOptions, trace
from scraper.page import Page

EXAMPLES = (
    "scraper fetch https://example.org/news/story --to markdown",
    "scraper fetch https://example.org/a https://example.org/b --to json -o articles/",
    "scraper fetch https://example.org/news/story --raw -o page.html --verbose",
)

#: URLs under way or waiting for their turn in the output, as a multiple of the requests at once: results are delivered
#: in the order of the URLs, and a slow one should not hold up the downloading of the next.
AHEAD = 4

T = TypeVar("T")


@flags(out=OutputOptions, page=PageOptions, fetch=FetchOptions, clean=CleanOptions)
def fetch(
    urls: Annotated[list[str], typer.Argument(help="Pages to download.", metavar="URL")],
    out: Changes,
    page: Changes,
    fetch: Changes,
    clean: Changes,
) -> ExitCode:
    """Download pages and keep only their articles."""
    to, how = with_flags(OutputOptions(), out), with_flags(PageOptions(), page)
    settings = load(to.config) if to.config else Config()
    reader = Reader(with_flags(settings.fetch, fetch), with_flags(settings.clean, clean), site=settings.site)
    with Delivery(to.to, to.output, many=len(urls) > 1) as delivery, progress("Fetching", len(urls)) as steps:
        if how.raw and len(urls) > 1 and delivery.folder is None:
            raise UsageError("several raw pages do not fit in one stream", hint="Name a folder: -o pages/")
        run = _Run(reader, delivery, Outcome(len(urls), steps), to, how)
        asyncio.run(run.all(urls))
    delivery.tell()
    return run.outcome.exit_code


@dataclass(frozen=True, slots=True)
class _Run:
    """The parts of one call that each URL passes through."""

    reader: Reader
    delivery: Delivery
    outcome: Outcome
    to: OutputOptions
    how: PageOptions

    async def all(self, urls: Sequence[str]) -> None:
        """Download all, deliver each in its turn."""
        work: Callable[[str], Awaitable[Page | Reading]] = self.reader.get if self.how.raw else self.reader.read
        async with self.reader:
            async for url, result in in_order(urls, work, AHEAD * self.reader.fetch_options.concurrency):
                self._deliver(url, result)

    def _deliver(self, url: str, result: Page | Reading | ScraperError) -> None:
        if isinstance(result, ScraperError):
            if self.how.verbose and isinstance(result, FetchError):
                self._tell(url, list(trace(result))[:-1])
            self.outcome.failed(result)
            return
        page = result.page if isinstance(result, Reading) else result
        if self.how.verbose:
            decoded = decode(page.body, page.charset)
            self._tell(url, [*trace(page), f"encoding  {decoded.charset}: {decoded.why}"])
        if isinstance(result, Reading):
            self.delivery.article(url, result.article)
            self.outcome.check(url, result.article, result.note)
            if self.to.explain:
                self._tell(url, removals(result.article))
        else:
            self.delivery.raw(url, page.body, ".txt" if page.media_type == "text/plain" else ".html")
        self.outcome.done(url)

    def _tell(self, url: str, lines: Iterable[str]) -> None:
        self.outcome.progress.note("\n  ".join([url, *lines]))


async def in_order(
    items: Sequence[str], work: Callable[[str], Awaitable[T]], ahead: int
) -> AsyncIterator[tuple[str, T | ScraperError]]:
    """Each item with its result or error, in the order of the items; at most ``ahead`` of them are under way."""

    async def attempt(item: str) -> T | ScraperError:
        try:
            return await work(item)
        except ScraperError as problem:
            return problem

    rest, waiting = deque(items), deque[tuple[str, asyncio.Task[T | ScraperError]]]()
    try:
        while rest or waiting:
            while rest and len(waiting) < ahead:
                item = rest.popleft()
                waiting.append((item, asyncio.create_task(attempt(item))))
            item, task = waiting.popleft()
            yield item, await task
    finally:
        for _, task in waiting:
            task.cancel()

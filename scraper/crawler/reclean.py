"""Stored pages through today's cleaner: raw pages out of the archive, cleaned in processes, put in the place of what is
stored as versions of their own.

Theory of operation.  Articles are listed by number, some at a time, so memory does not grow with the store.  Those that
this cleaner, with these options and what is known of their site, has read before are passed over: what each article
was last read by stands beside it, written in the transaction that puts what came of it.  So a run that is stopped, even
by a kill, is gone on with by the next.  A page that is missing or damaged, hangs, or holds no article any more leaves
what is stored as it is, and is told.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from scraper.cleaner import SiteOverride
from scraper.cleaner.options import CleanOptions
from scraper.cleaner.site.override import for_host
from scraper.crawler.memory import SiteMemory
from scraper.crawler.plan import Known
from scraper.crawler.reading import Task, fingerprint
from scraper.crawler.replay import replay
from scraper.crawler.scope import scope_of
from scraper.crawler.source import CrawlOptions, Source
from scraper.crawler.workers import Workers
from scraper.difference import Change
from scraper.errors import StoreError
from scraper.page import Page
from scraper.store import dialect, recleaning, runs
from scraper.store.database import Database
from scraper.store.options import StoreOptions
from scraper.store.recleaning import Archived, Before, Listed, Recleaned, Selection
from scraper.store.records import Kind
from scraper.store.versions import changes

T = TypeVar("T")

BATCH = 32  # articles between two transactions: what a kill costs
AHEAD = 2  # pages in memory for each process
SHOWN = 100  # problems that a summary keeps, each once


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be cleaned again. ``site``: overrides of the cleaner. ``again``: also what this cleaner has read
    before. ``apply``: not only shown. ``sinks``: outputs that get what changed; None: it is no news. ``samples``:
    changes that are shown."""

    sources: tuple[Source, ...]
    clean: CleanOptions
    site: tuple[SiteOverride, ...]
    options: CrawlOptions
    store: StoreOptions
    folder: Path
    selection: Selection
    jobs: int = 0
    again: bool = False
    apply: bool = True
    sinks: tuple[str, ...] | None = None
    samples: int = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """An article that changed."""

    url: str
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Summary:
    """What a run did. ``outcomes``: changed, same, empty (no article any more), missing (no raw page), failed, done
    (before). ``problems``: the first ones in words. ``stopped``: why it ended early, or empty."""

    outcomes: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class _Read:
    """One article's turn. ``outcome``: empty, missing or failed, with the reason in ``note``; "read" else."""

    listed: Listed
    outcome: str
    result: Recleaned
    note: str = ""


Observer = Callable[[str, str], None]


class Recleaning:
    """A run over the stored pages; used once."""

    def __init__(self, plan: Plan, database: Database) -> None:
        self._plan, self._database = plan, database
        self._known = {source.name: Known(source, plan.options) for source in plan.sources}
        self._stopping = False
        self._chance = random.Random(0)  # samples are spread over the store, and the same ones each time
        self.summary = Summary()

    def stop(self, reason: str) -> None:
        """Begin no more pages; what is begun is finished and stored."""
        self.summary.stopped = self.summary.stopped or reason
        self._stopping = True

    def total(self) -> int:
        """How many articles are selected. UsageError for a source that the store does not know."""
        with dialect.errors(self._database.where), self._database.engine.begin() as connection:
            return recleaning.count(connection, self._plan.selection)

    async def run(self, observer: Observer) -> Summary:
        """Do it; ``observer`` hears of every article: outcome and URL.

        Raises StoreError when the store fails; what is stored is whole.
        """
        self._observer = observer
        run_id = await self._transact(runs.begin, "reclean", _now(), ()) if self._plan.apply else None
        options = self._plan.options
        self._memory = SiteMemory(self._transact, options.site_memory)
        jobs = self._plan.jobs or options.workers
        async with Workers(jobs, options.page_deadline, options.worker_memory) as workers:
            self._workers, self._ahead = workers, asyncio.Semaphore(AHEAD * workers.count)
            await self._all()
        if run_id is not None:
            await self._transact(runs.end, run_id, _now(), self.summary.stopped or "done")
        return self.summary

    async def _all(self) -> None:
        last, batch = 0, list[asyncio.Task[_Read | None]]()
        while not self._stopping:
            page = await self._transact(recleaning.listed, self._plan.selection, last)
            if not page:
                break
            last = page[-1].id
            for listed in page:
                task = await self._task(listed)
                if listed.cleaner == fingerprint(task) and not self._plan.again:
                    self._note("done", listed.url)
                    continue
                batch.append(asyncio.create_task(self._read(listed, task)))
                if len(batch) == BATCH:
                    await self._store(batch)
        await self._store(batch)

    async def _task(self, listed: Listed) -> Task:
        """What is to be made of the article's page, but for the page."""
        known = self._known.get(listed.source)
        clean = known.source.clean if known is not None else self._plan.clean
        scope = known.scope if known is not None else scope_of(Source(name=listed.source))
        profile = await self._memory.of(listed.host) if listed.host else None
        said = for_host(self._plan.site, listed.url)
        return Task(Kind.PAGE, _NO_PAGE, scope, clean, archive=False, profile=profile, site=said)

    async def _read(self, listed: Listed, task: Task) -> _Read | None:
        """Clean one page; None where the run is being stopped."""
        async with self._ahead:
            if self._stopping:
                return None
            known = self._known.get(listed.source)
            nothing = Recleaned(listed.id, fingerprint(task), None)
            try:
                place = await self._transact(recleaning.archived, listed.id)
                page = await asyncio.to_thread(self._page, listed, place)
            except StoreError as error:
                return _Read(listed, "missing", nothing, str(error))
            reading = await self._workers.read(replace(task, page=page))
            if reading.error is not None:
                return _Read(listed, "failed", nothing, f"{type(reading.error).__name__}: {reading.error}")
            if reading.article is None:
                note = f"{listed.url}: no article any more ({reading.status}); what is stored stays"
                return _Read(listed, "empty", nothing, note)
            tags = known.rules.tags if known is not None else ()
            return _Read(listed, "read", Recleaned(listed.id, nothing.cleaner, reading.article, tags, self._plan.sinks))

    def _page(self, listed: Listed, place: Archived | None) -> Page:
        """The page out of the archive. StoreError where it is not there or damaged."""
        if place is None:
            raise StoreError("its raw page is not archived, or was deleted", where=listed.url)
        path = self._plan.folder / self._plan.store.warc / place.file
        return replay(path, place.position, place.digest, place.asked, place.captured_at)

    async def _store(self, batch: list[asyncio.Task[_Read | None]]) -> None:
        """Wait for a batch, store what came of it in one transaction, and empty it."""
        read = [found for found in await asyncio.gather(*batch) if found is not None]
        batch.clear()
        results = [found.result for found in read]
        if self._plan.apply:
            how = (results, _now(), self._plan.store.near_duplicates)
            before = await self._transact(recleaning.apply, *how)
        else:
            before = await self._transact(recleaning.preview, results)
        for found, stored in zip(read, before, strict=True):
            outcome = found.outcome
            if outcome == "read":
                outcome = "changed" if stored is not None and stored.changed else "same"
            if outcome == "changed" and stored is not None:
                self._sample(found, stored)
            self._note(outcome, found.listed.url, found.note)

    def _sample(self, found: _Read, stored: Before) -> None:
        """Keep a fair sample of the changes (Vitter, "Random sampling with a reservoir", 1985, algorithm R)."""
        row, samples = found.result.row, self.summary.samples
        seen = self.summary.outcomes["changed"] + 1
        place = len(samples) if len(samples) < self._plan.samples else self._chance.randrange(seen)
        if row is None or place >= self._plan.samples:
            return
        sample = Sample(stored.url, changes((stored.title, stored.text), (row.title, row.text)))
        samples[place : place + 1] = [sample]

    def _note(self, outcome: str, url: str, note: str = "") -> None:
        self.summary.outcomes[outcome] += 1
        known = self.summary.problems
        if note and len(known) < SHOWN and note not in known:  # an archive that is gone is that of many pages
            known.append(note)
        self._observer(outcome, url)

    async def _transact(self, function: Callable[..., T], *arguments: object) -> T:
        """Call a function of the store in a transaction of its own."""
        with dialect.errors(self._database.where), self._database.engine.begin() as connection:
            return function(connection, *arguments)


_NO_PAGE = Page("", "", 0, (), b"")


def _now() -> datetime:
    return datetime.now(UTC)

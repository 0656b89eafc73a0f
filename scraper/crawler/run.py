"""One run: everything that is due is asked, read and stored, once.

    sources ──> frontier ──> lanes (a few a host) ──> fetcher ──> workers ──> queue ──> one writer ──┐
                   ^                                 (httpx)    (processes)           (a thread)    │
                   └──────────────── new URLs, next states ──────────────────────────────────────────┘

The frontier lives in the database.  A lane serves one host: it leases a few URLs, brings each to a `Visit` and puts
that into the queue, so a slow host holds nobody else.  The writer stores visits in batches, archive first, then one
transaction; when a batch brought new URLs, lanes are opened for their hosts.  A run has ended when no lane is open and
the queue is empty.  Every call of the store runs on one thread, in order.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

import sqlalchemy as sa

from scraper.cleaner.site.override import for_host
from scraper.crawler import visit
from scraper.crawler.budget import Budget, Limits
from scraper.crawler.delivery import Delivery, sinks_of
from scraper.crawler.fetchers import Fetchers, robots_sitemaps
from scraper.crawler.journal import Log, Metrics
from scraper.crawler.ledger import Ledger
from scraper.crawler.links import shape
from scraper.crawler.memory import SiteMemory
from scraper.crawler.plan import Known, Observer, Plan, Summary
from scraper.crawler.reading import Task
from scraper.crawler.seeds import seeds
from scraper.crawler.workers import Workers, workers_of
from scraper.errors import CrawlError, FetchError, RedirectError, StoreError
from scraper.fetcher import Validators
from scraper.page import Page
from scraper.store import dialect, runs, shards, urls, warc
from scraper.store.database import Database, open_database
from scraper.store.housekeeping import tidy
from scraper.store.options import NO_SINK
from scraper.store.records import Entry, Kind, Record, Visit, Written
from scraper.store.warc import BATCH
from scraper.store.writer import Writer

T = TypeVar("T")

LEASED = 4  # URLs a lane takes at once: new and better ones wait for at most so many
QUEUE = 2 * BATCH  # visits that wait for the writer; beyond, lanes wait
# A shape of which so many pages led to nothing new and none was an article is a trap (an endless calendar).
TRAP = 50


class Run:
    """A run of a plan; used once. ``workers``: cleaning processes that several runs share; its own without."""

    def __init__(self, plan: Plan, observer: Observer, workers: Workers | None = None) -> None:
        self._plan, self._observer, self._shard = plan, observer, plan.shard
        self._shared_workers = workers
        self._thread = ThreadPoolExecutor(1, "store")
        self._stopping = asyncio.Event()
        self._ended = asyncio.Event()
        self._queue: asyncio.Queue[Visit] = asyncio.Queue(QUEUE)
        self._lanes: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._news: Counter[str] = Counter()
        self._places = asyncio.Semaphore(plan.options.hosts)
        self._unwritten = 0
        self._failure: BaseException | None = None
        self.summary = Summary()

    def stop(self, reason: str) -> None:
        """Ask no more; what is in flight is finished."""
        self.summary.stopped = self.summary.stopped or reason
        self._stopping.set()
        self._check_end()

    async def run(self) -> Summary:
        """Do it. Raises StoreError when the store fails; what is stored is whole."""
        database = await self._call(open_database, self._plan.store, self._plan.folder)
        try:
            await self._with(database)
        finally:
            await self._call(database.close)
            self._thread.shutdown()
        return self.summary

    async def _with(self, database: Database) -> None:
        self._database = database
        plan, options = self._plan, self._plan.options
        self._writer = await self._call(Writer, database, plan.store, plan.folder, sinks_of(plan.sink), plan.shard)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._call, self._writer.close)
            self._log, self._metrics = Log(options.log), Metrics("" if self._shard else options.metrics)
            stack.callback(self._log.close)
            self._delivery = Delivery(NO_SINK if self._shard else plan.sink, self._transact)
            stack.push_async_callback(self._delivery.close)
            await self._transact(self._prepare)
            stack.push_async_callback(self._transact, self._finish)
            self._memory = SiteMemory(self._transact, options.site_memory)
            stack.push_async_callback(self._memory.close)
            ledger = Ledger(self._transact, alone=self._shard is None, afresh=plan.force)
            self._fetchers = Fetchers(stack, ledger)
            shared = self._shared_workers
            self._workers = shared if shared is not None else await stack.enter_async_context(workers_of(options))
            self._log.line("start", run=self._run_id, sources=[known.source.name for known in self._sources.values()])
            await self._ask_all()
            await self._delivery.finish(options.grace)
        if self._shard is None:
            await self._call(tidy, database, plan.store, plan.folder, _now())
        self.summary.problems.extend(self._delivery.problems)
        self._metrics.write(self.summary)

    def _prepare(self, connection: sa.Connection) -> None:
        """Rows of the run and its sources; leases of a killed run given back; what is due woken."""
        now, shard, sources = _now(), self._shard, self._plan.sources
        if shard is not None:
            names = shards.source_names(connection, shard)
            sources = tuple(source for source in sources if source.name in names)
        ids = urls.source_ids(connection, [source.name for source in sources])
        self._sources = {ids[source.name]: Known(source, self._plan.options) for source in sources}
        worker = shard.worker if shard is not None else None
        self._run_id = runs.begin(connection, self._plan.command, now, ids.values(), worker)
        urls.release(connection, shard=shard)
        if shard is None:
            for source_id, known in self._sources.items():
                urls.add(connection, seeds(known.source, source_id, now))
        else:
            shards.begin(connection, shard, self._run_id)
        urls.wake(connection, ids.values(), now, force=self._plan.force, shard=shard)
        limits = {id_: Limits(k.source.limit, k.source.time, k.source.bytes) for id_, k in self._sources.items()}
        self._budget = Budget(self._plan.limits, limits, time.monotonic())
        self._shapes = runs.shapes(connection, shard)

    def _finish(self, connection: sa.Connection) -> None:
        now, allowed = _now(), list(self._sources)
        urls.release(connection, shard=self._shard)
        self.summary.waiting = sum(urls.due_hosts(connection, allowed, self._shard).values())
        self.summary.next_due = urls.next_due(connection, allowed, self._shard)
        runs.end(connection, self._run_id, now, self.summary.stopped or "done")
        self._log.line("end", run=self._run_id, outcomes=dict(self.summary.outcomes), waiting=self.summary.waiting)

    async def _ask_all(self) -> None:
        writing = asyncio.create_task(self._write())
        delivering = asyncio.create_task(self._delivery.run())
        try:
            for host in await self._transact(urls.due_hosts, list(self._sources), self._shard):
                self._open(host)
            self._check_end()
            await self._until_end(writing)
        finally:
            for task in (*self._tasks, writing):
                task.cancel()
            self._delivery.end()
            await asyncio.gather(*self._tasks, writing, delivering, return_exceptions=True)

    async def _until_end(self, writing: asyncio.Task[None]) -> None:
        """Wait for the end; once stopping, for what is in flight at most ``grace`` seconds."""
        ended = asyncio.create_task(self._ended.wait())
        stopping = asyncio.create_task(self._stopping.wait())
        first = asyncio.FIRST_COMPLETED
        await asyncio.wait((ended, stopping, writing), return_when=first)
        await asyncio.wait((ended, writing), timeout=self._plan.options.grace, return_when=first)
        for task in tuple(self._tasks):  # beyond the grace: what is not read yet is given back
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        written = asyncio.create_task(self._queue.join())
        await asyncio.wait((written, writing), return_when=first)
        for waiting in (ended, stopping, written):
            waiting.cancel()
        if writing.done():
            writing.result()
        if self._failure is not None:
            raise self._failure

    def _open(self, host: str) -> None:
        """Open lanes for a host, as many as it may be asked at once; not for one that another worker asks."""
        if not self._plan.holds(host):
            self.summary.elsewhere.add(host)
            return
        self._news[host] += 1
        for _ in range(self._lanes.get(host, 0), self._width):
            self._lanes[host] = self._lanes.get(host, 0) + 1
            task = asyncio.create_task(self._lane(host))
            self._tasks.add(task)
            task.add_done_callback(self._close)

    def _close(self, task: asyncio.Task[None]) -> None:
        """A lane has ended; if by an error, the run ends with it."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._failure = self._failure or error
            self._ended.set()

    @property
    def _width(self) -> int:
        return max(known.fetch.host_concurrency for known in self._sources.values())

    async def _lane(self, host: str) -> None:
        """Ask one host until nothing of it is due; between leases its place is free, so that all hosts get turns."""
        try:
            while not self._stopping.is_set():
                async with self._places:
                    news = self._news[host]
                    entries = await self._lease(host)
                    for index, entry in enumerate(entries):
                        if self._stopping.is_set() or not self._budget.take_page(entry.source_id, time.monotonic()):
                            await self._transact(urls.release, [rest.id for rest in entries[index:]])
                            break
                        self._unwritten += 1
                        await self._queue.put(await self._visit(entry))
                if not entries and news == self._news[host]:
                    return
        finally:
            self._lanes[host] -= 1
            if not self._lanes[host]:
                del self._lanes[host]
            self._check_end()

    async def _lease(self, host: str) -> list[Entry]:
        allowed = self._budget.open_sources(time.monotonic())
        return await self._transact(urls.lease, host, allowed, LEASED) if allowed else []

    def _check_end(self) -> None:
        if not self._lanes and not self._unwritten:
            self._ended.set()

    async def _visit(self, entry: Entry) -> Visit:
        """Ask one URL and read what comes; every failure becomes a visit too."""
        known = self._sources[entry.source_id]
        try:
            return await self._ask(entry, known)
        except FetchError as error:
            return visit.of_error(entry, error, _now())
        except StoreError:
            raise
        except Exception as error:  # a defect of ours ends with this page, not with the crawl
            traceback.print_exc()
            defect = CrawlError(f"a defect of the crawler ({error!r})", where=entry.url, hint="Please report it")
            return visit.of_error(entry, defect, _now())

    async def _ask(self, entry: Entry, known: Known) -> Visit:
        if refusal := self._refusal(entry, known):
            return visit.of_refusal(entry, refusal, _now())
        fetcher = await self._fetchers.of(entry.host, known.fetch)
        validators = None if self._plan.force else Validators(entry.etag, entry.last_modified)
        accept = "feed" if entry.kind in (Kind.FEED, Kind.SITEMAP) else "page"
        moved: list[str] = []
        try:
            refuse = partial(self._refuse_redirect, entry, known, moved)
            page = await fetcher.get(entry.url, validators=validators, accept=accept, refuse=refuse)
        except RedirectError as error:
            if not moved:
                raise
            return visit.of_move(entry, moved[0], error, known.rules, _now())
        if page.not_modified:
            record = self._revisit_record(entry, page)
            return visit.of_not_modified(entry, page, known.rules, record, _now())
        profile = await self._memory.of(entry.host) if entry.kind is Kind.PAGE else None
        reading = await self._workers.read(replace(self._task(entry, page, known), profile=profile))
        self._memory.learn(entry.host, reading.facts)
        if entry.url == known.home:
            reading = replace(reading, links=(*reading.links, *await robots_sitemaps(fetcher, entry.url)))
        links = [link for link in reading.links if not self._is_trap(link.host, link.shape)]
        return visit.of_page(entry, page, replace(reading, links=tuple(links)), known.rules, _now(), self._shapes)

    def _refuse_redirect(self, entry: Entry, known: Known, moved: list[str], target: str) -> str | None:
        """Why a redirect is not followed, or None. A host that another worker asks is left to it: its target goes to
        ``moved``."""
        if entry.kind is Kind.PAGE and (reason := known.scope.refusal(target)):
            return reason
        if self._plan.holds(urlsplit(target).netloc):
            return None
        moved.append(target)
        return "its host is another worker's"

    def _refusal(self, entry: Entry, known: Known) -> str | None:
        if entry.kind is not Kind.PAGE:
            return None
        pattern = shape(entry.url)
        if self._is_trap(entry.host, pattern):
            return f"a trap: {TRAP} pages of the shape {pattern} led to nothing"
        return known.scope.refusal(entry.url)

    def _is_trap(self, host: str, pattern: str) -> bool:
        useful, others = self._shapes.get((host, pattern), (0, 0))
        return others >= TRAP and not useful

    def _task(self, entry: Entry, page: Page, known: Known) -> Task:
        return Task(
            entry.kind,
            page,
            known.scope,
            known.source.clean,
            follow=entry.kind in (Kind.SECTION, Kind.PAGE) and entry.depth < known.source.depth,
            discover=entry.url == known.home,
            archive=bool(self._plan.store.warc) and entry.kind in (Kind.PAGE, Kind.SECTION),
            digest=entry.digest,
            seen_at=entry.archived_at,
            site=for_host(self._plan.site, page.final_url),
        )

    def _revisit_record(self, entry: Entry, page: Page) -> Record | None:
        """The record of a 304, where what it refers to is archived."""
        if not self._plan.store.warc or entry.digest is None or entry.archived_at is None or page.fetched_at is None:
            return None
        return warc.revisit_record(page, page.fetched_at, entry.digest, entry.archived_at)

    async def _write(self) -> None:
        """Store what is in the queue, as much at once as is there."""
        while True:
            batch = [await self._queue.get()]
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            written = await self._call(self._writer.write, batch, self._run_id)
            for visited, result in zip(batch, written, strict=True):
                self._note(visited, result)
                for host in result.hosts:
                    self._open(host)
                self._queue.task_done()
            self._unwritten -= len(batch)
            self._delivery.wake()
            self._check_end()

    def _note(self, visited: Visit, result: Written) -> None:
        """Count a stored visit."""
        entry = visited.entry
        known = self._sources[entry.source_id]
        self.summary.add(known, visited, result)
        self._log.visit(known.source.name, visited, result)
        self._metrics.visit(known.source.name, visited, result)
        self._budget.add_bytes(entry.source_id, visited.size)
        if visited.shape:
            useful, others = self._shapes.get((entry.host, visited.shape), (0, 0))
            self._shapes[entry.host, visited.shape] = (useful + result.useful, others + (not result.useful))
        self._observer(visited, result)

    async def _call(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call the store on its thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)

    async def _transact(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function of the store in a transaction of its own."""

        def transaction() -> T:
            with self._database.engine.begin() as connection:
                if self._shard is not None:
                    shards.check(connection, self._shard)
                return function(connection, *arguments)

        def call() -> T:
            with dialect.errors(self._database.where):
                return dialect.again(transaction)

        return await self._call(call)


def _now() -> datetime:
    return datetime.now(UTC)

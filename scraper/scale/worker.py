"""A worker: one of any number of processes, on any number of machines, that crawl together.

    worker ──> job: a shard's turn ──> lease ──> Run, the loop of a single machine, for the shard's hosts ──> give back
       │                                            │
       └── sign of life, outputs, files' age        └── frontier, pace and rules of hosts: all in PostgreSQL

A worker holds the store's lock together with the other workers, so that no `scraper crawl` runs beside them, and a lock
on its name, which its archive files bear.  Connections to the database: one for these locks, one of its own, one for
each turn, four of procrastinate's.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from scraper.crawler.budget import Limits
from scraper.crawler.delivery import Delivery
from scraper.crawler.plan import Observer, Plan, Summary
from scraper.crawler.run import Run
from scraper.crawler.seeds import sow
from scraper.crawler.source import ScaleOptions
from scraper.crawler.workers import Workers, workers_of
from scraper.errors import RunLockedError, ShardLostError, StoreError, UsageError
from scraper.scale.jobs import Duties, Jobs
from scraper.scale.planning import lease, ranges
from scraper.store import dialect, shards, staff
from scraper.store.database import open_database
from scraper.store.housekeeping import tidy
from scraper.store.lock import database_lock
from scraper.store.shards import Shard
from scraper.url import bucket_of

T = TypeVar("T")

#: Sources a transaction when what they name is put in: another worker that puts in the same waits for its end.
SOWN = 50
#: Seconds between two looks at the outputs, and whether anything is left to do.
LOOK = 1.0
TIDIED_EVERY = 3600.0  # seconds


class Worker:
    """One worker; used once. ``plan``: what all of them crawl; ``observer`` hears of every stored visit, ``on_turn`` of
    every turn's end. ``name``: empty for the first free one of this machine."""

    def __init__(
        self,
        plan: Plan,
        options: ScaleOptions,
        observer: Observer,
        on_turn: Callable[[int, Summary], None],
        name: str = "",
    ) -> None:
        if not sa.make_url(plan.store.url).get_backend_name().startswith("postgresql"):
            hint = 'Write url = "postgresql://USER@HOST/DATABASE"; `scraper migrate` moves a store there'
            raise UsageError("workers need a store in PostgreSQL", where="[store] url", hint=hint)
        self._plan, self._options, self._observer, self._on_turn = plan, options, observer, on_turn
        self.name = name
        self._thread = ThreadPoolExecutor(1, "worker")
        self._stopping = asyncio.Event()
        self._reason = ""
        self._failure: StoreError | None = None
        self._runs: set[Run] = set()
        self._delivers = False
        self._slots = list(range(options.at_once))

    def stop(self, reason: str) -> None:
        """Take no further turn; those at work finish what is in flight."""
        self._reason = self._reason or reason
        self._stopping.set()
        for run in self._runs:
            run.stop(reason)

    async def run(self, *, drain: bool = False) -> str:
        """Work until told to stop; why it ended. With ``drain``: until nothing is due anywhere and nobody is at work.

        Raises RunLockedError where a crawl holds the store or another worker has the name, StoreError when the store or
        the archive fails.
        """
        plan = self._plan
        with ExitStack() as locks:
            connection = await self._call(locks.enter_context, database_lock(plan.store, plan.folder, shared=True))
            self._locks = connection
            self.name = await self._call(self._take_name, self.name)
            self._database = await self._call(open_database, plan.store, plan.folder)
            locks.callback(self._database.close)
            async with AsyncExitStack() as stack:
                self._workers: Workers = await stack.enter_async_context(workers_of(plan.options))
                duties = Duties(self._turn, self._due, self._sow)
                jobs = Jobs(plan.store.url, duties, self._options.at_once, self._options.heartbeat)
                await stack.enter_async_context(jobs)
                await self._begin(jobs)
                stack.push_async_callback(self._transact, staff.leave, self.name)
                await self._work(jobs, drain)
        if self._failure is not None:
            raise self._failure
        return self._reason

    async def _begin(self, jobs: Jobs) -> None:
        """Tables, shards, the first sign of life, what the sources name, the first jobs."""
        with await self._call(self._database.engine.connect) as connection:
            await self._call(dialect.lock_migrations, connection)
            await jobs.prepare()
            await self._call(shards.divide, connection, ranges(self._options.shards))
            await self._call(connection.commit)
        await self._transact(staff.join, self.name, socket.gethostname(), os.getpid())
        await self._sow()
        await jobs.tend()

    async def _work(self, jobs: Jobs, drain: bool) -> None:
        delivery = Delivery(self._plan.sink, self._transact)
        duties = [self._show_life(), self._deliver(delivery), self._tidy(), self._stopping.wait()]
        tasks = [asyncio.create_task(duty) for duty in (*duties, *([self._until_drained()] if drain else []))]
        working = asyncio.create_task(jobs.run())
        try:
            done, _ = await asyncio.wait((working, *tasks), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self.stop("failed")
            for task in tasks:
                task.cancel()
            working.cancel()  # waits for the turns, which end by their own grace
            await asyncio.gather(working, *tasks, return_exceptions=True)
            if self._delivers:
                await delivery.finish(self._plan.options.grace)
            await delivery.close()

    async def _turn(self, number: int) -> float | None:
        """A shard's turn, if its lease can be had; after how many seconds it wants another."""
        if self._stopping.is_set():
            return 0.0
        slot = self._slots.pop()
        try:
            seconds = lease(self._options.heartbeat)
            taken = await self._transact(shards.take, number, f"{self.name}.{slot}", seconds)
            if isinstance(taken, datetime):  # its worker died, or fell asleep
                return max(0.1, (taken - await self._transact(dialect.now)).total_seconds())
            return None if taken is None else await self._at(taken)
        except ShardLostError:
            return None  # whoever has it goes on
        except StoreError as error:
            self._failure = self._failure or error
            self.stop("failed")
            raise
        finally:
            self._slots.append(slot)

    async def _at(self, shard: Shard) -> float | None:
        """The loop of a single machine for the hosts of a shard."""
        plan = replace(self._plan, shard=shard, command="worker", limits=Limits(seconds=self._options.turn))
        run = Run(plan, self._observer, self._workers)
        self._runs.add(run)
        end = asyncio.get_running_loop().call_later(self._longest(), run.stop, "took too long")
        holding = asyncio.create_task(self._hold(shard))
        try:
            if self._stopping.is_set():
                run.stop(self._reason)
            summary = await run.run()
        finally:
            end.cancel()
            holding.cancel()
            self._runs.discard(run)
        await self._transact(shards.wake, [bucket_of(host) for host in summary.elsewhere])
        await self._transact(shards.give_back, shard, summary.outcomes.total(), summary.next_due)
        self._on_turn(shard.number, summary)
        return 0.0 if summary.waiting else None

    async def _hold(self, shard: Shard) -> None:
        """Renew the lease for as long as the turn lasts. Where it is lost, the turn's next transaction is told so."""
        with contextlib.suppress(ShardLostError):
            while True:
                await asyncio.sleep(self._options.heartbeat)
                await self._transact(shards.renew, shard, lease(self._options.heartbeat))

    def _longest(self) -> float:
        """Seconds after which a turn is stopped: it takes nothing new after ``turn``, what is in flight may still wait
        for its host and its deadline, and what has come is not thrown away."""
        waits = [source.fetch.retry_time + source.fetch.deadline for source in self._plan.sources]
        return self._options.turn + max(waits, default=0.0)

    async def _due(self) -> list[int]:
        found: list[int] = await self._transact(shards.due)
        return found

    async def _sow(self) -> None:
        """What the sources name, and what has become due without anybody's telling."""
        sources = self._plan.sources
        for start in range(0, len(sources), SOWN):
            await self._transact(sow, sources[start : start + SOWN], datetime.now(UTC))
        names = [source.name for source in sources]
        for number in range(self._options.shards):  # one by one: nobody shall wait for all of them
            await self._transact(shards.recount, number, names)

    async def _show_life(self) -> None:
        while True:
            await asyncio.sleep(self._options.heartbeat)
            await self._transact(staff.show_life, self.name)

    async def _deliver(self, delivery: Delivery) -> None:
        """Hand articles on, where no other worker does."""
        while not await self._call(dialect.try_lock, self._locks, dialect.SINK):
            await asyncio.sleep(LOOK)
        self._delivers = True
        while not self._stopping.is_set():
            await delivery.deliver()
            await asyncio.sleep(LOOK)

    async def _tidy(self) -> None:
        writers = {f"{self.name}.{slot}" for slot in range(self._options.at_once)}
        while True:
            now = datetime.now(UTC)
            await self._call(tidy, self._database, self._plan.store, self._plan.folder, now, writers)
            await asyncio.sleep(TIDIED_EVERY)

    async def _until_drained(self) -> None:
        while self._runs or not await self._transact(shards.is_idle):
            await asyncio.sleep(LOOK)
        self.stop("nothing is due")

    def _take_name(self, wanted: str) -> str:
        """The name, which no other living worker has."""
        number = 1
        while not dialect.try_lock(self._locks, dialect.WORKER, _number_of(name := wanted or _default(number))):
            if wanted:
                raise RunLockedError("a worker of that name is at work", where=wanted, hint="Choose another --name")
            number += 1
        return name

    async def _call(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call the store on the worker's own thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)

    async def _transact(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function of the store in a transaction of its own."""

        def transaction() -> T:
            with self._database.engine.begin() as connection:
                return function(connection, *arguments)

        def call() -> T:
            with dialect.errors(self._database.where):
                return dialect.again(transaction)

        return await self._call(call)


def _default(number: int) -> str:
    return f"{socket.gethostname()}-{number}"


def _number_of(name: str) -> int:
    return zlib.crc32(name.encode()) & 0x7FFFFFFF

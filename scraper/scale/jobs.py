"""The jobs of workers as procrastinate's, which keeps its queue in the same PostgreSQL; its only import.

A shard's turn is a job with the shard's lock, so no two run at once; it defers itself again while something is due.
Two periodic tasks, each run by one of the workers, look after the rest: ``tend`` retries the jobs of workers that
died and wakes shards that have become due, ``sow`` puts in what the sources name.  No job has a queueing lock: a job
that is retried would clash with one that waits (procrastinate#1446).  That a shard has at most one waiting job is
looked up before one is deferred; where two workers do that at the same moment, the second job finds nothing to do.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any

import sqlalchemy as sa

from scraper.errors import StoreError, UsageError, install
from scraper.scale.planning import stalled_after

try:
    from procrastinate import App, PsycopgConnector
    from procrastinate.exceptions import ProcrastinateException
    from procrastinate.jobs import Job, Status
    from procrastinate.worker import Worker
except ImportError:
    raise UsageError("workers need procrastinate", where="scraper worker", hint=install("postgres")) from None

SHARDS, CARE = "article-scraper-shards", "article-scraper-care"
TURN = "article_scraper_turn"
TENDED_EVERY, SOWN_EVERY = 5, 600  # seconds
TOLD_EVERY = 0.2  # seconds, to stop


@dataclass(frozen=True, slots=True)
class Duties:
    """What the jobs do. ``turn``: of the shard of that number; gives the seconds after which it wants another, or None.
    ``due``: the shards that have something to do. ``sow``: what the sources name is put in."""

    turn: Callable[[int], Awaitable[float | None]]
    due: Callable[[], Awaitable[list[int]]]
    sow: Callable[[], Awaitable[None]]


class Jobs:
    """The jobs that one worker process takes. Use it as an asynchronous context manager."""

    def __init__(self, url: str, duties: Duties, at_once: int, heartbeat: float) -> None:
        self._duties, self._at_once, self._heartbeat = duties, at_once, heartbeat
        logging.getLogger("procrastinate").setLevel(logging.ERROR)
        connection = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._app = App(connector=PsycopgConnector(conninfo=connection, min_size=1, max_size=2))
        self._turn = self._app.task(name=TURN, queue=SHARDS)(self._take_turn)
        tended = f"* * * * * */{max(1, min(TENDED_EVERY, round(heartbeat)))}"
        tend = self._app.task(name="article_scraper_tend", queue=CARE)(self._tend)
        self._app.periodic(cron=tended)(tend)
        sow = self._app.task(name="article_scraper_sow", queue=CARE)(self._sow)
        self._app.periodic(cron=f"*/{SOWN_EVERY // 60} * * * *")(sow)

    async def __aenter__(self) -> Jobs:
        asyncio.get_running_loop().set_exception_handler(_quietly)
        await self._app.open_async()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._app.close_async()

    async def prepare(self) -> None:
        """Make procrastinate's tables where there are none. One worker at a time may call it."""
        if not await self._app.check_connection_async():
            await self._app.schema_manager.apply_schema_async()

    async def run(self) -> None:
        """Take jobs until cancelled, and then until the turns that have begun are over. Raises StoreError where the
        jobs cannot be had any more."""
        where, hint = "the workers' jobs", "Check that PostgreSQL runs, and start the worker again"
        try:
            await self._run()
        except ProcrastinateException as error:
            raise StoreError(f"the database failed: {error}", where=where, hint=hint) from error
        raise StoreError("the database does not answer any more", where=where, hint=hint)

    async def _run(self) -> None:
        """One of procrastinate's workers a queue, so that long turns do not keep the others waiting; all end together,
        and not before their jobs."""
        workers = [self._worker(SHARDS, self._at_once), self._worker(CARE, 1)]
        tasks = [asyncio.create_task(worker.run()) for worker in workers]  # type: ignore[no-untyped-call]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            while not all(task.done() for task in tasks):
                for worker in workers:
                    worker.stop()  # type: ignore[no-untyped-call]  # repeated: one that is about to begin forgets it
                await asyncio.wait(tasks, timeout=TOLD_EVERY)
        for task in tasks:
            task.result()

    def _worker(self, queue: str, places: int) -> Worker:
        return Worker(
            app=self._app,
            queues=[queue],
            concurrency=places,
            fetch_job_polling_interval=self._heartbeat / 2,
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=self._heartbeat,
            stalled_worker_timeout=stalled_after(self._heartbeat),
        )

    async def tend(self) -> None:
        """Retry what dead workers were at, and give a turn to shards that want one."""
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after(self._heartbeat)):
            if job.task_name == TURN:
                await manager.retry_job(job)
            elif job.id is not None:
                await manager.finish_job_by_id_async(job_id=job.id, status=Status.FAILED, delete_job=True)
        await self._defer(await self._duties.due())

    async def _take_turn(self, number: int) -> None:
        seconds = await self._duties.turn(number)
        if seconds is not None:
            await self._defer([number], seconds, running=False)

    async def _tend(self, timestamp: int) -> None:
        await self.tend()

    async def _sow(self, timestamp: int) -> None:
        await self._duties.sow()

    async def _defer(self, numbers: Iterable[int], seconds: float = 0.0, *, running: bool = True) -> None:
        """Defer turns, each unless one waits; ``running``: or runs."""
        jobs: list[Job] = list(await self._app.job_manager.list_jobs_async(queue=SHARDS, status="todo"))
        if running:
            jobs += await self._app.job_manager.list_jobs_async(queue=SHARDS, status="doing")
        known = {job.lock for job in jobs}
        for number in numbers:
            lock = f"article-scraper-shard-{number}"
            if lock not in known:
                begin = datetime.now(UTC) + timedelta(seconds=seconds) if seconds else None
                await self._turn.configure(lock=lock, schedule_at=begin).defer_async(number=number)


def _quietly(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A job that another worker has retried, because this one was taken for dead, cannot be ended here: no news."""
    if not isinstance(context.get("exception"), ProcrastinateException):
        loop.default_exception_handler(context)

"""Processes that read downloads, each page with a deadline: one that hangs or kills its worker is given up, the worker
replaced, and the crawl goes on.

Theory of operation.  A worker is a process and a pipe.  It is either idle (in the queue) or has exactly one task, so a
lost worker loses exactly one page, and we know which.  When the crawl's process dies, the pipe ends and so does the
worker.  Workers come from a fork server that has loaded the cleaner once; the crawl's own threads are never forked.
What is known of a site travels once a version: both ends of the pipe keep the last ``PROFILES`` and let go of them in
the same order.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
from collections import OrderedDict
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import TypeVar

from scraper.cleaner import SiteProfile
from scraper.crawler.reading import Reading, Task, failed, read
from scraper.crawler.source import CrawlOptions
from scraper.processes import fork_server

V = TypeVar("V")

LOADING = 120.0  # seconds that a new process may take to load the cleaner
_LOADED = b"loaded"
_OUT_OF_MEMORY = 71  # exit code; sysexits.h calls it EX_OSERR
PROFILES = 16  # site profiles that a worker keeps, .1 MB each
RENEWED_AFTER = 5_000  # tasks, so that what a parser may leak is bounded


class Worker:
    """One process and our end of its pipe. ``busy``: it has a task."""

    def __init__(self, context: ForkServerContext, memory: int) -> None:
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, memory), daemon=True)
        self.process.start()
        theirs.close()
        self.tasks = 0
        self.profiles: OrderedDict[str, str] = OrderedDict()  # host -> version that the process has
        self.loaded = self.busy = False

    def end(self) -> None:
        """Kill it."""
        self.pipe.close()
        self.process.kill()
        self.process.join()


class Workers:
    """``count`` processes. ``deadline``: seconds a page; ``memory``: address space of each, bytes, 0 without limit."""

    def __init__(self, count: int, deadline: float, memory: int) -> None:
        self.count = count or os.cpu_count() or 1
        self._deadline, self._memory = deadline, memory
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self.processes: set[Worker] = set()

    async def __aenter__(self) -> Workers:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self.processes:
            worker.end()
        self.processes.clear()

    def _new(self) -> Worker:
        worker = Worker(fork_server("scraper.crawler.reading"), self._memory)
        self.processes.add(worker)
        return worker

    async def read(self, task: Task) -> Reading:
        """The reading of a download, by the next idle process. A page that hangs or kills it gives a Reading with the
        error."""
        if self._idle.empty() and len(self.processes) < self.count:
            self._idle.put_nowait(self._new())
        worker = await self._idle.get()
        whole = False
        try:
            reading = await self._ask(worker, task)
            whole = True
            return reading
        except TimeoutError:
            hint = "The option page_deadline of [crawl] raises the limit"
            return failed(task.page, f"cleaning it took longer than {self._deadline:g} s", hint)
        except (EOFError, OSError):
            worker.process.join(1)
            return failed(
                task.page, f"the page ended its cleaning process ({_ending(worker)})", "Please report the page"
            )
        finally:
            if not whole or worker.tasks >= RENEWED_AFTER:
                self.processes.discard(worker)
                worker.end()
                worker = self._new()
            self._idle.put_nowait(worker)

    async def _ask(self, worker: Worker, task: Task) -> Reading:
        if not worker.loaded:  # what loading takes is not the page's fault
            await _readable(worker.pipe, LOADING)
            worker.loaded = worker.pipe.recv_bytes() == _LOADED
        worker.tasks, worker.busy = worker.tasks + 1, True
        worker.pipe.send_bytes(pickle.dumps(_stripped(task, worker), pickle.HIGHEST_PROTOCOL))
        await _readable(worker.pipe, self._deadline)
        reading: Reading = pickle.loads(worker.pipe.recv_bytes())
        worker.busy = False
        return reading


def _stripped(task: Task, worker: Worker) -> Task:
    """The task without the profile's data where the worker has them already."""
    profile = task.profile
    if profile is None:
        return task
    if worker.profiles.get(profile.host) == profile.version:
        return replace(task, profile=replace(profile, data=b""))
    _keep(worker.profiles, profile.host, profile.version)
    return task


def _keep(kept: OrderedDict[str, V], host: str, value: V) -> None:
    """Take a value in, and let go of the one that came first."""
    kept.pop(host, None)
    kept[host] = value
    if len(kept) > PROFILES:
        kept.popitem(last=False)


def workers_of(options: CrawlOptions) -> Workers:
    """The processes that the options ask for."""
    return Workers(options.workers, options.page_deadline, options.worker_memory)


async def _readable(pipe: Connection, seconds: float) -> None:
    """Wait until the pipe has something; TimeoutError after so many seconds."""
    loop = asyncio.get_running_loop()
    readable: asyncio.Future[None] = loop.create_future()
    number = pipe.fileno()
    loop.add_reader(number, _resolve, readable)
    try:
        await asyncio.wait_for(readable, seconds)
    finally:
        loop.remove_reader(number)


def _resolve(readable: asyncio.Future[None]) -> None:
    if not readable.done():
        readable.set_result(None)


def _ending(worker: Worker) -> str:
    code = worker.process.exitcode
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return "out of memory" if code == _OUT_OF_MEMORY else f"exit code {code}"


def _serve(pipe: Connection, memory: int) -> None:
    """A worker's life: read a task, answer it, until the pipe ends."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if memory:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        pipe.send_bytes(_LOADED)
        profiles: OrderedDict[str, SiteProfile] = OrderedDict()
        while True:
            pipe.send_bytes(_answer(pipe.recv_bytes(), profiles))
    except (EOFError, OSError):
        return  # the crawl has ended
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)


def _answer(data: bytes, profiles: OrderedDict[str, SiteProfile]) -> bytes:
    task: Task = pickle.loads(data)
    profile = task.profile
    if profile is not None and profile.data:
        _keep(profiles, profile.host, pickle.loads(profile.data))
    try:
        reading = read(task, profiles[profile.host] if profile is not None else None)
    except Exception as error:  # a defect of ours ends with this page, not with the crawl
        what = f"a defect of the cleaner ({type(error).__name__}: {error})"
        reading = failed(task.page, what, "Please report the page")
    return pickle.dumps(reading, pickle.HIGHEST_PROTOCOL)

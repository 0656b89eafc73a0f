"""A child process that cleans one page after the other: what hangs or kills it costs one page.

Theory of operation.  Parent and child (`child`) speak through the child's standard input and output, a frame at a time.
The child has at most one page, so when it is lost we know which.  Between two shards of a job it waits (`borrowed`),
since starting another takes as long as cleaning a hundred pages; it ends with its parent.  It is started as a program
of its own, since a worker of Dask may have no children by ``multiprocessing``.
"""

from __future__ import annotations

import atexit
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from scraper.errors import CleanError, ScraperError
from scraper.processes import undisturbed
from scraper.scale.bulk.frames import OUT_OF_MEMORY, read_frame, write_frame
from scraper.scale.bulk.options import BulkJob
from scraper.scale.bulk.records import Record

#: Seconds that a new process may take to load the cleaner.
LOADING = 120.0
#: Pages a process cleans before it is replaced, so that what a parser may leak is bounded.
RENEWED_AFTER = 5_000


#: Processes that wait for the next shard of their job: starting one takes about a second.
_idle: list[CleaningProcess] = []


@contextmanager
def borrowed(job: BulkJob) -> Iterator[CleaningProcess]:
    """A process for one shard: one that has cleaned for the job before, or a new one. It is kept for the next."""
    process = CleaningProcess(job)
    with suppress(IndexError):  # threads may share a worker
        while not process.alive:
            kept = _idle.pop()
            if kept.job == job and kept.alive:
                process = kept
            else:
                kept.end()
    try:
        yield process
    except BaseException as problem:
        if not isinstance(problem, ScraperError):  # perhaps in the middle of a page
            process.end()
        raise
    finally:
        if process.alive:
            _idle.append(process)


@atexit.register
def end_idle() -> None:
    """End the processes that wait."""
    while _idle:
        _idle.pop().end()


class CleaningProcess:
    """The child. Use with ``with``; one thread at a time."""

    def __init__(self, job: BulkJob) -> None:
        self.job, self._deadline = job, job.options.page_deadline
        self._child: subprocess.Popen[bytes] | None = None
        self._cleaned = 0

    def __enter__(self) -> CleaningProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    @property
    def alive(self) -> bool:
        """Whether a child is there that waits for a page."""
        return self._child is not None and self._child.poll() is None

    def clean(self, record: Record) -> dict[str, Any]:
        """The article's fields as JSON takes them. Raises `CleanError` for what cannot be cleaned, also where cleaning
        it took too long or ended the process."""
        child = self._running()
        try:
            _send(child, record)
            answer = _receive(child, self._deadline)
        except TimeoutError:
            self.end()
            hint = "The option --page-deadline raises the limit"
            raise CleanError(f"cleaning it took longer than {self._deadline:g} s", hint=hint) from None
        except (EOFError, OSError):
            ending = _ending(child)
            self.end()
            raise CleanError(f"the page ended its cleaning process ({ending})", hint="Please report the page") from None
        self._cleaned += 1
        if self._cleaned >= RENEWED_AFTER:
            self.end()
        if isinstance(answer, ScraperError):
            raise answer
        return answer  # type: ignore[no-any-return]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            command = [sys.executable, "-m", "scraper.scale.bulk.child"]
            with undisturbed():
                self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
            _send(self._child, self.job)
            _receive(self._child, LOADING)
        return self._child

    def end(self) -> None:
        """Kill the child, if there is one."""
        child, self._child, self._cleaned = self._child, None, 0
        if child is not None:
            child.kill()
            child.communicate()


def _send(child: subprocess.Popen[bytes], value: Any) -> None:
    assert child.stdin is not None
    write_frame(child.stdin, value)


def _receive(child: subprocess.Popen[bytes], seconds: float) -> Any:
    """The next answer; TimeoutError after so many seconds, EOFError where the child has ended."""
    assert child.stdout is not None
    end, number = time.monotonic() + seconds, child.stdout.fileno()
    poll = select.poll()
    poll.register(number, select.POLLIN)

    def read(size: int) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            if not poll.poll(max(0.0, end - time.monotonic()) * 1000):
                raise TimeoutError
            part = os.read(number, size - len(parts))
            if not part:
                raise EOFError
            parts += part
        return bytes(parts)

    return read_frame(read)


def _ending(child: subprocess.Popen[bytes]) -> str:
    try:
        code = child.wait(1)
    except subprocess.TimeoutExpired:
        return "its answer was damaged"
    if code < 0:
        return signal.Signals(-code).name
    return "out of memory" if code == OUT_OF_MEMORY else f"exit code {code}"

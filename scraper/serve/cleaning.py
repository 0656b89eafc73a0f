"""Cleaning in processes of their own, each page with a deadline: one that hangs is ended by the system, alone.

Every process is a pool of one, so that its end costs nobody else's page.  The deadline is the process's own alarm
clock (``setitimer``), whose signal ends it wherever it is, in C code too.
"""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from scraper.cleaner import Cleaner, CleanOptions, SiteOverride, SiteProfile, clean_text
from scraper.errors import CleanError, DeadlineError
from scraper.page import Page
from scraper.processes import fork_server
from scraper.report.explain import explain_html

T = TypeVar("T")

#: Profiles that a process holds, .4 MB each when they are full.
PROFILES = 20

_CHANGED = (
    "This is how the page is cleaned today. The stored text is another: the cleaner, its options or what is known of "
    "the site have changed since."
)


class Cleaning:
    """``count`` processes; ``deadline``: seconds a page; ``memory``: address space of each, bytes, 0 without limit."""

    def __init__(self, count: int, deadline: float, memory: int) -> None:
        self._deadline, self._memory = deadline, memory
        self._context = fork_server(__name__)
        self._pools: asyncio.Queue[ProcessPoolExecutor] = asyncio.Queue()
        self._all: set[ProcessPoolExecutor] = set()
        for _ in range(count):
            self._pools.put_nowait(self._new())

    def _new(self) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(1, self._context, initializer=_prepare, initargs=(self._memory,))
        self._all.add(pool)
        return pool

    def close(self) -> None:
        """End the processes."""
        for pool in self._all:
            pool.shutdown(wait=False, cancel_futures=True)

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """What ``work`` gives in the next free process.

        Raises what it raises, ``DeadlineError`` when it takes too long or no process gets free for as long,
        ``CleanError`` when its process ended.
        """
        try:
            pool = await asyncio.wait_for(self._pools.get(), self._deadline)
        except TimeoutError:
            hint = "Ask again; --workers adds processes"
            raise DeadlineError("all processes are busy", url="the page", hint=hint) from None
        began = time.monotonic()
        try:
            future = pool.submit(_timed, self._deadline, work, arguments)
            return await asyncio.shield(asyncio.wrap_future(future))
        except BrokenProcessPool:
            self._all.discard(pool)
            pool.shutdown(wait=False)
            pool = self._new()
            if time.monotonic() - began >= self._deadline:
                what = f"cleaning took longer than {self._deadline:g} s"
                raise DeadlineError(what, url="the page", hint="--deadline raises the limit") from None
            raise CleanError("the page ended its cleaning process", hint="Please report the page") from None
        finally:
            self._pools.put_nowait(pool)


def _prepare(memory: int) -> None:
    if memory:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _timed(deadline: float, work: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    signal.setitimer(signal.ITIMER_REAL, deadline)
    try:
        return work(*arguments)
    except MemoryError:
        raise CleanError("cleaning the page needs too much memory", hint="--memory raises the limit") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a page's site. ``profile``: of its host, as JSON, None where there is none."""

    options: CleanOptions
    site: tuple[SiteOverride, ...] = ()
    profile: str | None = None

    def cleaner(self) -> Cleaner:
        """A cleaner that knows it."""
        return Cleaner(self.options, profile=_profile(self.profile) if self.profile else None, site=self.site)


@lru_cache(maxsize=PROFILES)
def _profile(document: str) -> SiteProfile:
    return SiteProfile.from_dict(json.loads(document))


def cleaned_page(page: bytes | str, url: str | None, charset: str | None, known: Known) -> str:
    """The article of a page as JSON. Raises ``CleanError``."""
    return known.cleaner().clean(page, url, charset).to_json()


def cleaned_text(text: str, url: str | None, options: CleanOptions) -> str:
    """The article of a flattened text as JSON. Raises ``CleanError``."""
    return clean_text(text, url, options=options).to_json()


@dataclass(frozen=True, slots=True)
class Original:
    """A stored page and what it was cleaned with. ``text``: that is stored of it."""

    page: Page
    known: Known
    text: str


def explained(original: Original) -> str:
    """The report of a stored page. Raises ``CleanError``."""
    explanation = original.known.cleaner().explain(original.page)
    note = "" if explanation.article.text == original.text else _CHANGED
    return explain_html(explanation, original.page.final_url, note=note)

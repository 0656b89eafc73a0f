"""What is known of one host: its pace, its places, its connections, its robots.txt."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from scraper.fetcher.clock import Clock
from scraper.fetcher.pace import Pace
from scraper.fetcher.robots import Robots


class PausedError(Exception):
    """The host asked for a pause longer than the caller's patience."""

    def __init__(self, seconds: float, status: int) -> None:
        super().__init__(seconds)
        self.seconds, self.status = seconds, status


@dataclass
class Host:
    """One host; changed by the requests that run at it."""

    name: str
    pace: Pace
    slots: asyncio.Semaphore
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)
    client: httpx.AsyncClient | None = None
    users: int = 0
    last_used: float = 0.0
    pause_status: int = 503
    #: By origin: the rules and until when they hold.
    robots: dict[str, tuple[Robots, float]] = field(default_factory=dict)
    robots_lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def turn(self, clock: Clock, places: asyncio.Semaphore, patience: float) -> AsyncIterator[Callable[[], None]]:
        """Wait for the turn of a request at this host, hold one of all ``places`` while it runs.

        Yields what is to be called when the request is on its way: the delay runs from there, since making a connection
        takes one request longer than another. Raises `PausedError` when the host asked for a pause beyond ``patience``
        seconds. A waiting request holds none of the places.
        """
        async with self.slots:
            await self.gate.acquire()
            waiting = True

            def sent() -> None:
                nonlocal waiting
                if waiting:
                    waiting = False
                    self.pace = self.pace.started(clock.now())
                    self.gate.release()

            try:
                await self._place(clock, places, patience)
                try:
                    self.pace = self.pace.started(clock.now())
                    if not self.pace.gap:
                        sent()
                    yield sent
                finally:
                    places.release()
            finally:
                if waiting:
                    self.gate.release()

    async def _place(self, clock: Clock, places: asyncio.Semaphore, patience: float) -> None:
        while True:
            now = clock.now()
            if (pause := self.pace.pause(now)) > patience:
                raise PausedError(pause, self.pause_status)
            if wait := self.pace.wait(now):
                await clock.sleep(wait)
                continue
            await places.acquire()
            if not self.pace.wait(clock.now()):
                return
            places.release()

"""What is known of each host: its pace, its places, its connections, its robots.txt."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from scraper.errors import FetchError
from scraper.fetcher.clock import Clock
from scraper.fetcher.guard import Guard
from scraper.fetcher.options import FetchOptions
from scraper.fetcher.pace import Pace
from scraper.fetcher.robots import Robots
from scraper.fetcher.tdmrep import Reservations
from scraper.fetcher.transport import HostTransport
from scraper.url import host_of, origin_of

#: Hosts remembered with their robots.txt and pace; the longest unused are forgotten beyond it.
KNOWN_HOSTS = 1_000
#: Hosts with open connections.
OPEN_HOSTS = 128


class PausedError(Exception):
    """The host asked for a pause longer than the caller's patience."""

    def __init__(self, seconds: float, status: int) -> None:
        super().__init__(seconds)
        self.seconds, self.status = seconds, status


@dataclass
class SiteRules:
    """What one origin says of itself, and until when it holds. ``failure``: why it could not be asked, and when."""

    robots: Robots | None = None
    reservations: Reservations | None = None
    until: float = 0.0
    failure: tuple[float, FetchError] | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass
class Host:
    """One host; changed by the requests that run at it."""

    name: str
    pace: Pace
    slots: asyncio.Semaphore
    transport: httpx.AsyncBaseTransport
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    connected: bool = False
    pause_status: int = 503
    #: By origin.
    sites: dict[str, SiteRules] = field(default_factory=dict)

    @asynccontextmanager
    async def turn(self, clock: Clock, places: asyncio.Semaphore, patience: float) -> AsyncIterator[Turn]:
        """Wait for the turn of a request at this host, hold one of all ``places`` while it runs.

        Raises `PausedError` when the host asked for a pause beyond ``patience`` seconds. A waiting request holds none
        of the places.
        """
        async with self.slots:
            await self.gate.acquire()
            turn = Turn(self, clock)
            try:
                await self._place(clock, places, patience)
                try:
                    self.pace = self.pace.started(clock.now())
                    if not self.pace.gap:
                        turn.sent()
                    yield turn
                finally:
                    places.release()
            finally:
                turn.end()

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


class Turn:
    """The turn of one request at a host. The host's gate is shut from its beginning until the request has been sent."""

    def __init__(self, host: Host, clock: Clock) -> None:
        self.host, self._clock, self._shut = host, clock, True
        #: Seconds that `again` has waited.
        self.waited = 0.0

    def sent(self) -> None:
        """The request has been sent: the delay runs from here, since making a connection takes one longer than
        another."""
        if self._shut:
            self.host.pace = self.host.pace.started(self._clock.now())
            self.end()

    async def again(self) -> None:
        """Wait until another request may start, for an authentication that needs two."""
        begin = self._clock.now()
        await self.host.gate.acquire()
        self._shut = True
        while wait := self.host.pace.wait(self._clock.now()):
            await self._clock.sleep(wait)
        self.host.pace = self.host.pace.started(self._clock.now())
        self.waited += self._clock.now() - begin
        if not self.host.pace.gap:
            self.end()

    def end(self) -> None:
        """Let the next request of the host begin its wait."""
        if self._shut:
            self._shut = False
            self.host.gate.release()


class Hosts:
    """All of them; a bounded number is remembered."""

    def __init__(self, options: FetchOptions, guard: Guard, transport: httpx.AsyncBaseTransport | None) -> None:
        self._options, self._guard, self._transport = options, guard, transport
        self._known: OrderedDict[str, Host] = OrderedDict()

    @asynccontextmanager
    async def at(self, url: str, now: float) -> AsyncIterator[Host]:
        """The host of a URL, kept for as long as it is used."""
        name = _name(url)
        host = self._known.get(name)
        if host is None:
            host = self._known[name] = self._new(name)
            await self._sweep(now)
        self._known.move_to_end(name)
        host.users += 1
        host.connected = True
        try:
            yield host
        finally:
            host.users -= 1

    def _new(self, name: str) -> Host:
        options = self._options
        pace = Pace(options.delay, max(options.max_delay, options.delay), options.throttle)
        transport = self._transport or HostTransport(options, self._guard)
        return Host(name, pace, asyncio.Semaphore(options.host_concurrency), transport)

    async def _sweep(self, now: float) -> None:
        """Close the connections of the longest unused hosts, forget the longest unused of all."""
        known = list(self._known.values())
        for index, host in enumerate(known[: max(0, len(known) - OPEN_HOSTS)]):
            if host.users:
                continue
            if self._transport is None and host.connected:
                host.connected = False
                await host.transport.aclose()
            if index < len(known) - KNOWN_HOSTS and not host.pace.wait(now):
                del self._known[host.name]

    async def aclose(self) -> None:
        """Close every connection."""
        known = list(self._known.values())
        self._known.clear()
        if self._transport is None:
            for host in known:
                await host.transport.aclose()


def _name(url: str) -> str:
    """A host has one pace for http and https; another port is another server."""
    host, origin = host_of(url), origin_of(url)
    return host if origin.endswith(host) or origin.endswith("]") else origin.partition("//")[2]

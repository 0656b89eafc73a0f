"""What a fetcher knows of each host: its turns, its connections, its robots.txt."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from scraper.errors import FetchError
from scraper.fetcher.guard import Guard
from scraper.fetcher.options import FetchOptions
from scraper.fetcher.robots import Robots
from scraper.fetcher.tdmrep import Reservations
from scraper.fetcher.transport import HostTransport
from scraper.fetcher.turns import TurnBook, Turns
from scraper.url import host_of, origin_of

#: Hosts remembered with their robots.txt and pace; the longest unused are forgotten beyond it.
KNOWN_HOSTS = 1_000
#: Hosts with open connections.
OPEN_HOSTS = 128


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
    """One host as one fetcher sees it. ``turns`` are shared with the other fetchers of a run."""

    turns: Turns
    transport: httpx.AsyncBaseTransport
    users: int = 0
    connected: bool = False
    #: By origin.
    sites: dict[str, SiteRules] = field(default_factory=dict)


class Hosts:
    """All of them; a bounded number is remembered."""

    def __init__(
        self, options: FetchOptions, guard: Guard, transport: httpx.AsyncBaseTransport | None, book: TurnBook
    ) -> None:
        self._options, self._guard, self._transport, self._book = options, guard, transport, book
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
        transport = self._transport or HostTransport(self._options, self._guard)
        return Host(self._book.of(name, self._options), transport)

    async def _sweep(self, now: float) -> None:
        """Close the connections of the longest unused hosts, forget the longest unused of all."""
        known = list(self._known.values())
        for index, host in enumerate(known[: max(0, len(known) - OPEN_HOSTS)]):
            if host.users:
                continue
            if self._transport is None and host.connected:
                host.connected = False
                await host.transport.aclose()
            if index < len(known) - KNOWN_HOSTS and not host.turns.pace.wait(now):
                await host.turns.settle(now)
                del self._known[host.turns.name]

    async def aclose(self, now: float) -> None:
        """Close every connection, note what is to be remembered of the hosts."""
        known = list(self._known.values())
        self._known.clear()
        for host in known:
            await host.turns.settle(now)
        if self._transport is None:
            for host in known:
                await host.transport.aclose()


def _name(url: str) -> str:
    """A host has one pace for http and https; another port is another server."""
    host, origin = host_of(url), origin_of(url)
    return host if origin.endswith(host) or origin.endswith("]") else origin.partition("//")[2]

"""The way to the network: httpcore's pool behind the guard, one TLS context for all hosts."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import zip_longest
from typing import Any

import httpcore
import httpx

from scraper.errors import ConfigError, install
from scraper.fetcher.guard import Endpoint, Guard
from scraper.fetcher.options import FetchOptions
from scraper.fetcher.stream import Stream, connect
from scraper.url import credentials_of, redact

#: An idle connection is closed after, seconds. Below the shortest server default met (5 s: Apache, Node.js), so that a
#: request seldom meets a connection that is being closed.
KEEPALIVE = 4.5
#: The next address of a host is tried after, seconds (RFC 8305, section 8: "Connection Attempt Delay").
NEXT_ADDRESS = 0.25


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses only."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Look up, check, connect to what was checked; the next address when one does not answer."""
        loop = asyncio.get_running_loop()
        end = loop.time() + (timeout or 60.0)
        try:
            async with asyncio.timeout_at(end):
                endpoints = await self._guard.endpoints(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("the name look-up did not end in time") from error
        if len(endpoints) == 1:
            return await connect(endpoints[0].address, endpoints[0].port, max(end - loop.time(), 0.01))
        return await _first(endpoints, end)

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Never: a URL names a host."""
        raise httpcore.ConnectError("unix sockets are not asked")

    async def sleep(self, seconds: float) -> None:
        """Part of httpcore's interface."""
        await asyncio.sleep(seconds)


@dataclass(slots=True)
class _Lane:
    """One connection at a time, used by one request at a time."""

    connection: httpcore.AsyncConnectionInterface | None = None
    last_used: float = 0.0

    async def aclose(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            await connection.aclose()


async def _first(endpoints: list[Endpoint], end: float) -> Stream:
    """The first connection of several addresses, each tried a moment after the one before or as soon as that has failed
    (RFC 8305, section 5)."""
    loop = asyncio.get_running_loop()
    waiting = _alternating(endpoints)
    running: set[asyncio.Task[Stream]] = set()
    failure: BaseException = httpcore.ConnectError("no address")
    try:
        while waiting or running:
            if waiting:
                endpoint = waiting.pop(0)
                left = max(end - loop.time(), 0.01)
                running.add(asyncio.ensure_future(connect(endpoint.address, endpoint.port, left)))
            pause = NEXT_ADDRESS if waiting else None
            done, running = await asyncio.wait(running, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
            winners = [task for task in done if task.exception() is None]
            running |= set(winners[1:])
            if winners:
                return winners[0].result()
            failure = next((error for task in done if (error := task.exception())), failure)
        raise failure
    finally:
        for task in running:
            task.cancel()
        for outcome in await asyncio.gather(*running, return_exceptions=True):
            if isinstance(outcome, Stream):
                await outcome.aclose()


def _alternating(endpoints: list[Endpoint]) -> list[Endpoint]:
    """The families in turn, the resolver's first choice first (RFC 8305, section 4)."""
    first = ":" in endpoints[0].address
    same = [endpoint for endpoint in endpoints if (":" in endpoint.address) == first]
    other = [endpoint for endpoint in endpoints if (":" in endpoint.address) != first]
    return [endpoint for pair in zip_longest(same, other) for endpoint in pair if endpoint is not None]


class HostTransport(httpx.AsyncBaseTransport):
    """httpx's way to one host: a lane for every request that runs at once, the one used last first.

    httpcore's pool makes the connections but does not lend them: it scans all of them for every request, and a request
    that is cancelled while waiting in it can stop it for good. Only HTTP/2, whose requests share a connection, goes
    through the pool, which is then as wide as there are requests at once.
    """

    def __init__(self, options: FetchOptions, guard: Guard) -> None:
        _require(options)
        context = tls_context(options.ca_file, options.http2)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            proxy=_proxy(options.proxy, context) if options.proxy else None,
            max_connections=options.host_concurrency,
            keepalive_expiry=KEEPALIVE,
            http2=options.http2,
            network_backend=GuardedBackend(guard),
        )
        self._http2 = options.http2
        self._idle: list[_Lane] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send; the body stays in the stream. Errors are httpcore's own."""
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        if self._http2:
            response = await self._pool.handle_async_request(asked)
            body = _Body(response)
        else:
            lane = self._idle.pop() if self._idle else _Lane()
            try:
                response = await self._send(lane, asked)
            except BaseException:
                await self._give_back(lane)
                raise
            body = _Body(response, lambda: self._give_back(lane))
        return httpx.Response(response.status, headers=response.headers, stream=body, extensions=response.extensions)

    async def _send(self, lane: _Lane, request: httpcore.Request) -> httpcore.Response:
        origin = request.url.origin
        known = lane.connection
        if known is not None and known.can_handle_request(origin) and known.is_available() and not known.has_expired():
            try:
                return await known.handle_async_request(request)
            except httpcore.ConnectionNotAvailable:
                pass  # closed by the server a moment ago, nothing was sent
        await lane.aclose()
        lane.connection = self._pool.create_connection(origin)
        return await lane.connection.handle_async_request(request)

    async def _give_back(self, lane: _Lane) -> None:
        if lane.connection is not None and (not lane.connection.is_idle() or _has_leftover(lane.connection)):
            await lane.aclose()
        lane.last_used = now = asyncio.get_running_loop().time()
        self._idle.append(lane)
        while self._idle and self._idle[0].last_used < now - KEEPALIVE:
            await self._idle.pop(0).aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        while self._idle:
            await self._idle.pop().aclose()
        await self._pool.aclose()


def _has_leftover(connection: httpcore.AsyncConnectionInterface) -> bool:
    """Whether more came than the answer (RFC 9112, section 11.2: response splitting): it would pass for the next one.
    httpcore keeps such bytes to itself, hence the look inside."""
    state = getattr(getattr(connection, "_connection", None), "_h11_state", None)
    return bool(state is not None and state.trailing_data[0])


class _Body(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response, done: Callable[[], Awaitable[None]] | None = None) -> None:
        self._response, self._done = response, done

    def __aiter__(self) -> AsyncIterator[bytes]:
        stream = self._response.stream
        assert isinstance(stream, AsyncIterable)
        return aiter(stream)

    async def aclose(self) -> None:
        done, self._done = self._done, None
        try:
            await self._response.aclose()
        finally:
            if done is not None:
                await done()


@lru_cache(maxsize=8)
def tls_context(ca_file: str = "", http2: bool = False) -> ssl.SSLContext:
    """The one context of all connections (making one costs some 20 ms); ``http2`` keeps the two ALPN lists apart."""
    context = httpx.create_ssl_context(trust_env=False)
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(f"{ca_file!r}: {error}", where="ca_file", hint="Give a readable PEM file") from error
    return context


def _require(options: FetchOptions) -> None:
    """Say which extra an option needs before httpcore fails on it."""
    needs = {"h2": (options.http2, "http2"), "socksio": (options.proxy.startswith("socks"), "socks")}
    for module, (wanted, extra) in needs.items():
        if wanted and find_spec(module) is None:
            where = "http2" if extra == "http2" else "proxy"
            raise ConfigError(f"needs the package {module}", where=where, hint=install(extra))


def _proxy(text: str, context: ssl.SSLContext) -> httpcore.Proxy:
    ssl_context = context if text.startswith("https:") else None
    return httpcore.Proxy(redact(text), auth=credentials_of(text), ssl_context=ssl_context)

"""The way to the network: httpcore's pool behind the guard, one TLS context for all hosts."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpcore
import httpx

from scraper.errors import ConfigError
from scraper.fetcher.guard import Guard
from scraper.fetcher.options import FetchOptions
from scraper.fetcher.stream import connect
from scraper.url import credentials_of, redact

#: An idle connection is closed after, seconds. Below the shortest server default met (5 s: Apache, Node.js), so that a
#: request seldom meets a connection that is being closed.
KEEPALIVE = 4.5


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
        for index, endpoint in enumerate(endpoints):
            share = (end - loop.time()) / (len(endpoints) - index)
            try:
                return await connect(endpoint.address, endpoint.port, max(share, 0.05))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if index + 1 == len(endpoints):
                    raise
        raise httpcore.ConnectError("no address")

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


class HostTransport(httpx.AsyncBaseTransport):
    """httpx's way to one host: a lane for every request that runs at once, the one used last first.

    httpcore's pool makes the connections but does not lend them: it scans all of them for every request, and a request
    that is cancelled while waiting in it can stop it for good. Only HTTP/2, whose requests share a connection, goes
    through the pool, which is then as wide as there are requests at once.
    """

    def __init__(self, options: FetchOptions, guard: Guard) -> None:
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
        while self._idle[0].last_used < now - KEEPALIVE:
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


def _proxy(text: str, context: ssl.SSLContext) -> httpcore.Proxy:
    credentials = credentials_of(text)
    try:
        return httpcore.Proxy(
            redact(text), auth=credentials, ssl_context=context if text.startswith("https:") else None
        )
    except (ValueError, httpcore.UnsupportedProtocol) as error:
        raise ConfigError(f"no proxy URL: {redact(text)}", where="proxy", hint="http://HOST:PORT") from error

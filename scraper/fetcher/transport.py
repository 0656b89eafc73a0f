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
    """A pool of one connection (of many streams with HTTP/2), so that no request ever waits or looks around in it:
    httpcore's pool scans all its connections for every request, and one that is cancelled while waiting can stop it."""

    pool: httpcore.AsyncConnectionPool
    last_used: float = 0.0


class HostTransport(httpx.AsyncBaseTransport):
    """httpx's way to one host: a lane for every request that runs at once, the one used last first."""

    def __init__(self, options: FetchOptions, guard: Guard) -> None:
        self._options = options
        self._context = tls_context(options.ca_file, options.http2)
        self._proxy = _proxy(options.proxy, self._context) if options.proxy else None
        self._backend = GuardedBackend(guard)
        self._idle: list[_Lane] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send; the body stays in the stream. Errors are httpcore's own."""
        lane = self._idle.pop() if self._idle else _Lane(self._pool())
        if self._options.http2:  # one connection carries them all
            self._idle.append(lane)
        try:
            url = request.url
            response = await lane.pool.handle_async_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    extensions=request.extensions,
                )
            )
        except BaseException:
            await self._give_back(lane)
            raise
        body = _Body(response, lambda: self._give_back(lane))
        return httpx.Response(response.status, headers=response.headers, stream=body, extensions=response.extensions)

    async def _give_back(self, lane: _Lane) -> None:
        lane.last_used = now = asyncio.get_running_loop().time()
        if not self._options.http2:
            self._idle.append(lane)
        while self._idle[0].last_used < now - KEEPALIVE:
            await self._idle.pop(0).pool.aclose()

    def _pool(self) -> httpcore.AsyncConnectionPool:
        return httpcore.AsyncConnectionPool(
            ssl_context=self._context,
            proxy=self._proxy,
            max_connections=self._options.host_concurrency if self._options.http2 else 1,
            keepalive_expiry=KEEPALIVE,
            http2=self._options.http2,
            network_backend=self._backend,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        while self._idle:
            await self._idle.pop().pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response, done: Callable[[], Awaitable[None]]) -> None:
        self._response, self._done = response, done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        stream = self._response.stream
        assert isinstance(stream, AsyncIterable)
        async for part in stream:
            yield part

    async def aclose(self) -> None:
        try:
            await self._response.aclose()
        finally:
            await self._done()


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

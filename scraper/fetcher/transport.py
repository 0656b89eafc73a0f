"""The way to the network: httpcore's pool behind the guard, one TLS context for all hosts."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from functools import lru_cache
from typing import Any

import httpcore
import httpx

from scraper.errors import ConfigError
from scraper.fetcher.guard import Guard
from scraper.fetcher.options import FetchOptions
from scraper.url import credentials_of, redact

#: An idle connection is closed after, seconds. Below the shortest server default met (5 s: Apache, Node.js), so that a
#: request seldom meets a connection that is being closed.
KEEPALIVE = 4.5


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses only."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._inner = httpcore.AnyIOBackend()

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
                return await self._inner.connect_tcp(endpoint.address, endpoint.port, max(share, 0.05))
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


class PoolTransport(httpx.AsyncBaseTransport):
    """httpx's way into a pool of httpcore."""

    def __init__(self, pool: httpcore.AsyncConnectionPool) -> None:
        self._pool = pool

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send; the body stays in the stream. Errors are httpcore's own."""
        url = request.url
        assert isinstance(request.stream, httpx.AsyncByteStream)
        response = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        stream = response.stream
        assert isinstance(stream, AsyncIterable)
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(stream), extensions=response.extensions
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


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


def make_transport(options: FetchOptions, guard: Guard) -> PoolTransport:
    """A transport for one host. As many connections as requests at once, so nobody waits inside the pool."""
    context = tls_context(options.ca_file, options.http2)
    proxy = _proxy(options.proxy, context) if options.proxy else None
    pool = httpcore.AsyncConnectionPool(
        ssl_context=context,
        proxy=proxy,
        max_connections=options.host_concurrency,
        keepalive_expiry=KEEPALIVE,
        http2=options.http2,
        network_backend=GuardedBackend(guard),
    )
    return PoolTransport(pool)


def _proxy(text: str, context: ssl.SSLContext) -> httpcore.Proxy:
    credentials = credentials_of(text)
    try:
        return httpcore.Proxy(
            redact(text), auth=credentials, ssl_context=context if text.startswith("https:") else None
        )
    except (ValueError, httpcore.UnsupportedProtocol) as error:
        raise ConfigError(f"no proxy URL: {redact(text)}", where="proxy", hint="http://HOST:PORT") from error

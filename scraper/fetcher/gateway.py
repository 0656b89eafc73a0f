"""A proxy on loopback that stands between the browser and the network: the guard is asked for every connection.

The browser would resolve names itself, past the guard; given this as its only way out, it cannot. Plain HTTP comes with
absolute URLs, everything else as CONNECT (RFC 9110, section 9.3.6).
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

import httpcore

from scraper.errors import AddressError, UrlError
from scraper.fetcher.guard import Guard, RefusedError, UnknownHostError
from scraper.fetcher.stream import connect
from scraper.url import host_of, normalise, port_of

#: A request head is at most so long, bytes (asyncio's own limit for a line is the same).
HEAD_LIMIT = 65_536
_CHUNK = 65_536


class Gateway:
    """``async with Gateway(guard, 10.0, 10_000_000) as gateway: gateway.port``. ``timeout``: connecting, seconds;
    ``limit``: bytes that one connection may bring."""

    def __init__(self, guard: Guard, timeout: float, limit: int) -> None:
        self._guard, self._timeout, self._limit = guard, timeout, limit
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0
        #: What was refused, as host:port, for the error of a page that needed it.
        self.refused: list[str] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=HEAD_LIMIT)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            await self._forward(head, reader, writer)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, httpcore.NetworkError):
            pass
        except httpcore.TimeoutException:
            writer.write(b"HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        except (AddressError, UrlError, RefusedError, UnknownHostError, ValueError):
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        finally:
            writer.close()

    async def _forward(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, _, rest = head.partition(b"\r\n")
        method, target, _version = first.decode("ascii").split(" ")
        url = normalise(f"http://{target}/" if method == "CONNECT" else target)
        try:
            self._guard.check(url)
            endpoints = await self._guard.endpoints(host_of(url), port_of(url))
        except (AddressError, RefusedError):
            self.refused.append(f"{host_of(url)}:{port_of(url)}")
            raise
        upstream = await connect(endpoints[0].address, endpoints[0].port, self._timeout)
        try:
            if method == "CONNECT":
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                await upstream.write(_own_form(method, url, rest))
            upwards = asyncio.ensure_future(_pump_up(reader, upstream))
            try:
                await self._pump_down(upstream, writer)
            finally:
                upwards.cancel()
                await asyncio.gather(upwards, return_exceptions=True)
        finally:
            await upstream.aclose()

    async def _pump_down(self, upstream: httpcore.AsyncNetworkStream, writer: asyncio.StreamWriter) -> None:
        left = self._limit
        while left > 0 and (data := await upstream.read(_CHUNK)):
            left -= len(data)
            writer.write(data)
            await writer.drain()


async def _pump_up(reader: asyncio.StreamReader, upstream: httpcore.AsyncNetworkStream) -> None:
    while data := await reader.read(_CHUNK):
        await upstream.write(data)


def _own_form(method: str, url: str, rest: bytes) -> bytes:
    """The request as the server wants it: its path only, one request a connection."""
    path = "/" + url.split("/", 3)[3]
    lines = [line for line in rest.split(b"\r\n") if line and not line.lower().startswith((b"connection:", b"proxy-"))]
    return b"\r\n".join([f"{method} {path} HTTP/1.1".encode(), *lines, b"Connection: close", b"", b""])

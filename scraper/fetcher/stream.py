"""A TCP or TLS connection for httpcore, on asyncio's own transports.

Beside httpcore's anyio backend it costs less CPU time a read, and it notices what arrives on an idle connection: bytes
that nobody asked for end the connection instead of becoming the next answer.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

import httpcore

#: Reading stops when so much waits to be taken, bytes.
HIGH_WATER = 256 * 1024


class _Receiver(asyncio.Protocol):
    """Collects what arrives until it is taken."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.transport: asyncio.Transport | None = None
        self.error: Exception | None = None
        self.ended = False
        self._waiter: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if len(self.buffer) > HIGH_WATER and self.transport is not None and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        self.ended = True
        self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended, self.error = True, exc
        self._wake()
        self.resume_writing()

    def pause_writing(self) -> None:
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def take(self, most: int) -> bytes:
        """What has arrived, at least one byte; empty at the end."""
        while not self.buffer and not self.ended:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        if not self.buffer and self.error is not None:
            raise self.error
        data = bytes(self.buffer[:most])
        del self.buffer[:most]
        if self._paused and len(self.buffer) < HIGH_WATER // 2 and self.transport is not None:
            self._paused = False
            self.transport.resume_reading()
        return data

    async def drained(self) -> None:
        """Wait until written bytes are on their way."""
        if self._writable is not None:
            await self._writable


class Stream(httpcore.AsyncNetworkStream):
    """One connection."""

    def __init__(self, receiver: _Receiver) -> None:
        self._receiver = receiver

    @property
    def _transport(self) -> asyncio.Transport:
        assert self._receiver.transport is not None
        return self._receiver.transport

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Up to ``max_bytes``; empty at the end of the stream."""
        try:
            if self._receiver.buffer or self._receiver.ended:  # no time limit for what is here
                return await self._receiver.take(max_bytes)
            async with asyncio.timeout(timeout):
                return await self._receiver.take(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(error) from error
        except (OSError, ssl.SSLError) as error:
            raise httpcore.ReadError(error) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        if not buffer:
            return
        if self._receiver.error is not None or self._transport.is_closing():
            raise httpcore.WriteError("the connection is closed")
        self._transport.write(buffer)
        try:
            async with asyncio.timeout(timeout):
                await self._receiver.drained()
        except TimeoutError as error:
            raise httpcore.WriteTimeout(error) from error

    async def aclose(self) -> None:
        """Close at once; what was not sent is dropped."""
        self._transport.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """The same connection under TLS."""
        loop, inner = asyncio.get_running_loop(), _Receiver()
        try:
            async with asyncio.timeout(timeout):
                secured = await loop.start_tls(self._transport, inner, ssl_context, server_hostname=server_hostname)
        except TimeoutError as error:
            self._transport.abort()
            raise httpcore.ConnectTimeout(error) from error
        except (OSError, ssl.SSLError) as error:
            self._transport.abort()
            raise httpcore.ConnectError(error) from error
        if secured is None:
            raise httpcore.ConnectError("the connection was closed during the handshake")
        inner.transport = secured
        return Stream(inner)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks for: ``ssl_object``, and ``is_readable`` on an idle connection (end, or unasked bytes)."""
        if info == "is_readable":
            return self._receiver.ended or bool(self._receiver.buffer)
        names = {"server_addr": "peername", "client_addr": "sockname"}
        return self._transport.get_extra_info(names.get(info, info))


async def connect(address: str, port: int, timeout: float) -> Stream:
    """A connection to a numeric address."""
    try:
        async with asyncio.timeout(timeout):
            _, receiver = await asyncio.get_running_loop().create_connection(_Receiver, address, port)
    except TimeoutError as error:
        raise httpcore.ConnectTimeout(error) from error
    except OSError as error:
        raise httpcore.ConnectError(error) from error
    return Stream(receiver)

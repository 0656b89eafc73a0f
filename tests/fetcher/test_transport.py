"""The way to the network: HTTP/2, proxies, several addresses of a host, hosts that are forgotten."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import h2.config
import h2.connection
import h2.events
import pytest

from scraper import errors
from scraper.fetcher import Fetcher, FetchOptions, host, transport
from scraper.fetcher.clock import Clock

Make = Callable[..., Fetcher]


@asynccontextmanager
async def http2_server(context: ssl.SSLContext) -> AsyncIterator[tuple[int, list[str]]]:
    """A server that speaks HTTP/2 only; gives its port and the connections' requests."""
    asked: list[str] = []
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        while data := await reader.read(65_536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    path = dict(event.headers)[":path"]
                    asked.append(path)
                    status = "404" if path == "/robots.txt" else "200"
                    connection.send_headers(event.stream_id, [(":status", status), ("content-type", "text/html")])
                    connection.send_data(event.stream_id, b"<p>second</p>", end_stream=True)
            writer.write(connection.data_to_send())
        writer.close()

    context.set_alpn_protocols(["h2"])
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1], asked
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()


async def test_http2_is_spoken_by_option(
    make: Make, server_context: Callable[..., ssl.SSLContext], ca_file: str, server: Any
) -> None:
    async with http2_server(server_context("127.0.0.1")) as (port, asked):
        fetcher = make(http2=True, ca_file=ca_file, host_concurrency=4)
        pages = await asyncio.gather(*(fetcher.get(f"https://127.0.0.1:{port}/{n}") for n in range(8)))
        assert {page.body for page in pages} == {b"<p>second</p>"}
        assert len(asked) == 9
        assert (await fetcher.get(server.url("/ok"))).status == 200, "and HTTP/1.1 where that is all there is"


@asynccontextmanager
async def socks_server(target_port: int) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A SOCKS5 proxy that connects to loopback whatever it is asked for; gives its port and the hosts asked."""
    hosts: list[bytes] = []

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        count = (await reader.readexactly(2))[1]
        await reader.readexactly(count)
        writer.write(b"\x05\x00")
        length = (await reader.readexactly(5))[4]
        hosts.append(await reader.readexactly(length))
        await reader.readexactly(2)
        writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        inner, outer = await asyncio.open_connection("127.0.0.1", target_port)
        await asyncio.gather(pump(reader, outer), pump(inner, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], hosts
    finally:
        server.close()


async def test_a_socks_proxy_is_asked_by_name(server: Any, make: Make) -> None:
    async with socks_server(server.port) as (port, hosts):
        page = await make(proxy=f"socks5://127.0.0.1:{port}", allow_networks=()).get("http://news.test/ok")
        assert page.status == 200
        assert set(hosts) == {b"news.test"}


async def test_through_a_proxy_closed_addresses_stay_closed(server: Any, make: Make) -> None:
    """The proxy's own address is open, for the proxy only."""
    fetcher = make(proxy=server.url(""), allow_networks=())
    for url in ("http://10.0.0.1/", server.url("/ok"), "http://localhost/"):
        with pytest.raises(errors.AddressError):
            await fetcher.get(url)
    assert server.asked == []


@pytest.mark.parametrize("proxy", ["nonsense", "ftp://a.test:1", "http://"])
async def test_a_proxy_that_is_none_is_a_configuration_error(make: Make, proxy: str) -> None:
    with pytest.raises(errors.ConfigError, match="proxy"):
        await make(proxy=proxy).get("http://a.test/")


async def test_an_address_that_swallows_connections_costs_a_moment_only(
    server: Any, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 8305: the next address is tried after a quarter of a second; the slow attempt is given up."""
    real = transport.connect

    async def connect(address: str, port: int, timeout: float) -> Any:
        if address == "127.0.0.7":
            await asyncio.sleep(timeout)
        return await real(address, port, timeout)

    async def lookup(host: str) -> list[str]:
        return ["127.0.0.7", "127.0.0.1"]

    monkeypatch.setattr(transport, "connect", connect)
    began = time.monotonic()
    assert (await make(lookup=lookup).get(server.url("/ok", host="two.test"))).status == 200
    assert time.monotonic() - began < 2.0


def test_families_take_turns() -> None:
    guard = transport.Endpoint
    addresses = ["2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1"]
    found = transport._alternating([guard(address, 80) for address in addresses])
    assert [endpoint.address for endpoint in found] == ["2001:db8::1", "192.0.2.1", "2001:db8::2", "2001:db8::3"]


async def test_many_hosts_are_remembered_within_a_bound(
    server: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connections of hosts long unused are closed, their rules forgotten; a pause is not."""
    monkeypatch.setattr(host, "OPEN_HOSTS", 5)
    monkeypatch.setattr(host, "KNOWN_HOSTS", 20)

    async def lookup(name: str) -> list[str]:
        return ["127.0.0.1"]

    options = FetchOptions(allow_networks=("127.0.0.0/8",), delay=0, attempts=1)
    async with Fetcher(options, clock=clock, lookup=lookup) as fetcher:
        with pytest.raises(errors.StatusError):
            await fetcher.get(server.url("/status/429?retry-after=5000", host="paused.test"))
        for number in range(60):
            await fetcher.get(server.url("/ok", host=f"h{number}.test"))
        assert len(server._tasks) <= 7
        assert len(fetcher._hosts._known) <= 22
        with pytest.raises(errors.StatusError, match="pause"):
            await fetcher.get(server.url("/ok", host="paused.test"))

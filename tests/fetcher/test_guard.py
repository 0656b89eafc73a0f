"""The guard against the usual bypasses: spellings of an address, carriers, names, rebinding."""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import pytest

from scraper import errors
from scraper.fetcher import Fetcher, FetchOptions
from scraper.fetcher.guard import Guard, why_closed
from scraper.url import normalise

Make = Callable[..., Fetcher]

CLOSED = """
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 169.254.169.254
100.64.0.1 100.127.255.255 192.0.0.8 192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255
240.0.0.1 255.255.255.255 168.63.129.16
:: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1 ::127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::a00:1 64:ff9b:1::1
2002:7f00:1:: 2002:a00:1:: 2002:c0a8:101::1 2001::1 2001:db8::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1 3fff::1
100::1
"""
OPEN = """
1.1.1.1 8.8.8.8 93.184.215.14 172.15.0.1 172.32.0.1 192.167.0.1 100.63.0.1 100.128.0.1 169.253.0.1 223.255.255.255
::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1 2606:4700:4700::1111 2a00:1450:4001:80b::200e
"""


@pytest.mark.parametrize("address", CLOSED.split())
def test_addresses_that_are_not_public_are_closed(address: str) -> None:
    assert why_closed(ip_address(address))


@pytest.mark.parametrize("address", OPEN.split())
def test_public_addresses_are_open(address: str) -> None:
    assert why_closed(ip_address(address)) == ""


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "0", "127.0.0.1.",
        "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]", "localhost", "LOCALHOST.", "a.localhost", "169.254.169.254", "①②⑦.0.0.1", "127。0。0。1",
        "user@127.0.0.1", "example.org@127.0.0.1", "%31%32%37.0.0.1", "[fe80::1]",
    ],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_spelling_of_a_closed_address_is_refused(scheme: str, host: str) -> None:
    """Decimal, octal, hexadecimal, short, mapped, full-width: the URL parser sees through them."""
    with pytest.raises(errors.AddressError, match="may not be asked"):
        Guard(FetchOptions()).check(normalise(f"{scheme}://{host}/"))


def test_a_network_that_is_allowed_opens_what_it_names_and_nothing_else() -> None:
    guard = Guard(FetchOptions(allow_networks=("127.0.0.0/30", "fd00::/64")))
    for host in ("127.0.0.1", "127.0.0.3", "[::ffff:127.0.0.1]", "[fd00::1]", "localhost"):
        guard.check(f"http://{host}/")
    for host in ("127.0.0.4", "10.0.0.1", "[::1]", "[fd00:0:0:1::1]", "[64:ff9b::7f00:1]", "0.0.0.0"):
        with pytest.raises(errors.AddressError):
            guard.check(f"http://{host}/")


def test_ports_may_be_bounded() -> None:
    guard = Guard(FetchOptions(ports=(80, 443)))
    for url in ("http://a.test/", "https://a.test/", "http://a.test:443/"):
        guard.check(url)
    with pytest.raises(errors.AddressError, match="port 22"):
        guard.check("http://a.test:22/")


@pytest.mark.parametrize("value", ["127.0.0.1", "127.0.0.0/33", "everything", ""])
def test_a_network_that_is_none_is_a_configuration_error(value: str) -> None:
    if value == "127.0.0.1":  # a single address is a network of one
        Guard(FetchOptions(allow_networks=(value,))).check("http://127.0.0.1/")
        return
    with pytest.raises(errors.ConfigError, match="allow_networks"):
        Guard(FetchOptions(allow_networks=(value,)))


@pytest.mark.parametrize(
    "value", ["a.test", "a.test=1", "a.test=127.0.0.1", "a.test=127.0.0.1:0", "=127.0.0.1:1", "a.test=b:1"]
)
def test_a_resolution_that_is_none_is_a_configuration_error(value: str) -> None:
    with pytest.raises(errors.ConfigError, match="resolve"):
        Guard(FetchOptions(resolve=(value,)))


def answers(*found: list[str]) -> tuple[Callable[[str], Any], list[str]]:
    """A look-up that gives these answers in turn, and what it was asked."""
    asked: list[str] = []

    async def lookup(host: str) -> list[str]:
        asked.append(host)
        return found[min(len(asked), len(found)) - 1]

    return lookup, asked


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "169.254.169.254"]
)
async def test_a_name_that_resolves_to_a_closed_address_is_refused(make: Make, address: str) -> None:
    lookup, _ = answers([address])
    with pytest.raises(errors.AddressError, match="may not be asked"):
        await make(lookup=lookup, allow_networks=()).get("http://inside.test/")


async def test_only_the_open_addresses_of_a_name_are_asked(server: Any, make: Make) -> None:
    lookup, _ = answers(["10.0.0.1", "127.0.0.1"])
    fetcher = make(lookup=lookup, allow_networks=("127.0.0.1/32",))
    assert (await fetcher.get(server.url("/ok", host="mixed.test"))).status == 200


async def test_an_address_that_changes_between_look_up_and_connection_changes_nothing(server: Any, make: Make) -> None:
    """DNS rebinding: the connection goes to the address that was checked, there is no second look-up."""
    lookup, asked = answers(["127.0.0.2"], ["127.0.0.1"])
    fetcher = make(lookup=lookup, allow_networks=("127.0.0.2/32",), attempts=1, robots=False)
    with pytest.raises(errors.ConnectError):  # nobody listens at 127.0.0.2
        await fetcher.get(server.url("/ok", host="rebind.test"))
    assert asked == ["rebind.test"]
    with pytest.raises(errors.AddressError):  # the next request looks up again, and is refused
        await fetcher.get(server.url("/ok", host="rebind.test"))
    assert server.asked == []


async def test_the_next_address_is_tried_when_one_does_not_answer(server: Any, make: Make) -> None:
    lookup, _ = answers(["127.0.0.9", "127.0.0.1"])
    fetcher = make(lookup=lookup, attempts=1)
    assert (await fetcher.get(server.url("/ok", host="two.test"))).status == 200


async def test_a_host_may_be_resolved_to_an_address_that_is_then_the_only_one_allowed(server: Any, make: Make) -> None:
    fetcher = make(allow_networks=(), resolve=(f"news.test=127.0.0.1:{server.port}",))
    page = await fetcher.get("http://news.test/ok")
    assert page.final_url == "http://news.test/ok"
    assert server.asked[-1].headers["host"] == "news.test"
    for url in (server.url("/ok"), f"http://127.0.0.1:{server.port}/ok", "http://www.news.test.localhost/"):
        with pytest.raises(errors.AddressError):
            await fetcher.get(url)
    with pytest.raises(errors.AddressError):
        await fetcher.get(f"http://news.test/to?url={server.url('/ok')}")


@pytest.mark.parametrize(("code", "tries"), [(socket.EAI_NONAME, 1), (socket.EAI_AGAIN, 4)])
async def test_a_name_that_does_not_resolve_is_a_dns_error(make: Make, code: int, tries: int) -> None:
    """Tried again only when the resolver says that it may know later."""

    async def lookup(host: str) -> list[str]:
        raise socket.gaierror(code, "no such name")

    with pytest.raises(errors.DnsError, match="does not resolve: no such name") as caught:
        await make(lookup=lookup).get("http://nowhere.test/")
    assert len(caught.value.attempts) == tries

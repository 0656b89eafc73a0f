"""Which addresses may be asked.

The guard is asked twice: of every URL before anything is sent (scheme, port, an address written as such), and of the
addresses that a name resolves to, at the moment of connecting. The connection is made to the very address that was
checked, so a name that resolves differently a moment later (DNS rebinding) changes nothing.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from scraper.errors import AddressError, ConfigError
from scraper.fetcher.options import FetchOptions
from scraper.url import host_of, port_of, redact

Address = IPv4Address | IPv6Address
#: host -> addresses, raising OSError; the system's resolver unless a test brings its own.
Lookup = Callable[[str], Awaitable[list[str]]]

#: IPv6 ranges that carry an IPv4 address, and the bit where it begins: what they lead to is judged too.
_CARRIERS = (
    (IPv6Network("::ffff:0:0/96"), 96),  # IPv4-mapped, RFC 4291
    (IPv6Network("::ffff:0:0:0/96"), 96),  # IPv4-translated, RFC 2765
    (IPv6Network("::/96"), 96),  # IPv4-compatible, RFC 4291 (deprecated)
    (IPv6Network("64:ff9b::/96"), 96),  # NAT64, RFC 6052
    (IPv6Network("2002::/16"), 16),  # 6to4, RFC 3056
)
#: Not public whatever the release of Python thinks of them (its tables changed between patch releases).
_CLOSED = (
    IPv6Network("64:ff9b:1::/48"),  # local NAT64, RFC 8215
    IPv6Network("2001::/23"),  # protocol assignments with Teredo, RFC 2928
    IPv6Network("fec0::/10"),  # site-local, RFC 3879
    IPv6Network("3fff::/20"),  # documentation, RFC 9637
    IPv6Network("5f00::/16"),  # segment routing, RFC 9602
    IPv4Network("192.0.0.0/24"),  # protocol assignments, RFC 6890
    IPv4Network("192.88.99.0/24"),  # 6to4 relays, RFC 7526
    IPv4Network("100.64.0.0/10"),  # carrier NAT, RFC 6598
    IPv4Network("168.63.129.16/32"),  # a cloud's own metadata service, on a public address
)


PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")


class RefusedError(Exception):
    """Raised while connecting; the fetcher makes an `AddressError` with the URL of it."""


class UnknownHostError(Exception):
    """The name does not resolve; the fetcher makes a `DnsError` of it. ``temporary``: the resolver may know later."""

    def __init__(self, error: OSError | UnicodeError) -> None:
        super().__init__(str(error.args[-1] if error.args else error))
        self.temporary = isinstance(error, OSError) and error.errno == socket.EAI_AGAIN


@lru_cache(maxsize=1024)
def why_closed(address: Address) -> str:
    """Why an address is not public ("loopback", "private", ...); empty for a public one."""
    if isinstance(address, IPv6Address):
        for network, bit in _CARRIERS:
            if address in network and int(address) > 1:  # :: and ::1 are themselves
                inner = IPv4Address((int(address) >> (96 - bit)) & 0xFFFFFFFF)
                why = why_closed(inner)
                return f"{why}, carried as {inner}" if why else ("" if address.is_global or bit == 96 else "not global")
    for name in ("loopback", "unspecified", "link_local", "multicast", "private", "reserved"):
        if getattr(address, f"is_{name}"):
            return name.replace("_", "-")
    if not address.is_global or any(address in network for network in _CLOSED if network.version == address.version):
        return "not global"
    return ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a host is asked."""

    address: str
    port: int


async def system_lookup(host: str) -> list[str]:
    """The addresses of a host by the system's resolver, in its order.

    In a thread of its own: asyncio's few resolver threads would let one dead name server hold up everybody, and the
    end of the program too.
    """
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[str]] = loop.create_future()

    def settle(addresses: list[str], error: Exception | None) -> None:
        if not found.done() and error is not None:
            found.set_exception(error)
        elif not found.done():
            found.set_result(addresses)

    def look() -> None:
        addresses, failure = [], None
        try:
            entries = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            addresses = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
        except (OSError, UnicodeError) as error:
            failure = error
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, addresses, failure)

    threading.Thread(target=look, name=f"look-up {host}", daemon=True).start()
    return await found


class Guard:
    """Says where a host is asked, or why it is not."""

    def __init__(self, options: FetchOptions, lookup: Lookup = system_lookup) -> None:
        self._allowed = tuple(_network(text) for text in options.allow_networks)
        self._resolve = dict(_resolution(text) for text in options.resolve)
        self._ports = frozenset(options.ports)
        self._lookup = lookup
        self._proxy = _proxy_place(options.proxy) if options.proxy else None

    def check(self, url: str) -> None:
        """Raise `AddressError` for a normalised URL that can be refused by looking at it."""
        host, port = host_of(url), port_of(url)
        if host in self._resolve:
            return
        if self._ports and port not in self._ports:
            raise AddressError(f"port {port} may not be asked", url=url, hint="Add it to the option 'ports'")
        literal = _literal(host)
        if literal is None and (host == "localhost" or host.endswith(".localhost")):
            literal = IPv4Address("127.0.0.1")  # RFC 6761, section 6.3
        if literal is not None and (why := self._why_refused(literal)):
            raise AddressError(why, url=url, hint=_HINT)

    async def endpoints(self, host: str, port: int) -> list[Endpoint]:
        """Where to connect for a host, checked, in the order to try; raises `RefusedError` or `UnknownHostError`."""
        host = host.rstrip(".").lower()
        if host in self._resolve:
            return [self._resolve[host]]
        literal = _literal(host)
        try:
            found = [host.strip("[]")] if literal is not None else await self._lookup(host)
        except (OSError, UnicodeError) as error:
            raise UnknownHostError(error) from error
        if (host, port) == self._proxy:
            return [Endpoint(address, port) for address in found]
        refusals = [self._why_refused(ip_address(address)) for address in found]
        good = [Endpoint(address, port) for address, why in zip(found, refusals, strict=True) if not why]
        if not good:
            raise RefusedError(refusals[0] if refusals else "no address")
        return good

    def _why_refused(self, address: Address) -> str:
        why = why_closed(address)
        plain = (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address
        if not why or any(plain in network for network in self._allowed if network.version == plain.version):
            return ""
        return f"{address} may not be asked ({why})"


_HINT = "If it is meant, open its network: --allow-network CIDR"


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def _proxy_place(text: str) -> tuple[str, int]:
    if host_of(text) and text.partition("://")[0].lower() in PROXY_SCHEMES:
        return host_of(text), port_of(text)
    what = f"{redact(text)!r} is no proxy"
    raise ConfigError(what, where="proxy", hint=f"For example http://127.0.0.1:3128; {', '.join(PROXY_SCHEMES)}")


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise ConfigError(str(error), where="allow_networks", hint="Write a network such as 192.168.1.0/24") from error


def _resolution(text: str) -> tuple[str, Endpoint]:
    host, _, place = text.partition("=")
    address, _, port = place.rpartition(":")
    if not host or _literal(address) is None or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ConfigError(
            f"{text!r} is no HOST=ADDRESS:PORT", where="resolve", hint="For example news.test=127.0.0.1:8000"
        )
    return host.lower(), Endpoint(address.strip("[]"), int(port))

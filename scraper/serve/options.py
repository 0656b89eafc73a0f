"""Options of the reading service."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from scraper.option import Kind, option


def _is_loopback(text: str) -> bool:
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False


LOOPBACK = Kind("an address of this machine alone, 127.0.0.1 or ::1", _is_loopback)


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Options of the service."""

    host: str = option("127.0.0.1", "address that is listened on, of this machine alone", kind=LOOPBACK)
    port: int = option(8377, "port that is listened on; 0 takes a free one", minimum=0, maximum=65535)
    names: tuple[str, ...] = option(
        (), "further host name that requests may be for, such as a reverse proxy's; others are refused"
    )
    max_request: int = option(10_000_000, "largest request body, bytes", minimum=1)
    deadline: float = option(20.0, "cleaning one page, seconds", minimum=1)
    workers: int = option(2, "processes that clean", minimum=1, maximum=256)
    memory: int = option(2_000_000_000, "address space of a process that cleans, bytes; 0: no limit", minimum=0)

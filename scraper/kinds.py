"""Kinds of string that options of several rooms hold, with the words for what is allowed."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from scraper.errors import UrlError
from scraper.option import Kind
from scraper.url import normalise


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _is_resolution(text: str) -> bool:
    host, _, place = text.partition("=")
    address, _, port = place.rpartition(":")
    try:
        ip_address(address.strip("[]"))
    except ValueError:
        return False
    return bool(host) and port.isdecimal() and 0 < int(port) < 65_536


def _is_url(text: str) -> bool:
    try:
        normalise(text)
    except UrlError:
        return False
    return True


NETWORK = Kind("a network such as 192.168.1.0/24 (no bits beyond its length)", _is_network)
RESOLUTION = Kind("HOST=ADDRESS:PORT such as news.test=127.0.0.1:8000", _is_resolution)
URL = Kind("an http or https URL", _is_url)

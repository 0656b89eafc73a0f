"""URLs: parse, normalise, key, registrable host. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """The lower-case host name without port or credentials; empty where there is none."""
    return (urlsplit(url).hostname or "").rstrip(".").lower()

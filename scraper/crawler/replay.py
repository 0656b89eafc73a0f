"""A page back from the archive, as it was when it was downloaded."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from scraper.fetcher import content
from scraper.page import Page
from scraper.store import warc


def replay(path: Path, position: int, digest: str | None, asked: str, captured_at: datetime) -> Page:
    """The page of the record at that offset. ``digest``: of its payload, where it is known; ``asked``: its URL.

    Raises StoreError where there is no such page, or a damaged one.
    """
    found = warc.read_response(path, position, digest)
    declared = next((value for name, value in found.headers if name == "content-type"), None)
    return Page(
        asked,
        found.url,
        found.status,
        found.headers,
        found.body,
        content.charset(declared),
        content.sniff(found.body, declared),
        captured_at,
    )

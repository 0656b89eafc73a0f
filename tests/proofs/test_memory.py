"""A stream of pages does not grow: what cleaning holds after 500 pages is all it holds after 10,000."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from scraper import CleanError, clean

KINDS = Path(__file__).resolve().parents[2] / "fixtures" / "kinds"
#: Growth of the resident size that an allocator's free lists explain, bytes (one page's tree is about 5 MB).
SLACK = 12_000_000


def resident() -> int:
    """Bytes that the process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


@pytest.mark.proof
def test_ten_thousand_pages_take_no_more_memory_than_five_hundred() -> None:
    pages = [path.read_bytes() for path in sorted(KINDS.glob("*.html"))]
    after_500 = 0
    for number in range(10_000):
        page = pages[number % len(pages)].replace(b"orchard", b"orchard %d" % number)  # no two pages are equal
        try:
            clean(page, f"https://courier.example/2024/06/page-{number}")
        except CleanError:
            continue
        if number == 500:
            after_500 = resident()
    assert resident() - after_500 < SLACK

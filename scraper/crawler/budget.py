"""What a run may still ask: limits of pages, bytes and time, of the whole run and of each source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Zero is no limit. ``pages``; ``seconds``; ``bytes`` as received."""

    pages: int = 0
    seconds: float = 0.0
    bytes: int = 0


class Budget:
    """Counts what is asked against the limits. ``sources``: by source number. ``start``: of the run, seconds of any
    clock that never goes back; the methods' ``now`` is of the same clock."""

    def __init__(self, run: Limits, sources: Mapping[int, Limits], start: float) -> None:
        self._run, self._sources, self._start = run, sources, start
        self._pages: Counter[int] = Counter()
        self._bytes: Counter[int] = Counter()

    def open_sources(self, now: float) -> Collection[int]:
        """The sources that may still be asked."""
        if _spent(self._run, self._pages.total(), self._bytes.total(), now - self._start):
            return ()
        return [
            source_id
            for source_id, limits in self._sources.items()
            if not _spent(limits, self._pages[source_id], self._bytes[source_id], now - self._start)
        ]

    def take_page(self, source_id: int, now: float) -> bool:
        """Count one page in before it is asked; False where nothing is left."""
        if source_id not in self.open_sources(now):
            return False
        self._pages[source_id] += 1
        return True

    def add_bytes(self, source_id: int, size: int) -> None:
        """Count what was received."""
        self._bytes[source_id] += size


def _spent(limits: Limits, pages: int, size: int, seconds: float) -> bool:
    return bool(
        (limits.pages and pages >= limits.pages)
        or (limits.bytes and size >= limits.bytes)
        or (limits.seconds and seconds >= limits.seconds)
    )

"""Time, as an argument: the fetcher's clock, and one that keeps tests from sleeping."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """The real one."""

    def now(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()

    def today(self) -> datetime:
        """The date and time, UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class SkippingClock(Clock):
    """Waits pass at once and are written down in ``slept``: ``Fetcher(options, clock=SkippingClock())`` in tests."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._skipped = 0.0

    def now(self) -> float:
        """Real seconds and the skipped ones."""
        return super().now() + self._skipped

    def today(self) -> datetime:
        """The date after all that was skipped."""
        return super().today() + timedelta(seconds=self._skipped)

    async def sleep(self, seconds: float) -> None:
        """Skip the wait, let others run."""
        self.slept.append(seconds)
        self._skipped += max(0.0, seconds)
        await asyncio.sleep(0)

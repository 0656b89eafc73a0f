"""Keeping to the schedules: one run after the other, each when the next URL is due, until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime

from scraper.crawler.plan import Observer, Plan, Summary
from scraper.crawler.run import Run

SHORTEST, LONGEST = 1.0, 3600.0  # seconds between two runs


class Watch:
    """``observer`` hears of every stored visit, ``on_summary`` of every run's end."""

    def __init__(self, plan: Plan, observer: Observer, on_summary: Callable[[Summary], None]) -> None:
        self._plan, self._observer, self._on_summary = plan, observer, on_summary
        self._stopping = asyncio.Event()
        self._reason = ""
        self._run: Run | None = None

    def stop(self, reason: str) -> None:
        """Finish what is in flight and end."""
        self._reason = self._reason or reason
        self._stopping.set()
        if self._run is not None:
            self._run.stop(reason)

    async def run(self) -> str:
        """Run until told to stop; the reason."""
        while not self._stopping.is_set():
            self._run = Run(self._plan, self._observer)
            summary = await self._run.run()
            self._run = None
            self._on_summary(summary)
            await self._sleep(summary.next_due)
        return self._reason

    async def _sleep(self, due: datetime | None) -> None:
        wait = (due - datetime.now(UTC)).total_seconds() if due is not None else LONGEST
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), min(max(wait, SHORTEST), LONGEST))

"""The fetchers' memory, kept in the store: what a run learns of a host holds for the next run, on any machine."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import Any

from scraper.fetcher.memory import HostState
from scraper.store import hosts


class Ledger:
    """``transact`` runs a function of the store in a transaction. ``alone``: whoever noted something before has
    certainly ended, so that no request is sent any more that this process does not send. ``afresh``: rules that were
    noted are not believed."""

    def __init__(self, transact: Callable[..., Awaitable[Any]], *, alone: bool = True, afresh: bool = False) -> None:
        self._transact, self._alone, self._afresh = transact, alone, afresh

    async def recall(self, host: str) -> HostState:
        """What was noted of a host."""
        sent, pause, penalty = await self._transact(hosts.recall, host)
        if sent is None:
            return HostState(-math.inf, pause, penalty)
        return HostState(min(sent, 0.0) if self._alone else sent, pause, penalty)

    async def note(self, host: str, state: HostState) -> None:
        """Note it."""
        await self._transact(hosts.note, host, state.sent, state.pause, state.penalty)

    async def recall_rules(self, origin: str) -> tuple[str, float] | None:
        """What was noted of a site's rules."""
        found: tuple[str, float] | None = None if self._afresh else await self._transact(hosts.recall_rules, origin)
        return found

    async def note_rules(self, origin: str, rules: str, seconds: float) -> None:
        """Note them."""
        await self._transact(hosts.note_rules, origin, rules, seconds)

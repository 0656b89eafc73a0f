"""Memory: what a crawl knows of a host, and what must outlive the process that learned it.

A request may be sent only while a *hold* on its host lasts: a note, made before the request, that one may be sent until
a moment to come. Whoever takes the host over after a kill then knows when the last request can have been sent, although
nobody could tell it any more. A hold lasts for many requests, so it costs one note in some seconds and host.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class HostState:
    """One host. ``sent``: seconds from now until the last request may be sent, negative where the last one was sent so
    long ago; ``pause``: seconds that a pause still lasts; ``penalty``: seconds, the throttle's."""

    sent: float = -math.inf
    pause: float = 0.0
    penalty: float = 0.0


class Memory(Protocol):
    """Where it is kept. Hosts are names, with a port where it is not the scheme's own."""

    async def recall(self, host: str) -> HostState:
        """What was noted of a host."""

    async def note(self, host: str, state: HostState) -> None:
        """Note it, for good when this returns."""

    async def recall_rules(self, origin: str) -> tuple[str, float] | None:
        """What was noted of a site's rules, and for how many seconds it still holds (negative: it does no more)."""

    async def note_rules(self, origin: str, rules: str, seconds: float) -> None:
        """Note a site's rules for so many seconds."""

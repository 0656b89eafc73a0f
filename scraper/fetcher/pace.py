"""When a host may be asked next. Pure: every function takes ``now`` (seconds of any clock that never goes back).

Theory of operation. A host's pace is a value. Between two starts lies the *gap*: the delay that the operator or
robots.txt asks for, plus a *penalty* of the throttle. The penalty doubles with each 429 or 503, is raised when answers
take more than twice their usual time, and loses a quarter with each good answer, so that a host slows down at once and
recovers gradually. A *pause* (Retry-After) is absolute: nothing starts before its end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

#: The first penalty, seconds, where the delay is smaller.
FIRST_PENALTY = 0.25
#: Share of the penalty that stays after a good answer.
RECOVERY = 0.75
#: Penalties below this end, seconds.
NEGLIGIBLE = 0.02
#: Weight of the newest answer in the smoothed latency (RFC 6298, section 2: alpha = 1/8).
SMOOTHING = 0.125
#: The usual latency drifts up by this factor an answer, so that a host that has become slow for good is seen so.
DRIFT = 1.02
#: Latencies below this never slow a host down, seconds.
QUICK = 0.5


@dataclass(frozen=True, slots=True)
class Pace:
    """One host. ``delay``: seconds between two starts; ``limit``: most that the throttle makes of it."""

    delay: float = 0.0
    limit: float = 60.0
    throttle: bool = True
    penalty: float = 0.0
    last_start: float = -math.inf
    pause_end: float = 0.0
    latency: float = 0.0
    usual: float = 0.0

    @property
    def gap(self) -> float:
        """Seconds between two starts at present."""
        return max(self.delay, min(self.delay + self.penalty, self.limit))

    def wait(self, now: float) -> float:
        """Seconds until the next request may start; 0 when it may start at once."""
        return max(0.0, self.last_start + self.gap - now, self.pause_end - now)

    def pause(self, now: float) -> float:
        """Seconds of a pause that the host asked for."""
        return max(0.0, self.pause_end - now)

    def slowed_to(self, delay: float) -> Pace:
        """At least this delay (``Crawl-delay``), up to the limit."""
        return replace(self, delay=max(self.delay, min(delay, self.limit)))

    def started(self, now: float) -> Pace:
        """A request started."""
        return replace(self, last_start=max(self.last_start, now))

    def answered(self, latency: float) -> Pace:
        """A good answer began ``latency`` seconds after its request."""
        if not self.throttle:
            return self
        smooth = self.latency + SMOOTHING * (latency - self.latency) if self.latency else latency
        usual = min(latency, self.usual * DRIFT) if self.usual else latency
        slow = min(smooth, latency)
        excess = slow - 2 * usual if slow > QUICK else 0.0
        penalty = max(self.penalty * RECOVERY, min(excess, self.limit))
        return replace(self, latency=smooth, usual=usual, penalty=penalty if penalty >= NEGLIGIBLE else 0.0)

    def overloaded(self, now: float, retry_after: float | None = None) -> Pace:
        """The host answered 429 or 503, perhaps with a pause of ``retry_after`` seconds."""
        penalty = self.penalty
        if self.throttle:
            penalty = min(max(2 * self.penalty, self.delay, FIRST_PENALTY), self.limit)
        pause_end = max(self.pause_end, now + (retry_after or 0.0))
        return replace(self, penalty=penalty, last_start=max(self.last_start, now), pause_end=pause_end)

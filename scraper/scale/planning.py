"""Who asks which hosts, and for how long. Pure."""

from __future__ import annotations

from itertools import pairwise

from scraper.url import bucket_of

BUCKETS = 1 << 16  # of hosts; see url.bucket_of
#: Signs of life that may fail to come.
MISSED = 3


def ranges(count: int) -> list[tuple[int, int]]:
    """The buckets of each shard, ``[low, high)``: every bucket is in exactly one."""
    edges = [BUCKETS * number // count for number in range(count + 1)]
    return list(pairwise(edges))


def shard_of(host: str, count: int) -> int:
    """The shard of a host (which may have a port); all hosts of a site are in one."""
    bucket = bucket_of(host)
    return next(number for number, (low, high) in enumerate(ranges(count)) if low <= bucket < high)


def stalled_after(heartbeat: float) -> float:
    """Seconds without a sign of life after which a worker is taken for dead."""
    return MISSED * heartbeat


def lease(heartbeat: float) -> float:
    """Seconds for which a shard is leased, anew with each sign of life: its job is retried first, and waits for the end
    of the lease."""
    return 2 * stalled_after(heartbeat)

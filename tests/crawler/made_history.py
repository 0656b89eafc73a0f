"""Made histories of sources: what months of crawling leave in the store, from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from scraper.store.measures import Day, Measured

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday


@dataclass(frozen=True)
class Habits:
    """What a source is like. ``a_day``: articles on a weekday; ``weekend``: of them on a Saturday or Sunday;
    ``anonymous``, ``untagged``, ``paywalled``: shares; ``burst``: chance that an article is like the one before it."""

    a_day: float = 8.0
    weekend: float = 0.3
    words: float = 400.0
    anonymous: float = 0.1
    untagged: float = 0.05
    paywalled: float = 0.0
    failing: float = 0.02
    burst: float = 0.2


def history(
    seed: int, days: int, habits: Habits, *, empty: tuple[int, ...] = (), after: tuple[int, Habits] | None = None
) -> tuple[list[Measured], list[Day]]:
    """The readings and days of so many days. ``empty``: days on which nothing came; ``after``: from that day on the
    source has other habits."""
    chance = np.random.default_rng(seed)
    readings: list[Measured] = []
    asked: list[Day] = []
    begin = 0  # of the present habits: what comes now resembles nothing from before
    for number in range(days):
        now = after[1] if after is not None and number >= after[0] else habits
        begin = len(readings) if after is not None and number == after[0] else begin
        day = START + timedelta(days=number)
        expected = now.a_day * (now.weekend if day.weekday() >= 5 else 1.0)
        count = 0 if number in empty else int(chance.poisson(chance.gamma(4, expected / 4) if expected else 0))
        for moment in sorted(chance.uniform(6, 22, count)):
            readings.append(_reading(chance, now, day + timedelta(hours=moment), readings[begin:], len(readings)))
        asked.append(Day(day.date(), 40 + count, int(chance.binomial(40 + count, now.failing))))
    return readings, asked


def _reading(
    chance: np.random.Generator, habits: Habits, at: datetime, earlier: list[Measured], number: int
) -> Measured:
    like = earlier[-1] if earlier and chance.random() < habits.burst else None
    weekend = 1.3 if at.weekday() >= 5 else 1.0
    words = int((like.words if like else habits.words * weekend) * chance.lognormal(0, 0.2 if like else 0.6)) + 20
    return Measured(
        at,
        "new",
        None,
        f"http://made.example/news/{number:05}",
        "feed",
        True,
        words,
        int(chance.gamma(6, 20)),
        int(bool(like.authors) if like else chance.random() >= habits.anonymous),
        int(chance.random() >= habits.untagged) * 3,
        True,
        True,
        bool(chance.random() < habits.paywalled),
    )

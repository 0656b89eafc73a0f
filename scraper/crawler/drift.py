"""Whether and where a sequence of measurements changed: exact rank tests, with a bound on false alarms. Pure.

Theory of operation.  A sequence that has not changed is as good as shuffled: any of its articles could stand in any
place.  So the newest ``k`` are compared with all before them.  How likely it is that chance alone puts them as far up
or down as they are is known exactly, whatever the measurements' distribution:

* numbers by the rank-sum test (Mann and Whitney, "On a test of whether one of two random variables is stochastically
  larger than the other", 1947), equal values counted against a change;
* yes or no by the hypergeometric tail (Fisher's exact test, 1935).

``k`` runs over a geometric grid.  Whoever looks after each new article, at each measure and with each ``k``, looks
often; the level of a single test is the promised rate of false alarms, shared among all these looks (Bonferroni), but
for those at which even the greatest change would prove nothing, as nothing can go wrong there (Tarone, "A modified
Bonferroni method for discrete data", 1990).  That is the only threshold of likelihood, and how many articles are enough
history follows from it.

What follows on each other is often alike (a series, a day of wire copy), which makes chance look bigger than it is: a
sample with autocorrelation r is worth ``n (1 - r) / (1 + r)`` independent ones (Bayley and Hammersley, 1946), and the
logarithm of a tail shrinks in that proportion.  Whether there is an autocorrelation is told by random orders (Wald and
Wolfowitz, "An exact test for randomness in the non-parametric case based on serial correlation", 1943).

Many articles make any difference certain; it has to be one that a reader would see, too: Vargha and Delaney's A, the
chance that one of the newer is above one of the older, has to leave .36 to .64 ("A critique and improvement of the CL
common language effect size statistics", 2000: medium).

The place of a change is where the standardised rank sum is greatest among the ``k`` that chance does not explain, and
near it; for a few articles, of which that sum says little, where chance explains it least.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

#: False alarms promised at most, a source and month.
FALSE_ALARMS = 0.01
MEDIUM = 0.64  # effect size A, chance
STEP = 2**0.25  # of the grid: a fifth more articles say nearly the same
EXACT = 20  # of the smaller group, up to which the rank sum's tail is counted; beyond, the normal one is above it
MANY = 200  # looks a month, from which on those that prove nothing are too few to count
CLEAR = 0.05  # a normal tail above it is not worth counting
ORDERS = 199  # random orders of which at most one may look as alike, so that an autocorrelation is not chance (1 %)


@dataclass(frozen=True, slots=True)
class Look:
    """How one measure is looked at. ``level``: of a single test. ``up``, ``down``: directions that matter. ``binary``:
    it is yes (1) or no (0)."""

    level: float
    binary: bool = False
    up: bool = True
    down: bool = True


@dataclass(frozen=True, slots=True)
class Shift:
    """A change. ``at``: index of the first measurement after it; ``p``: how likely chance does as much at that place;
    ``rises``: to higher values."""

    at: int
    p: float
    rises: bool


@cache
def grid(count: int) -> tuple[int, ...]:
    """The numbers of newest measurements that are compared with the rest."""
    found = {round(STEP**power) for power in range(4, max(5, math.ceil(math.log(max(count, 2), STEP))))}
    return tuple(sorted(k for k in found if 2 <= k < count))


@lru_cache(maxsize=10_000)
def level(looks: int, measures: int, count: int) -> float:
    """The level of a single test. ``looks``: measurements a month, ``measures``: how many sequences are watched,
    ``count``: the length of this one."""
    share = FALSE_ALARMS / measures
    counts = range(max(count - looks, 2) + 1, count + 1)
    if looks >= count:  # the first month: each look shares with those before it only, so that shares add up to more
        telling = sum(1 / math.comb(n, n // 2) < share for n in counts)
        share /= 1 + math.log(max(telling, 1))
    if looks > MANY:
        return share / (looks * max(len(grid(count)), 1))
    least = sorted(1 / math.comb(n, k) for n in counts for k in grid(n))
    # The smallest number of tests that so many can reach the level which it leaves to each.
    tests = bisect_left(range(1, len(least) + 1), True, key=lambda m: bisect_right(least, share / m) <= m) + 1
    return share / tests


def is_enough(count: int, look: Look) -> bool:
    """Whether the greatest possible change of so many measurements would be told from chance."""
    sides = 1 if look.binary or not (look.up and look.down) else 2
    return count > 1 and sides / math.comb(count, count // 2) < look.level


def find(values: Values, look: Look) -> Shift | None:
    """The greatest change of the sequence, oldest first, that chance does not explain; None where there is none."""
    if not is_enough(len(values), look) or np.ptp(values) == 0:
        return None
    found = {k: min(_tails(values, len(values) - k, look)) for k in grid(len(values))}
    if min(found.values(), default=1.0) >= look.level:  # what depends on each other tells less still, and costs more
        return None
    worth = _worth(_without_shift(values, _place(values, look, range(2, len(values) - 1))))
    certain = [k for k, p in found.items() if p**worth < look.level]
    if not certain:
        return None
    best = len(values) - _place(values, look, certain)
    near = range(max(1, math.floor(best / STEP)), min(len(values) - 1, math.ceil(best * STEP)) + 1)
    if near[-1] <= EXACT:
        at = len(values) - min(near, key=lambda k: min(_tails(values, len(values) - k, look)))
    else:
        at = _place(values, look, near)
    up, down = _tails(values, at, look)
    return Shift(at, min(up, down) ** worth, rises=up <= down) if _is_seen(values, at) else None


def differ(old: Values, new: Values, look: Look) -> bool:
    """Whether the newer are told from the older."""
    if not len(old) or not len(new):
        return False
    values = np.concatenate([old, new])
    worth = _worth(_without_shift(values, len(old)))
    return min(_tails(values, len(old), look)) ** worth < look.level and _is_seen(values, len(old))


def effect(old: Values, new: Values) -> float:
    """Vargha and Delaney's A: the chance that one of ``new`` is above one of ``old``, equal ones counted half."""
    ordered = np.sort(old)
    below = np.searchsorted(ordered, new, "left").sum() + np.searchsorted(ordered, new, "right").sum()
    return float(below / (2 * len(old) * len(new)))


def _is_seen(values: Values, at: int) -> bool:
    return abs(effect(values[:at], values[at:]) - 0.5) >= MEDIUM - 0.5


def _tails(values: Values, at: int, look: Look) -> tuple[float, float]:
    """How likely chance puts the values from ``at`` on as high, and as low, as they are; 1 where it does not matter."""
    old, new = values[:at], values[at:]
    if look.binary:
        counts = (int(old.sum()), len(old), int(new.sum()), len(new))
        up = _hypergeometric(*counts) if look.up else 1.0
        down = _hypergeometric(len(old) - counts[0], len(old), len(new) - counts[2], len(new)) if look.down else 1.0
    else:
        ordered = np.sort(old)
        not_above = len(old) * len(new) - int(np.searchsorted(ordered, new, "left").sum())
        not_below = int(np.searchsorted(ordered, new, "right").sum())
        sides = 2 if look.up and look.down else 1
        up = min(1.0, sides * _rank_sum(not_above, len(old), len(new))) if look.up else 1.0
        down = min(1.0, sides * _rank_sum(not_below, len(old), len(new))) if look.down else 1.0
    return up, down


def _hypergeometric(old_yes: int, old: int, new_yes: int, new: int) -> float:
    """The chance that of ``new`` drawn at random from all at least ``new_yes`` are yes."""
    yes, total = old_yes + new_yes, old + new
    terms = (
        _log_comb(yes, drawn) + _log_comb(total - yes, new - drawn) - _log_comb(total, new)
        for drawn in range(new_yes, min(yes, new) + 1)
        if new - drawn <= total - yes
    )
    return min(1.0, sum(map(math.exp, terms)))


def _log_comb(count: int, chosen: int) -> float:
    return math.lgamma(count + 1) - math.lgamma(chosen + 1) - math.lgamma(count - chosen + 1)


def _rank_sum(wins: int, old: int, new: int) -> float:
    """The chance that of all pairs of an older and a newer one at most ``wins`` go that way."""
    mean, deviation = old * new / 2, math.sqrt(old * new * (old + new + 1) / 12)
    tail = math.erfc((mean - wins - 0.5) / deviation / math.sqrt(2)) / 2
    fewer, more = min(old, new), max(old, new)
    if fewer > EXACT or tail > CLEAR:
        return tail
    # Orders of all by the number of such pairs: the coefficients of the Gaussian binomial (Mann and Whitney).
    orders = [1] + [0] * wins
    for i in range(1, fewer + 1):
        for power in range(wins, more + i - 1, -1):
            orders[power] -= orders[power - more - i]
        for power in range(i, wins + 1):
            orders[power] += orders[power - i]
    return sum(orders) / math.comb(old + new, new)


def _without_shift(values: Values, at: int) -> Values:
    """The values with the same middle on both sides, so that a change does not look like autocorrelation."""
    return np.concatenate([values[:at] - np.median(values[:at]), values[at:] - np.median(values[at:])])


def _worth(values: Values) -> float:
    """How many independent measurements one of the sequence is worth."""
    ranks = _ranks(values)
    ranks = ranks - ranks.mean()
    if not ranks.any():
        return 1.0
    r = _autocorrelation(ranks)
    if r <= 1 / math.sqrt(len(values)):  # within a standard error
        return 1.0
    orders = np.random.default_rng(0)
    alike = sum(_autocorrelation(orders.permutation(ranks)) >= r - 1e-9 for _ in range(ORDERS))
    return (1 - r) / (1 + r) if alike <= 1 else 1.0


def _autocorrelation(centred: Values) -> float:
    """Of each with the one after it, and of the last with the first; the mean is 0."""
    return float((centred * np.roll(centred, 1)).sum() / (centred * centred).sum())


def _ranks(values: Values) -> Values:
    """Ranks from 1, equal values sharing their mean."""
    ordered = np.sort(values)
    return (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right") + 1) / 2


def _place(values: Values, look: Look, newest: Sequence[int]) -> int:
    """The first index after the change: where, with one of these numbers of ``newest``, their rank sum is furthest from
    its mean, in standard deviations, in a direction that matters."""
    count, after = len(values), np.array(newest)
    sums = np.cumsum(_ranks(values)[::-1])[after - 1]
    distance = sums - after * (count + 1) / 2
    score = distance / np.sqrt((count - after) * after * (count + 1) / 12)
    score = np.abs(score) if look.up and look.down else score if look.up else -score
    return count - int(after[np.argmax(score)])

"""When a source or an article is due. Pure: every function takes ``now``.

An article is asked again at given ages, the older the rarer.  A feed, sitemap or section page is asked again by its
source's schedule, or, where there is none, by what it says (``ttl``, ``sy:updatePeriod``, ``Cache-Control``,
``skipHours``) and by what it does: half the usual time between its entries, so that an entry is seen about half such a
time after it appears; without dates, sooner after a change and later after none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from croniter import croniter

from scraper.errors import ConfigError
from scraper.option import Kind

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
_UNITS = {"s": 1.0, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}

# Bounds of an interval that nobody chose: feed readers' custom (miniflux: 5 minutes to a day).
SHORTEST, LONGEST = 5 * MINUTE, DAY
FIRST = 30 * MINUTE  # of a source that has said and done nothing yet
FASTER, SLOWER = 0.5, 1.5  # factors after a change and after none, where there are no dates
RECENT = 10  # entries whose distances count
# Failures: a quarter of an hour, doubled each time up to a day (no specification rules; cron jobs run every ten
# minutes).
FIRST_RETRY, LONGEST_RETRY = 15 * MINUTE, DAY
GIVE_UP = 6  # failures in a row after which a page (never a source) is not asked again by itself
GONE_AGAIN = 30 * DAY  # a page that was gone is looked at once more after that time
REFUSED_AGAIN = 7 * DAY  # robots.txt may change


def seconds_of(text: str, *, where: str) -> float:
    """``90s``, ``15m``, ``6h``, ``1d``, ``2w`` in seconds. Raises ConfigError that names ``where``."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhdw])", text.strip())
    if not match or not float(match[1]):
        raise ConfigError(f"found {text!r}, allowed: an interval such as 90s, 15m, 6h, 1d, 2w", where=where)
    return float(match[1]) * _UNITS[match[2]]


def check_schedule(text: str, *, where: str) -> None:
    """ConfigError where ``text`` is neither empty, an interval nor a cron expression."""
    if text and " " in text.strip() and not croniter.is_valid(text):
        raise ConfigError(
            f"found {text!r}, allowed: an interval (15m) or a cron expression (*/15 6-22 * * *)", where=where
        )
    if text and " " not in text.strip():
        seconds_of(text, where=where)


def _holds(check: Callable[..., object]) -> Callable[[str], bool]:
    """Whether ``check`` lets a string through."""

    def holds(text: str) -> bool:
        try:
            check(text, where="")
        except ConfigError:
            return False
        return True

    return holds


INTERVAL = Kind("an interval such as 90s, 15m, 6h, 1d, 2w", _holds(seconds_of))
SCHEDULE = Kind("an interval (15m) or a cron expression (*/15 6-22 * * *)", _holds(check_schedule))


def next_by_schedule(text: str, now: datetime) -> datetime:
    """The next time of an interval or a cron expression (in the time zone of ``now``)."""
    if " " in text.strip():
        following: datetime = croniter(text, now).get_next(datetime)
        return following
    return now + timedelta(seconds=seconds_of(text, where="schedule"))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What a feed, sitemap or section page says and does. Seconds; ``dates``: of its entries; ``skip_hours``: UTC."""

    ttl: float | None = None
    max_age: float | None = None
    skip_hours: frozenset[int] = frozenset()
    dates: Sequence[datetime] = ()
    changed: bool = True


def next_source_visit(rhythm: Rhythm, interval: float | None, now: datetime) -> tuple[datetime, float]:
    """When to ask again, and the interval to remember. ``interval``: the one before, seconds."""
    wanted = _observed(rhythm.dates)
    if wanted is None:
        wanted = (interval or FIRST) * (FASTER if rhythm.changed and interval else SLOWER if interval else 1.0)
    said = max(rhythm.ttl or 0.0, min(rhythm.max_age or 0.0, LONGEST / 4))
    chosen = min(max(wanted, said, SHORTEST), LONGEST)
    due = now + timedelta(seconds=chosen)
    for _ in range(24):
        if due.hour not in rhythm.skip_hours:
            break
        due = (due + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return due, chosen


def _observed(dates: Sequence[datetime]) -> float | None:
    """Half the usual distance of the newest entries, seconds; None below three dates."""
    newest = sorted(set(dates), reverse=True)[: RECENT + 1]
    if len(newest) < 3:
        return None
    return median((later - earlier).total_seconds() for later, earlier in pairwise(newest)) / 2


def next_article_visit(born: datetime, ages: Sequence[float], now: datetime) -> datetime | None:
    """When an article of that birth is asked again; None when it is older than the last of ``ages`` (seconds)."""
    for age in sorted(ages):
        due = born + timedelta(seconds=age)
        if due > now:
            return due
    return None


def next_retry(failures: int, now: datetime, *, is_source: bool) -> datetime | None:
    """When to ask again after that many failures in a row; None when a page has failed for good."""
    if failures >= GIVE_UP and not is_source:
        return None
    return now + timedelta(seconds=min(FIRST_RETRY * 2 ** (failures - 1), LONGEST_RETRY))


def max_age_of(cache_control: str | None) -> float | None:
    """``max-age`` of a Cache-Control header, seconds (RFC 9111, section 5.2.2.1)."""
    match = re.search(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", cache_control or "", re.IGNORECASE)
    return float(match[1]) if match else None

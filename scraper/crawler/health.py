"""A source against its own history: what its articles and days are usually like, and since when they are not.

Each article that is read leaves its measures in the store, each run its counts.  Ten sequences are watched (words,
share removed, missing title, author, date and tags, paywalled, pages without an article; a day: new articles, URLs
without an answer); ``drift`` says which of them changed.  A change is reported for a month: then it is what the source
is like.  A source that went back to what it was is well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa

from scraper.crawler import drift
from scraper.crawler.drift import Look, Shift, Values
from scraper.crawler.links import shape
from scraper.store import measures
from scraper.store.measures import Day, Measured

#: Days: how long a change is news (false alarms are promised a month), and how much history it is held against: three
#: months, in which each weekday comes a dozen times.
MONTH, HISTORY = 30, 120
# Dates of a weekday from which its median is known: a month has four of each, and one that is unlike does not move it.
WEEKDAYS = 4
EXAMPLES = 3  # articles shown on each side of a change
_ANNOUNCED = ("feed", "sitemap", "config")


@dataclass(frozen=True, slots=True)
class Measure:
    """One sequence. ``name``: in words; ``value``: of a reading, or of a day and the number of its new articles."""

    name: str
    value: Callable[[Any], float]
    unit: str = "share"
    binary: bool = True
    up: bool = True
    down: bool = False


def _removed(reading: Measured) -> float:
    total = reading.words + reading.words_removed
    return reading.words_removed / total if total else 0.0


OF_ARTICLES = (
    Measure("words", lambda reading: reading.words, "words", binary=False, down=True),
    Measure("share removed", _removed, binary=False, down=True),
    Measure("without title", lambda reading: not reading.titled),
    Measure("without author", lambda reading: not reading.authors),
    Measure("without date", lambda reading: not reading.dated),
    Measure("without tags", lambda reading: not reading.tags),
    Measure("paywalled", lambda reading: reading.paywalled),
)
OF_PAGES = Measure("pages without an article", lambda reading: reading.outcome == "empty")
NEW_A_DAY = Measure("new articles a day", lambda pair: pair[1], "articles", binary=False, down=True)
FAILED_A_DAY = Measure(
    "URLs without an answer a day", lambda pair: pair[0].failed / max(pair[0].asked, 1), binary=False
)
WATCHED = len(OF_ARTICLES) + 3


@dataclass(frozen=True, slots=True)
class Example:
    """An article, or page, on one side of a change, with its measure."""

    title: str | None
    url: str
    value: float


@dataclass(frozen=True, slots=True)
class Drift:
    """A measure that changed. ``before``, ``after``: median (of yes and no: share); ``counts``: measurements on both
    sides; ``p``: how likely chance does as much."""

    measure: str
    unit: str
    since: datetime
    before: float
    after: float
    counts: tuple[int, int]
    p: float
    examples_before: tuple[Example, ...]
    examples_after: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Usual:
    """What a measure usually is: lower quartile, median and upper quartile, of so many measurements."""

    low: float
    median: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Health:
    """A source's verdict. ``articles``: in its history; ``enough``: whether a change could be told from chance;
    ``usual``: by measure."""

    articles: int
    enough: bool
    drifts: tuple[Drift, ...]
    usual: dict[str, Usual]

    @property
    def verdict(self) -> str:
        """``ok``, ``drifted`` or ``too little history``."""
        if self.drifts:
            return "drifted"
        return "ok" if self.enough else "too little history"


def examine(connection: sa.Connection, source_id: int) -> Health:
    """The health of a source as of its last reading or run."""
    last = measures.newest_reading(connection, source_id)
    if last is None:
        return Health(0, False, (), {})
    last = max([last, *(_noon(day.day) for day in measures.days(connection, source_id, last))])
    since = last - timedelta(days=HISTORY)
    return judge(measures.read(connection, source_id, since), measures.days(connection, source_id, since), last)


def judge(readings: Sequence[Measured], days: Sequence[Day], last: datetime) -> Health:
    """The health that readings and days, oldest first, tell of. ``last``: when the source was last asked. Pure."""
    pages = _expected(readings)
    found = [reading for reading in pages if reading.outcome != "empty"]
    drifts: list[Drift] = []
    usual: dict[str, Usual] = {}
    news = last - timedelta(days=MONTH)
    for measure, rows in (*((measure, found) for measure in OF_ARTICLES), (OF_PAGES, pages)):
        looks = sum(reading.at >= news for reading in rows)
        _watch(_Sequence(measure, rows, [reading.at for reading in rows], looks), news, drifts, usual)
    pairs = _daily(readings, days)
    for measure in (NEW_A_DAY, FAILED_A_DAY):
        _watch(_Sequence(measure, pairs, [_noon(day.day) for day, _ in pairs], MONTH), news, drifts, usual)
    looks = sum(reading.at >= news for reading in found)
    enough = drift.is_enough(len(found), _look(OF_ARTICLES[0], looks, len(found)))
    return Health(len(found), enough, tuple(sorted(drifts, key=lambda drifted: drifted.p)), usual)


@dataclass(frozen=True, slots=True)
class _Sequence:
    """A measure's rows and their moments, oldest first; ``looks``: rows a month."""

    measure: Measure
    rows: Sequence[Any]
    moments: Sequence[datetime]
    looks: int


def _watch(sequence: _Sequence, news: datetime, drifts: list[Drift], usual: dict[str, Usual]) -> None:
    """Note what the measure usually is, and its drift if it has one."""
    values = np.array([float(sequence.measure.value(row)) for row in sequence.rows])
    if not len(values):
        return
    begin, shift = _current(sequence, _seasonal(sequence, values), news)
    before = values[begin : shift.at] if shift is not None else values[begin:]
    low, high = (float(value) for value in np.quantile(before, (0.25, 0.75)))
    usual[sequence.measure.name] = Usual(low, _middle(sequence.measure, before), high, len(before))
    if shift is not None:
        drifts.append(_drift(sequence, values, begin, shift))


def _current(sequence: _Sequence, values: Values, news: datetime) -> tuple[int, Shift | None]:
    """Where the history that counts begins, and the change that is news. A change that is older is what the source is
    like since; one that was taken back is none."""
    begin = 0
    while True:
        look = _look(sequence.measure, sequence.looks, len(values) - begin)
        shift = drift.find(values[begin:], look)
        if shift is None:
            return begin, None
        at = begin + shift.at
        if sequence.moments[at] >= news:
            back = drift.find(values[at:], _both(look))
            recovered = back is not None and not drift.differ(values[begin:at], values[at + back.at :], look)
            return begin, None if recovered else Shift(at, shift.p, shift.rises)
        begin = at


def _look(measure: Measure, looks: int, count: int) -> Look:
    return Look(drift.level(looks, WATCHED, count), measure.binary, measure.up, measure.down)


def _both(look: Look) -> Look:
    return Look(look.level, look.binary)


def _seasonal(sequence: _Sequence, values: Values) -> Values:
    """Numbers without their weekday's median, where it is known."""
    if sequence.measure.binary:
        return values
    values = np.log1p(values)  # weekdays differ by a factor; ranks stay what they are
    weekdays = np.array([moment.weekday() for moment in sequence.moments])
    found = values.copy()
    overall = float(np.median(values))
    for weekday in range(7):
        of_day = weekdays == weekday
        dates = {moment.date() for moment in sequence.moments if moment.weekday() == weekday}
        if len(dates) >= WEEKDAYS:
            found[of_day] -= np.median(values[of_day]) - overall
    return found


def _drift(sequence: _Sequence, values: Values, begin: int, shift: Shift) -> Drift:
    measure, at = sequence.measure, shift.at
    before, after = list(range(begin, at)), list(range(at, len(values)))
    if measure.binary:  # what shows the change: the last that still had it, the first that has not
        before = [index for index in before if not values[index]] or before
        after = [index for index in after if values[index]] or after
    is_article = not isinstance(sequence.rows[at], tuple)
    shown = [
        tuple(_example(sequence.rows[index], values[index]) for index in side) if is_article else ()
        for side in (before[-EXAMPLES:], after[:EXAMPLES])
    ]
    return Drift(
        measure.name,
        measure.unit,
        sequence.moments[at],
        _middle(measure, values[begin:at]),
        _middle(measure, values[at:]),
        (at - begin, len(values) - at),
        shift.p,
        *shown,
    )


def _example(reading: Measured, value: float) -> Example:
    return Example(reading.title, reading.url, float(value))


def _middle(measure: Measure, values: Values) -> float:
    return float(values.mean() if measure.binary else np.median(values))


def _expected(readings: Sequence[Measured]) -> list[Measured]:
    """The readings of pages that should hold an article, each empty page once.

    Where a source announces its articles (feeds, sitemaps, the configuration), pages that were merely linked are left
    out: they come later in each run and are other pages. Else a linked page should hold one if pages of its shape do.
    """
    new = [reading for reading in readings if reading.outcome == "new"]
    announced = sum(reading.how in _ANNOUNCED for reading in new)
    only_announced = 2 * announced >= len(new)
    is_any_empty = any(reading.outcome == "empty" for reading in readings)
    shapes = {shape(reading.url) for reading in new if reading.url} if is_any_empty else set()
    found, empty = [], set()
    for reading in readings:
        if only_announced and reading.how not in _ANNOUNCED:
            continue
        if reading.outcome == "empty":
            proven = reading.how in _ANNOUNCED or reading.held or (bool(reading.url) and shape(reading.url) in shapes)
            if not proven or reading.url in empty:
                continue
            empty.add(reading.url)
        found.append(reading)
    return found


def _daily(readings: Sequence[Measured], days: Sequence[Day]) -> list[tuple[Day, int]]:
    """The days with the number of new articles. The first one, on which all that is there is new, and the last one,
    which may not be over, say nothing."""
    counts: dict[date, int] = {}
    for reading in readings:
        if reading.outcome == "new":
            day = reading.at.astimezone(UTC).date()
            counts[day] = counts.get(day, 0) + 1
    return [(day, counts.get(day.day, 0)) for day in days][1:-1]


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)

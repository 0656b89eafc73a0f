"""A source against its own history: quiet as long as it is as it was, told soon when it is not."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.crawler.health import Health, judge

_SPEC = importlib.util.spec_from_file_location("made_history", Path(__file__).with_name("made_history.py"))
made = importlib.util.module_from_spec(_SPEC)
sys.modules["made_history"] = made
_SPEC.loader.exec_module(made)
Habits, START, history = made.Habits, made.START, made.history

#: Sources of different kinds: a daily, a blog, an agency, one without authors, one that is silent at weekends.
KINDS = (
    Habits(),
    Habits(a_day=1.5, weekend=0.5, anonymous=0.0),
    Habits(a_day=25.0, weekend=0.8, burst=0.4),
    Habits(a_day=5.0, anonymous=1.0, untagged=0.5),
    Habits(a_day=10.0, weekend=0.0, paywalled=0.3, failing=0.1),
)


def looked_at(readings: list, days: list, on: int) -> Health:
    """The verdict at the end of a day, by its number."""
    end = START + timedelta(days=on + 1)
    return judge([r for r in readings if r.at < end], days[: on + 1], end)


def false_alarms(sources: int, months: int, every: int) -> list[str]:
    found = []
    for seed in range(sources):
        readings, days = history(seed, 60 + 30 * months, KINDS[seed % len(KINDS)], empty=(70, 75 + seed % 10))
        looks = (looked_at(readings, days, on) for on in range(59, 60 + 30 * months, every))
        if drifted := next((look for look in looks if look.drifts), None):
            found.append(f"source {seed}: {drifted.drifts[0]}")
    return found


def test_sources_that_stay_what_they_are_raise_no_alarm() -> None:
    """A month of five kinds of sources, with weekends, bursts and empty days; .05 false alarms are promised."""
    assert false_alarms(sources=5, months=1, every=5) == []


@pytest.mark.proof
def test_false_alarms_are_as_seldom_as_promised() -> None:
    """100 months of sources, looked at every second day: one false alarm is promised at most, of which chance makes two
    in a quarter of such months."""
    found = false_alarms(sources=50, months=2, every=2)
    assert len(found) <= 2, found


@pytest.mark.parametrize(
    ("change", "measure"),
    [
        ({"anonymous": 1.0}, "without author"),
        ({"untagged": 1.0}, "without tags"),
        ({"words": 60.0}, "words"),
        ({"paywalled": 0.9}, "paywalled"),
    ],
)
def test_a_change_is_told_within_two_days_with_its_beginning_and_examples(change: dict, measure: str) -> None:
    day = 80
    habits = Habits(burst=0.0)
    readings, days = history(5, 84, habits, after=(day, replace(habits, **change)))
    first = next(r for r in readings if r.at >= START + timedelta(days=day))
    assert looked_at(readings, days, day - 1).verdict == "ok"
    health = looked_at(readings, days, day + 1)
    assert health.verdict == "drifted"
    drift = next(drift for drift in health.drifts if drift.measure == measure)
    assert abs(readings.index(first) - next(i for i, r in enumerate(readings) if r.at >= drift.since)) <= 2
    assert drift.after != drift.before
    assert len(drift.examples_before) == len(drift.examples_after) == 3
    assert drift.examples_before[-1].url < drift.examples_after[0].url or measure == "words"


def test_where_articles_resemble_their_neighbours_a_change_is_told_a_little_later() -> None:
    readings, days = history(5, 90, Habits(burst=0.3), after=(80, Habits(anonymous=1.0)))
    told = [on for on in range(78, 90) if looked_at(readings, days, on).drifts]
    assert 82 <= told[0] <= 85


@pytest.mark.parametrize(
    ("habits", "latest"), [(Habits(), 88), (Habits(weekend=1.0), 86)], ids=["calm weekends", "even"]
)
def test_a_source_that_falls_silent_is_told_within_a_week_or_so(habits: Habits, latest: int) -> None:
    readings, days = history(5, 90, habits, after=(80, Habits(a_day=0.0)))
    silent = [on for on in range(78, 90) if looked_at(readings, days, on).drifts]
    assert 82 <= silent[0] <= latest
    drift = looked_at(readings, days, silent[0]).drifts[0]
    assert drift.measure == "new articles a day"
    assert abs((drift.since - START).days - 80) <= 1


def test_a_source_whose_urls_stop_answering_is_told_within_a_week() -> None:
    readings, days = history(8, 90, Habits(), after=(80, Habits(failing=0.8)))
    told = [on for on in range(78, 90) if looked_at(readings, days, on).drifts]
    assert told[0] <= 87
    assert "URLs without an answer a day" in {drift.measure for drift in looked_at(readings, days, told[0]).drifts}


def test_what_was_repaired_is_no_drift_any_more() -> None:
    broken, days = history(5, 84, Habits(burst=0.0), after=(80, Habits(anonymous=1.0)))
    healed, more = history(6, 100, Habits())
    end = START + timedelta(days=84)
    readings = broken + [r for r in healed if r.at >= end]
    assert looked_at(readings, days + more[84:], 83).drifts
    assert looked_at(readings, days + more[84:], 99).drifts == ()


def test_a_change_that_is_older_than_a_month_is_what_the_source_is_like() -> None:
    readings, days = history(5, 130, Habits(), after=(70, Habits(anonymous=1.0)))
    assert looked_at(readings, days, 90).drifts
    health = looked_at(readings, days, 129)
    assert health.verdict == "ok"
    assert health.usual["without author"].median == 1.0


def test_a_new_source_has_too_little_history() -> None:
    readings, days = history(5, 1, Habits(a_day=8.0))
    health = looked_at(readings, days, 0)
    assert (health.verdict, health.articles) == ("too little history", len(readings))


def test_pages_that_hold_no_article_any_more_are_told() -> None:
    readings, days = history(5, 60, Habits())
    readings = [
        replace(r, outcome="empty", words=0, held=False) if i >= len(readings) - 6 else r
        for i, r in enumerate(readings)
    ]
    health = looked_at(readings, days, 59)
    assert [drift.measure for drift in health.drifts] == ["pages without an article"]
    assert health.drifts[0].counts == (len(readings) - 6, 6)


def test_linked_pages_that_never_held_an_article_are_no_drift() -> None:
    """They come after the announced ones in each run: contact, imprint, lists of links."""
    readings, days = history(5, 30, Habits())
    last = readings[-1]
    about = [
        replace(last, how="link", held=False, outcome="empty", url=f"http://made.example/about/{n}") for n in range(30)
    ]
    assert looked_at(readings + about, days, 29).verdict == "ok"
    thin = [replace(last, how="link", authors=0, tags=0, url=f"http://made.example/about/{n}") for n in range(30)]
    assert looked_at(readings + thin, days, 29).verdict == "ok"

"""When a source or an article is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scraper.crawler import frontier, schedule
from scraper.crawler.budget import Budget, Limits
from scraper.crawler.frontier import Move
from scraper.crawler.schedule import DAY, HOUR, MINUTE, Rhythm
from scraper.errors import ConfigError, UsageError
from scraper.store.records import State

NOW = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
AGES = (HOUR, 6 * HOUR, DAY, 7 * DAY)


@pytest.mark.parametrize(
    ("age", "due"),
    [(0.0, HOUR), (0.5 * HOUR, HOUR), (2 * HOUR, 6 * HOUR), (5 * DAY, 7 * DAY), (8 * DAY, None)],
)
def test_an_article_is_asked_again_at_given_ages_and_then_never(age: float, due: float | None) -> None:
    born = NOW - timedelta(seconds=age)
    expected = born + timedelta(seconds=due) if due is not None else None
    assert schedule.next_article_visit(born, AGES, NOW) == expected


def test_half_the_usual_distance_of_entries_is_the_interval() -> None:
    dates = [NOW - timedelta(hours=2 * n) for n in range(8)]
    assert schedule.next_source_visit(Rhythm(dates=dates), None, NOW) == (NOW + timedelta(hours=1), HOUR)


def test_the_feeds_own_wish_is_a_lower_bound() -> None:
    dates = [NOW - timedelta(minutes=10 * n) for n in range(8)]
    assert schedule.next_source_visit(Rhythm(ttl=HOUR, dates=dates), None, NOW)[1] == HOUR
    assert schedule.next_source_visit(Rhythm(max_age=20 * MINUTE, dates=dates), None, NOW)[1] == 20 * MINUTE


def test_without_dates_a_change_brings_the_next_visit_nearer_and_none_puts_it_off() -> None:
    assert schedule.next_source_visit(Rhythm(changed=True), 2 * HOUR, NOW)[1] == HOUR
    assert schedule.next_source_visit(Rhythm(changed=False), 2 * HOUR, NOW)[1] == 3 * HOUR


@pytest.mark.parametrize(
    "dates", [[NOW - timedelta(seconds=n) for n in range(9)], [NOW - timedelta(days=90 * n) for n in range(9)]]
)
def test_intervals_that_nobody_chose_stay_between_five_minutes_and_a_day(dates: list[datetime]) -> None:
    assert 5 * MINUTE <= schedule.next_source_visit(Rhythm(dates=dates), None, NOW)[1] <= DAY


def test_hours_to_skip_are_skipped() -> None:
    rhythm = Rhythm(ttl=HOUR, skip_hours=frozenset({11, 12}), changed=False)
    assert schedule.next_source_visit(rhythm, HOUR / 2, NOW)[0] == datetime(2026, 3, 12, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("15m", NOW + timedelta(minutes=15)),
        ("2w", NOW + timedelta(days=14)),
        ("0 6 * * *", datetime(2026, 3, 13, 6, 0, tzinfo=UTC)),
        ("*/20 * * * *", datetime(2026, 3, 12, 10, 40, tzinfo=UTC)),
    ],
)
def test_a_schedule_is_an_interval_or_a_cron_expression(text: str, due: datetime) -> None:
    schedule.check_schedule(text, where="x")
    assert schedule.next_by_schedule(text, NOW) == due


@pytest.mark.parametrize("text", ["soon", "0m", "-5m", "61 * * * *", "* * *"])
def test_a_schedule_that_is_none_is_told(text: str) -> None:
    with pytest.raises(ConfigError, match="allowed"):
        schedule.check_schedule(text, where="source x: schedule")


def test_failures_put_the_next_visit_off_and_end_for_a_page_but_never_for_a_source() -> None:
    waits = [schedule.next_retry(count, NOW, is_source=True) - NOW for count in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(days=1)
    assert schedule.next_retry(schedule.GIVE_UP, NOW, is_source=False) is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("max-age=60", 60.0), ("public, MAX-AGE=600, x", 600.0), ("s-maxage=9", None), ("no-store", None), (None, None)],
)
def test_max_age_is_read_from_cache_control(header: str | None, seconds: float | None) -> None:
    assert schedule.max_age_of(header) == seconds


def test_every_state_is_reached_and_left() -> None:
    reached = set(frontier.TRANSITIONS.values())
    left = {state for state, _ in frontier.TRANSITIONS}
    assert reached == set(State) - {State.FOUND}
    assert left == set(State)


def test_a_move_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="done cannot take the move read"):
        frontier.after(State.DONE, Move.READ)


def test_a_budget_counts_pages_bytes_and_time_of_run_and_sources() -> None:
    budget = Budget(Limits(pages=3), {1: Limits(pages=1), 2: Limits(bytes=100, seconds=50.0)}, start=0.0)
    assert budget.take_page(1, 0.0)
    assert not budget.take_page(1, 0.0)
    assert list(budget.open_sources(0.0)) == [2]
    budget.add_bytes(2, 100)
    assert list(budget.open_sources(0.0)) == []
    other = Budget(Limits(pages=3), {2: Limits(seconds=50.0)}, start=0.0)
    assert [other.take_page(2, 49.0) for _ in range(4)] == [True, True, True, False]
    assert list(Budget(Limits(), {2: Limits(seconds=50.0)}, start=0.0).open_sources(50.0)) == []

"""Properties of the pace, for any history of a host."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scraper.fetcher.pace import NEGLIGIBLE, Pace

seconds = st.floats(0, 1000, allow_nan=False)
events = st.lists(
    st.tuples(st.sampled_from(["start", "good", "busy", "pause"]), seconds, st.floats(0, 100, allow_nan=False)),
    max_size=40,
)


def lived(pace: Pace, history: list[tuple[str, float, float]]) -> tuple[Pace, float]:
    now = 0.0
    for kind, passed, value in history:
        now += passed
        if kind == "start":
            pace = pace.started(now)
        elif kind == "good":
            pace = pace.answered(value)
        else:
            pace = pace.overloaded(now, value if kind == "pause" else None)
    return pace, now


@given(st.floats(0, 60), events)
def test_a_wait_is_never_negative_and_a_gap_stays_within_its_bounds(
    delay: float, history: list[tuple[str, float, float]]
) -> None:
    pace, now = lived(Pace(delay, limit=60.0), history)
    assert pace.wait(now) >= 0
    assert delay <= pace.gap <= 60.0


@given(st.floats(0, 60), events, seconds)
def test_after_a_start_the_whole_delay_is_waited(
    delay: float, history: list[tuple[str, float, float]], later: float
) -> None:
    pace, now = lived(Pace(delay), history)
    pace = pace.started(now)
    assert pace.wait(now) >= delay - 1e-6
    assert pace.wait(now + later) >= delay - later - 1e-6
    assert pace.wait(now + pace.wait(now)) <= 1e-6, "waiting as long as it says is enough"


@given(events, st.floats(0, 5000))
def test_a_pause_is_kept_to_its_end_whatever_comes_after(history: list[tuple[str, float, float]], pause: float) -> None:
    pace, _ = lived(Pace().overloaded(0.0, pause), history)
    assert pace.wait(0.0) >= pause
    assert pace.pause(pause + 1e9) == 0


@given(events)
def test_an_overload_slows_down_and_good_answers_bring_the_host_back_gradually(
    history: list[tuple[str, float, float]],
) -> None:
    before, now = lived(Pace(limit=60.0), history)
    pace = before.overloaded(now)
    assert pace.gap >= min(before.gap, 60.0)
    assert pace.gap > 0
    last = pace.penalty
    answers = 0
    while pace.penalty:
        answers += 1
        pace = pace.answered(0.1)
        assert pace.penalty <= last
        assert pace.penalty >= last / 2 or pace.penalty <= NEGLIGIBLE
        last = pace.penalty
    assert 3 < answers < 100


def test_a_host_that_gets_slow_is_slowed_down_for_and_a_steady_one_is_not() -> None:
    pace = Pace()
    for _ in range(20):
        pace = pace.answered(0.3)
    assert pace.gap == 0
    for _ in range(20):
        pace = pace.answered(3.0)
    assert pace.gap > 1.0
    steady = Pace()
    for _ in range(50):
        steady = steady.answered(2.0)
    assert steady.gap == 0


def test_without_the_throttle_only_the_delay_and_pauses_count() -> None:
    pace = Pace(delay=1.0, throttle=False).overloaded(0.0, 5.0).overloaded(0.0).answered(30.0)
    assert (pace.gap, pace.wait(0.0)) == (1.0, 5.0)


def test_a_crawl_delay_raises_the_delay_and_never_lowers_it() -> None:
    assert Pace(delay=2.0).slowed_to(1.0).gap == 2.0
    assert Pace(delay=2.0).slowed_to(10.0).gap == 10.0
    assert Pace(delay=2.0, limit=60.0).slowed_to(86_400.0).gap == 60.0

"""Changes of a sequence: what is told from chance, how soon, where it begins, and how seldom it is wrong."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from scraper.crawler import drift
from scraper.crawler.drift import Look, find

MISSING = {"binary": True, "down": False}


def look_of(count: int, looks: int = 100, **how: bool) -> Look:
    return Look(drift.level(looks, 10, count), **how)


@pytest.mark.parametrize(("old", "new"), [(9, 3), (8, 5), (12, 4)])
def test_the_tails_are_the_shares_of_all_orders_that_go_as_far(old: int, new: int) -> None:
    places = range(old + new)
    orders = [sum(i > j for j in chosen for i in set(places) - set(chosen)) for chosen in combinations(places, new)]
    for wins in range(4):
        exact = sum(found <= wins for found in orders) / len(orders)
        assert drift._rank_sum(wins, old, new) == pytest.approx(exact)
    assert drift._tails(np.arange(old + new, dtype=float), old, Look(0.01))[0] == pytest.approx(2 / len(orders))
    draws = list(combinations([1] * 3 + [0] * (old + new - 3), new))
    two = sum(sum(draw) >= 2 for draw in draws) / len(draws)
    assert drift._hypergeometric(1, old, 2, new) == pytest.approx(two)


@pytest.mark.parametrize(("before", "needed"), [(10, 7), (20, 6), (50, 5), (200, 4), (1000, 4)])
def test_a_field_that_is_gone_is_told_after_a_few_articles(before: int, needed: int) -> None:
    for after in (needed - 1, needed):
        values = np.repeat([0.0, 1.0], [before, after])
        shift = find(values, look_of(len(values), len(values), **MISSING))
        assert (shift is not None) == (after == needed)
    assert shift.at == before
    assert shift.rises


def test_a_field_that_appears_is_no_drift() -> None:
    assert find(np.repeat([1.0, 0.0], [100, 50]), look_of(150, **MISSING)) is None


def test_the_place_of_a_change_is_found_to_a_few_articles() -> None:
    chance = np.random.default_rng(7)
    off = []
    for _ in range(60):
        before, after = int(chance.integers(30, 300)), int(chance.integers(15, 60))
        values = np.concatenate([chance.normal(0, 1, before), chance.normal(2, 1, after)])
        if shift := find(values, look_of(len(values))):
            off.append(abs(shift.at - before))
    assert len(off) >= 55
    assert sorted(off)[len(off) // 2] <= 1
    assert sorted(off)[len(off) * 9 // 10] <= 5


def test_only_order_counts_not_the_scale() -> None:
    chance = np.random.default_rng(3)
    values = np.concatenate([chance.normal(0, 1, 80), chance.normal(3, 1, 12)])
    assert find(values, look_of(92)).at == find(np.exp(values), look_of(92)).at


def test_a_difference_that_no_reader_would_see_is_none_however_certain() -> None:
    values = np.concatenate([np.linspace(0, 1, 4000), np.linspace(0.1, 1.1, 4000)])
    assert drift.effect(values[:4000], values[4000:]) == pytest.approx(0.6, abs=0.01)
    assert find(np.random.default_rng(1).permuted(values.reshape(2, -1), axis=1).ravel(), look_of(8000)) is None


def test_articles_that_resemble_their_neighbours_raise_no_alarm() -> None:
    """A first-order autoregression of .7; the same tests without the allowance for it do raise alarms."""
    chance = np.random.default_rng(11)
    alarms = without = 0
    for _ in range(40):
        noise, values = chance.normal(size=400), np.zeros(400)
        for n in range(1, 400):
            values[n] = 0.7 * values[n - 1] + noise[n]
        look = look_of(400, 300)
        alarms += find(values, look) is not None
        without += any(min(drift._tails(values, 400 - k, look)) < look.level for k in drift.grid(400))
    assert alarms <= 1 < without


@pytest.mark.parametrize("before", [0, 120], ids=["new", "of a year"])
def test_alarms_without_a_change_are_fewer_than_promised(before: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A month of 60 articles, looked at after every second one. The promise is made 100 times as great, so that there
    is something to count: of 40 sources, 1 false alarm a source and month among ten measures makes 4."""
    monkeypatch.setattr(drift, "FALSE_ALARMS", 1.0)
    drift.level.cache_clear()
    chance = np.random.default_rng(2026)
    alarms = 0
    for _ in range(40):
        values = np.exp(chance.normal(6, 0.7, before + 60))
        ends = range(before + 2, before + 61, 2)
        alarms += any(find(values[:end], Look(drift.level(min(end, 60), 10, end))) for end in ends)
    drift.level.cache_clear()
    assert alarms <= 4


def test_too_little_is_no_history() -> None:
    assert not drift.is_enough(12, look_of(12, 12))
    assert drift.is_enough(24, look_of(24, 24))
    assert find(np.repeat([0.0, 1.0], [6, 6]), look_of(12, 12, **MISSING)) is None

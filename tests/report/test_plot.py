"""Plots: where bars and lines stand."""

from __future__ import annotations

import pytest

from scraper.report.plot import HEIGHT, WIDTH, bars, line, nice


@pytest.mark.parametrize(("value", "top"), [(0, 1), (1, 1), (3, 5), (5, 5), (51, 100), (100, 100), (101, 200)])
def test_the_upper_edge_is_a_round_number_that_is_not_below_the_values(value: int, top: int) -> None:
    assert nice(value) == top


def test_bars_stand_on_the_ground_in_proportion() -> None:
    plot = bars("New", ["Mon", "Tue"], [("articles", [5, 10])])
    assert [bar.y + bar.height for bar in plot.bars] == [HEIGHT, HEIGHT]
    assert [bar.height for bar in plot.bars] == [HEIGHT / 2, HEIGHT]
    assert [bar.x for bar in plot.bars] == [0, WIDTH / 2]
    assert [bar.label for bar in plot.bars] == ["Mon: 5 articles", "Tue: 10 articles"]
    assert (plot.begin, plot.end, plot.top) == ("Mon", "Tue", "10")


def test_series_stand_on_each_other() -> None:
    low, high = bars("Lost", ["Mon"], [("failed", [1]), ("gone", [1])]).bars
    assert high.y + high.height == low.y
    assert (low.series, high.series) == (0, 1)


def test_days_without_a_value_break_the_line() -> None:
    plot = line("Words", ["Mon", "Tue", "Wed", "Thu"], [100, 100, None, 50])
    assert plot.path.count("M") == 2
    assert len(plot.bars) == 3
    assert plot.summary == "Words: from 50 to 100, last 50"


def test_shares_are_drawn_against_the_whole() -> None:
    plot = line("Removed", ["Mon"], [0.5], share=True)
    assert plot.path.endswith(f" {HEIGHT / 2:.2f}")
    assert (plot.top, plot.bars[0].label) == ("100 %", "Mon: 50 %")


def test_a_plot_of_nothing_is_empty() -> None:
    assert line("Words", [], []).summary == "no value"
    assert bars("New", [], [("articles", [])]).bars == ()

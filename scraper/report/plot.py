"""Plots as static SVG: where bars and lines stand, ready to be written into a page. No script, no library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

#: Size of a plot in its own units; the page scales it.
WIDTH, HEIGHT = 360, 96
#: Most of a step that a bar fills.
_FILLED = 0.8


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, or a part of one: position and size, its series (0, 1, ...), and what it stands for in words."""

    x: float
    y: float
    width: float
    height: float
    series: int
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot of one value a day. ``top``: what the upper edge stands for; ``path``: the line, in SVG's words;
    ``summary``: what it shows, for those who do not see it."""

    title: str
    top: str
    bars: tuple[Bar, ...] = ()
    path: str = ""
    summary: str = ""
    begin: str = ""
    end: str = ""


def bars(title: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> Plot:
    """Counts a day as bars; several series (each with its name) stand on each other."""
    totals = [sum(counts) for counts in zip(*(values for _, values in series), strict=True)]
    highest = nice(max(totals, default=0))
    step = WIDTH / max(len(labels), 1)
    found = []
    for place, label in enumerate(labels):
        below = 0.0
        for number, (name, values) in enumerate(series):
            height = HEIGHT * values[place] / highest
            if values[place]:
                words = f"{label}: {values[place]:,} {name}"
                x, y = round(place * step, 2), round(HEIGHT - below - height, 2)
                found.append(Bar(x, y, round(step * _FILLED, 2), round(height, 2), number, words))
            below += height
    names = ", ".join(name for name, _ in series)
    mean = sum(totals) / max(len(totals), 1)
    summary = (
        f"{names} a day: {sum(totals):,} in {len(labels)} days, {mean:.1f} a day, at most {max(totals, default=0):,}"
    )
    return Plot(title, f"{highest:,.0f}", tuple(found), "", summary, *_ends(labels))


def line(title: str, labels: Sequence[str], values: Sequence[float | None], *, share: bool = False) -> Plot:
    """A value a day as a line with points; days without a value (None) break it. ``share``: 0..1, shown as such."""

    def written(value: float) -> str:
        return f"{100 * value:.0f} %" if share else f"{value:,.0f}"

    known = [value for value in values if value is not None]
    highest = 1.0 if share else nice(max(known, default=0.0))
    step = WIDTH / max(len(labels), 1)
    parts, points, before = [], [], False
    for place, (label, value) in enumerate(zip(labels, values, strict=True)):
        if value is not None:
            x, y = (place + _FILLED / 2) * step, HEIGHT - HEIGHT * value / highest
            parts.append(f"{'L' if before else 'M'}{x:.2f} {y:.2f}")
            points.append(Bar(round(x - 2, 2), round(y - 2, 2), 4, 4, 0, f"{label}: {written(value)}"))
        before = value is not None
    summary = "no value"
    if known:
        summary = f"{title}: from {written(min(known))} to {written(max(known))}, last {written(known[-1])}"
    return Plot(title, written(highest), tuple(points), "".join(parts), summary, *_ends(labels))


def nice(highest: float) -> float:
    """The least of 1, 2, 5, 10, 20, 50, ... that is not below a value."""
    if highest <= 1:
        return 1.0
    power: float = 10.0 ** floor(log10(highest))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= highest)


def _ends(labels: Sequence[str]) -> tuple[str, str]:
    return (labels[0], labels[-1]) if labels else ("", "")

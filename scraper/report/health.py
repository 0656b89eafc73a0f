"""A source's health in words: what is unlike its own history, since when, with articles on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from scraper.crawler.health import Drift, Example, Health, examine
from scraper.render import safe_link
from scraper.store.tables import sources


def healths(connection: sa.Connection, names: Sequence[str]) -> dict[str, Health]:
    """Source -> its health, as ``scraper status`` tells it too."""
    statement = sa.select(sources.c.name, sources.c.id).where(sources.c.name.in_(names))
    found: dict[str, int] = dict(connection.execute(statement).all())
    return {name: examine(connection, number) for name, number in found.items()}


def told(health: Health) -> dict[str, Any]:
    """What a page shows of it: the verdict, and for each change its words and its examples."""
    return {"verdict": health.verdict, "drifts": [_drift(drift) for drift in health.drifts]}


def _drift(drift: Drift) -> dict[str, Any]:
    change = f"{_value(drift, drift.before)} → {_value(drift, drift.after)}"
    counts = f"{drift.counts[0]:,} before, {drift.counts[1]:,} after; by chance once in {1 / max(drift.p, 1e-12):,.0f}"
    return {
        "words": f"{drift.measure}: {change} since {drift.since:%Y-%m-%d %H:%M} UTC", "counts": counts,
        "before": [_example(one) for one in drift.examples_before],
        "after": [_example(one) for one in drift.examples_after],
    }  # fmt: skip


def _value(drift: Drift, value: float) -> str:
    return f"{100 * value:.0f} %" if drift.unit == "share" else f"{value:,.0f} {drift.unit}"


def _example(example: Example) -> dict[str, str | None]:
    return {"title": example.title or example.url, "link": safe_link(example.url)}

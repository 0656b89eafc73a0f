"""scraper status: what each source has brought, what is due, what went wrong, and whether it is as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import sqlalchemy as sa
import typer

from scraper.cli.output import ExitCode
from scraper.cli.stored import opened, print_table
from scraper.config import DEFAULT_NAME, Config
from scraper.crawler.health import Drift, Example, Health, examine
from scraper.scale.planning import stalled_after
from scraper.store import dialect, reports, staff
from scraper.store.database import Database
from scraper.store.tables import sources as source_rows

EXAMPLES = ("scraper status", "scraper status --to json", "scraper status --check", "scraper status --workers")

_COLUMNS = (
    "source", "last run", "new", "changed", "failed", "articles", "median words", "removed", "next due", "health",
    "errors",
)  # fmt: skip


def status(
    check: Annotated[bool, typer.Option("--check", help="Tell of drifted sources only; exit code 6 if any.")] = False,
    workers: Annotated[bool, typer.Option("--workers", help="Tell of workers and their shards only.")] = False,
    to: Annotated[str, typer.Option(help="table or json.", metavar="FORMAT")] = "table",
    config: Annotated[Path, typer.Option(help="Configuration file.", metavar="FILE")] = Path(DEFAULT_NAME),
) -> ExitCode:
    """Show for each source its last run, its articles, what is due, what went wrong and whether it has drifted; and the
    workers, where there are any."""
    with opened(config) as (settings, database):
        if workers:
            return _show_team(_team(settings, database), to)
        with dialect.errors(database.where), database.engine.begin() as connection:
            sources = reports.status(connection)
            ids = dict(connection.execute(sa.select(source_rows.c.name, source_rows.c.id)).all())
            health = {name: examine(connection, id_) for name, id_ in ids.items()}
        crawled = {source.name for source in settings.source}
        team = _team(settings, database)
    drifted = {name: found for name, found in health.items() if found.drifts and name in crawled}
    if to == "json":
        shown = [source | {"health": _as_json(health[source["source"]])} for source in sources]
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    elif not check:
        print_table(_COLUMNS, [_row(source, health[source["source"]]) for source in sources])
        _show_team(team, to)
    if to != "json":
        print(
            "\n".join(line for name, found in drifted.items() for line in _told(name, found)), end="\n" * bool(drifted)
        )
    if check and not drifted and to != "json":
        print(f"{len(crawled)} sources, none has drifted")
    return ExitCode.DRIFTED if check and drifted else ExitCode.DONE


def _team(settings: Config, database: Database) -> dict[str, list[dict[str, Any]]]:
    with dialect.errors(database.where), database.engine.begin() as connection:
        return staff.status(connection, stalled_after(settings.scale.heartbeat))


def _show_team(team: dict[str, list[dict[str, Any]]], to: str) -> ExitCode:
    """Workers and shards; nothing where there are none."""
    if to == "json":
        print(json.dumps(team, ensure_ascii=False, indent=2))
        return ExitCode.DONE
    for rows in team.values():
        if rows:
            print_table([column.replace("_", " ") for column in rows[0]], [list(row.values()) for row in rows])
    return ExitCode.DONE


def _row(source: dict[str, Any], health: Health) -> tuple[object, ...]:
    share = source["share_removed"]
    errors = ", ".join(f"{count} {name}" for name, count in source["errors"].items())
    return (
        source["source"],
        source["last_run"],
        source["new"],
        source["changed"],
        source["failed"],
        source["articles"],
        source["median_words"],
        f"{share:.0%}" if share is not None else None,
        source["next_due"],
        health.verdict,
        errors,
    )


def _told(name: str, health: Health) -> Iterator[str]:
    """A drifted source: each measure, since when, and articles on both sides."""
    yield f"{name} has drifted:"
    for drift in health.drifts:
        change = f"{_shown(drift, drift.before)} -> {_shown(drift, drift.after)}"
        counts = f"{drift.counts[0]} before, {drift.counts[1]} after"
        yield f"  {drift.measure}: {change} since {drift.since:%Y-%m-%d %H:%M:%S} UTC ({counts}; chance {drift.p:.0e})"
        for side, examples in (("before", drift.examples_before), ("after", drift.examples_after)):
            yield from (f"    {side}  {_named(drift, example)}" for example in examples)
    yield "  `scraper explain URL` shows what is kept of a page and why; a change older than a month is the new usual"


def _named(drift: Drift, example: Example) -> str:
    value = f" ({_shown(drift, example.value)})" if drift.unit == "words" or drift.measure == "share removed" else ""
    return f"{example.url}  {example.title or ''}".rstrip() + value


def _shown(drift: Drift, value: float) -> str:
    return f"{value:.0%}" if drift.unit == "share" else f"{value:,.0f} {drift.unit}"


def _as_json(health: Health) -> dict[str, Any]:
    drifts = [asdict(drift) | {"since": drift.since.isoformat()} for drift in health.drifts]
    usual = {name: asdict(usual) for name, usual in health.usual.items()}
    return {"verdict": health.verdict, "articles": health.articles, "drifts": drifts, "usual": usual}

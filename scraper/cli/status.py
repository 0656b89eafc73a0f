"""scraper status: what each source has brought, what is due, what went wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from scraper.cli.stored import opened, print_table
from scraper.config import DEFAULT_NAME
from scraper.store import dialect, reports

EXAMPLES = ("scraper status", "scraper status --to json")

_COLUMNS = (
    "source", "last run", "new", "changed", "failed", "articles", "median words", "removed", "next due", "errors",
)  # fmt: skip


def status(
    to: Annotated[str, typer.Option(help="table or json.", metavar="FORMAT")] = "table",
    config: Annotated[Path, typer.Option(help="Configuration file.", metavar="FILE")] = Path(DEFAULT_NAME),
) -> None:
    """Show for each source its last run, its articles, what is due and what went wrong."""
    with opened(config) as (_, database), dialect.errors(database.where), database.engine.begin() as connection:
        sources = reports.status(connection)
    if to == "json":
        print(json.dumps(sources, ensure_ascii=False, indent=2))
    else:
        print_table(_COLUMNS, [_row(source) for source in sources])


def _row(source: dict[str, Any]) -> tuple[object, ...]:
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
        errors,
    )

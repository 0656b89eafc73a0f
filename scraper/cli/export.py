"""scraper export: stored articles as JSON Lines, Parquet, CSV or Markdown."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scraper.cli.output import message
from scraper.cli.stored import moment, opened
from scraper.config import DEFAULT_NAME
from scraper.errors import UsageError
from scraper.store.export import FORMATS, Selection
from scraper.store.export import export as write
from scraper.store.sink import target

EXAMPLES = (
    "scraper export --to jsonl -o articles.jsonl",
    "scraper export --to csv --since 7d --source harbour-courier",
    "scraper export --to parquet -o articles.parquet",
)


def export(
    to: Annotated[str, typer.Option(help=f"{', '.join(FORMATS)}.", metavar="FORMAT")] = "jsonl",
    output: Annotated[
        str, typer.Option("--output", "-o", help="File, fsspec URL, or - for stdout.", metavar="FILE")
    ] = "-",
    since: Annotated[str, typer.Option(help="New or changed since: 2026-01-31, 24h, 7d.", metavar="TIME")] = "",
    source: Annotated[str, typer.Option(help="Of this source only.", metavar="SOURCE")] = "",
    config: Annotated[Path, typer.Option(help="Configuration file.", metavar="FILE")] = Path(DEFAULT_NAME),
) -> None:
    """Write stored articles to a file, a URL or stdout."""
    if to not in FORMATS:
        raise UsageError(f"found {to!r}, allowed: {', '.join(FORMATS)}", where="--to")
    selection = Selection(source, moment(since, "--since") if since else None)
    with opened(config) as (_, database), target(output) as stream:
        count = write(database, selection, FORMATS[to], stream)
    message(f"{count} articles" + (f" in {output}" if output != "-" else ""))

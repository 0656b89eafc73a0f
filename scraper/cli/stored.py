"""What the commands that read the store share: finding it by the configuration, times, tables."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.config import Config, load
from scraper.crawler.schedule import seconds_of
from scraper.errors import ConfigError, UsageError
from scraper.store.database import Database, open_database

if TYPE_CHECKING:
    from rich.console import Console


@contextmanager
def opened(config: Path) -> Iterator[tuple[Config, Database]]:
    """The configuration and its store, open for reading."""
    settings = load(config)
    with open_database(settings.store, settings.path.parent, read_only=True) as database:
        yield settings, database


def moment(text: str, flag: str) -> datetime:
    """``2026-01-31``, ``2026-01-31T09:00``, or an age such as ``24h``, ``7d``; without an offset UTC is meant."""
    try:
        given = datetime.fromisoformat(text)
        return given if given.tzinfo else given.replace(tzinfo=UTC)
    except ValueError:
        pass
    try:
        return datetime.now(UTC) - timedelta(seconds=seconds_of(text, where=flag))
    except ConfigError:
        raise UsageError(
            f"found {text!r}, allowed: a date (2026-01-31), a time (2026-01-31T09:00) or an age (24h, 7d)", where=flag
        ) from None


def console() -> Console:
    """rich on stdout; lines are wrapped on a terminal only."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    return Console(file=sys.stdout, highlight=False, markup=False, width=None if terminal else 200)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table without lines; empty cells for None."""
    from rich.table import Table

    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console().print(table)

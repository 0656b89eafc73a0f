"""scraper migrate: a store from one database to another."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from scraper.cli.output import ExitCode, message, progress
from scraper.crawler.lock import run_lock, store_lock
from scraper.errors import UsageError
from scraper.store.database import database_path, open_database, place
from scraper.store.migrate import migrate as move
from scraper.store.migrate import moved
from scraper.store.options import DEFAULT

EXAMPLES = (
    "scraper migrate sqlite:///.scraper/articles.db postgresql://crawler@db.example.org/articles",
    "scraper migrate postgresql://crawler@db.example.org/articles sqlite:///copy.db",
)


def migrate(
    source: Annotated[str, typer.Argument(help="URL of the database that has the store.", metavar="FROM")],
    target: Annotated[str, typer.Argument(help="URL of an empty database, or of a new file.", metavar="TO")],
) -> ExitCode:
    """Copy a store to another database, all of it or nothing; counts and checksums are compared."""
    here = Path()
    theirs, ours = replace(DEFAULT, url=source), replace(DEFAULT, url=target)
    with ExitStack() as stack:
        path, new = database_path(theirs, here), database_path(ours, here)
        if place(theirs, here) == place(ours, here):
            raise UsageError("this is the store itself", where=place(ours, here), hint="Name another as TO")
        if path is None:
            stack.enter_context(store_lock(theirs, here))
        elif (new is None or path.parent != new.parent) and path.with_name("run.lock").exists():
            # else no run has ever been, and the folder stays as it is; files of one folder have one lock, taken below
            stack.enter_context(run_lock(path.with_name("run.lock")))
        reading = stack.enter_context(open_database(theirs, here, read_only=True))
        stack.enter_context(store_lock(ours, here))
        writing = stack.enter_context(open_database(ours, here))
        with progress("Copying", len(moved())) as steps:
            counts = move(reading, writing, lambda name, rows: steps.advance(f"{name}: {rows} rows"))
    rows = sum(counts.values())
    message(f"{rows} rows of {len(counts)} tables copied; counts and checksums are equal")
    message(f"next: name {writing.where} in [store] url; raw pages stay where [store] warc says")
    return ExitCode.DONE

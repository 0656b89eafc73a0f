"""Locks that hold among all processes, on any machine, that use a store in PostgreSQL. They end with the connection
that holds them, so with its process, and are never stale."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from scraper.errors import RunLockedError
from scraper.store import dialect
from scraper.store.database import open_database
from scraper.store.options import StoreOptions


@contextmanager
def database_lock(options: StoreOptions, folder: Path, *, shared: bool = False) -> Iterator[sa.Connection]:
    """Hold the store: alone, or ``shared`` with others that share it. Gives the connection that holds it.

    Raises RunLockedError where another process holds it otherwise, StoreError where the store cannot be opened.
    """
    with (
        open_database(options, folder) as database,
        dialect.errors(database.where),
        database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        name = f"article-scraper, process {os.getpid()} on {socket.gethostname()}"
        connection.execute(sa.select(sa.func.set_config("application_name", name[:63], False)))
        if not dialect.try_lock(connection, dialect.RUN, shared=shared):
            what = f"another run holds the lock ({dialect.lock_holder(connection, dialect.RUN)})"
            raise RunLockedError(what, where=database.where, hint="Wait for it to end, or stop it")
        yield connection

"""One run at a time: a lock of the operating system or of the database, which ends with the process that holds it
and is never stale."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scraper.errors import RunLockedError, StoreError
from scraper.store.database import database_path
from scraper.store.lock import database_lock
from scraper.store.options import StoreOptions


@contextmanager
def store_lock(options: StoreOptions, folder: Path) -> Iterator[None]:
    """Hold the store alone: by a file beside SQLite's, which is one machine's, or within PostgreSQL, for all machines.
    RunLockedError where another run, or a worker, holds it."""
    path = database_path(options, folder)
    with run_lock(path.with_name("run.lock")) if path is not None else database_lock(options, folder):
        yield


@contextmanager
def run_lock(path: Path) -> Iterator[None]:
    """Hold the lock file; RunLockedError where another run holds it. Its text names the holder's process."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(
            f"the lock file cannot be opened ({error.strerror})", where=str(path), hint="Check the folder's permissions"
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
            raise RunLockedError(
                f"another run holds the lock (process {holder})", where=str(path), hint="Wait for it to end, or stop it"
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)

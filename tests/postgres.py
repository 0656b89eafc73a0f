"""A PostgreSQL of our own, from the system's binaries, in a temporary folder: for tests, proofs and benches."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

#: Nothing has to survive a power cut here, and a hundred connections are enough for every test.
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=100",
    "shared_buffers=64MB",
    "listen_addresses=",
    "jit=off",
)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'"
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root


class MissingError(Exception):
    """There is no PostgreSQL on this machine."""


@dataclass
class Server:
    """A running server; it listens on a socket in its folder only."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _emptied: list[str] = field(default_factory=list)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def run(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement outside of a transaction."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def create(self) -> str:
        """The URL of a new database without tables."""
        name = f"test{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.url(name)

    @contextmanager
    def borrowed(self) -> Iterator[str]:
        """The URL of a database with empty tables or none, which goes to the next borrower emptied: much quicker than
        a new one each time."""
        url = self._emptied.pop() if self._emptied else self.create()
        yield url
        name = url.split("/")[3].partition("?")[0]
        self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        tables = [f'"{table}"' for (table,) in self.run(_TABLES, name)]
        if tables:
            self.run(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE", name)
        self._emptied.append(url)


def binaries() -> Path:
    """The folder of initdb and postgres."""
    found = [Path(path).resolve().parent for name in ("postgres", "initdb") if (path := shutil.which(name))]
    if shutil.which("pg_config"):
        done = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
        found.append(Path(done.stdout.strip()))
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in found:
        if all((folder / name).exists() for name in ("initdb", "postgres")):
            return folder
    raise MissingError("PostgreSQL is not installed (apt-get install postgresql)")


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """A server for as long as the block runs; ``durable``: with its own settings, as a bench wants them. Raises
    MissingError where there are no binaries."""
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        account = pwd.getpwnam(UNPRIVILEGED)
        os.chown(folder, account.pw_uid, account.pw_gid)
        user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    data = folder / "data"
    try:
        initdb = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*initdb, "--no-sync"], cwd=folder, check=True, capture_output=True, **user)
        settings = [part for setting in (SETTINGS[3:] if durable else SETTINGS) for part in ("-c", setting)]
        with (folder / "log.txt").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, *settings], cwd=folder, stderr=log, stdout=log, **user
            )
        running = Server(folder)
        try:
            _wait(running, process)
            yield running
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nothing of it is needed any more
            process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(running: Server, process: subprocess.Popen[bytes]) -> None:
    """Until it answers."""
    import psycopg

    while process.poll() is None:
        try:
            running.run("SELECT 1")
            return
        except psycopg.OperationalError:
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
    raise MissingError(f"PostgreSQL did not start: {(running.folder / 'log.txt').read_text()[-2000:]}")

"""Sink: whatever takes stored articles one after the other, and the targets that it writes to."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

from scraper.errors import OutputError, UsageError, install

_HINT = "Name another with -o"


class Sink(Protocol):
    """Takes articles; one class a format. ``close`` completes the output, so it is not called after an error."""

    def write(self, article: dict[str, Any]) -> None:
        """Take one article: the keys of its JSON, and ``stored`` with what the store knows of it."""

    def close(self) -> None:
        """Complete the output."""


@contextmanager
def target(name: str) -> Iterator[IO[bytes]]:
    """A binary stream to write to: ``-`` is stdout, a URL goes through fsspec (``s3://``, ``memory://``, ...), anything
    else is a file, which appears under its name only when it is complete.

    Raises OutputError where it cannot be written, UsageError where fsspec is missing.
    """
    if name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif "://" in name:
        with _remote(name) as stream:
            yield stream
    else:
        with _file(Path(name)) as stream:
            yield stream


@contextmanager
def _file(path: Path) -> Iterator[IO[bytes]]:
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            yield stream
        os.replace(part, path)
    except OSError as error:
        raise OutputError(f"it cannot be written ({error.strerror or error})", where=str(path), hint=_HINT) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def _remote(url: str) -> Iterator[IO[bytes]]:
    try:
        import fsspec
    except ImportError:
        raise UsageError("a URL as output needs fsspec", where=url, hint=install("remote")) from None
    try:
        with fsspec.open(url, "wb") as stream:
            yield stream
    except (OSError, ValueError, ImportError) as error:
        raise OutputError(f"it cannot be written ({error})", where=url, hint=_HINT) from error

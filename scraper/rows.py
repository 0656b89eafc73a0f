"""Rows: JSON Lines in, plain, gzip or zstd, told apart by their first bytes; one line at a time."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from scraper.errors import InputError

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
#: Longest row, bytes: ten times the largest page that is cleaned by default (JSON escapes a character in six).
LONGEST_ROW = 100_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it stands, with the input and the line's number, from 1. ``whole`` False: cut at ``LONGEST_ROW``."""

    source: str
    number: int
    line: bytes
    whole: bool = True

    @property
    def where(self) -> str:
        """``FILE:NUMBER``."""
        return f"{self.source}:{self.number}"


def read_rows(name: str) -> Iterator[Row]:
    """The rows of a file, or of standard input for ``-``; empty lines are skipped.

    Raises ``InputError`` for a file that cannot be read, and for a compressed stream that ends too early, after the
    rows before the damage.
    """
    if name == "-":
        yield from read_stream(sys.stdin.buffer, "stdin")
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed below
    except (OSError, ValueError) as problem:
        raise _unreadable(problem, name) from problem
    with file:
        yield from read_stream(file, name)


def read_stream(stream: IO[bytes], source: str = "") -> Iterator[Row]:
    """The rows of an open stream; raises as ``read_rows`` does."""
    try:
        lines = _decompressed(stream)
        number = 0
        while line := lines.readline(LONGEST_ROW):
            number += 1
            whole = line.endswith(b"\n") or len(line) < LONGEST_ROW
            if line.strip():
                yield Row(source, number, line.rstrip(b"\r\n"), whole)
            while not whole and (rest := lines.readline(LONGEST_ROW)):
                whole = rest.endswith(b"\n")
    except (OSError, EOFError, zlib.error, ValueError) as problem:
        raise _unreadable(problem, source) from problem


def _unreadable(problem: Exception, source: str) -> InputError:
    hint = "Check the name and the rights; a damaged file is read up to the damage"
    return InputError(f"the rows cannot be read ({problem})", where=source, hint=hint)


def _decompressed(raw: IO[bytes]) -> IO[bytes]:
    buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw)  # type: ignore[type-var]
    start = buffered.peek(4)[:4]
    if start.startswith(_GZIP):
        return io.BufferedReader(gzip.GzipFile(fileobj=buffered))
    if start == _ZSTD:
        from zstandard import ZstdDecompressor, ZstdError

        reader = ZstdDecompressor().stream_reader(buffered, read_across_frames=True)
        return io.BufferedReader(_Guarded(reader, ZstdError))
    return buffered


class _Guarded(io.RawIOBase):
    """A decompressor as a raw stream; its own error becomes ``EOFError``."""

    def __init__(self, reader: IO[bytes], error: type[Exception]) -> None:
        self._reader, self._error = reader, error

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer."""
        try:
            data = self._reader.read(len(buffer))
        except self._error as problem:
            raise EOFError(str(problem)) from problem
        buffer[: len(data)] = data
        return len(data)

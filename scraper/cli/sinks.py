"""Sink: where a stream's rows go, and where those go that could not be cleaned."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from scraper.errors import OutputError


class Sink:
    """Rows written as they come; a file that ends in ``.gz`` or ``.zst`` is compressed.

    ``output`` empty: stdout. ``rejected`` empty: beside the output, else ``rejected.jsonl`` in the working folder; it
    is made when the first row is set aside.
    """

    def __init__(self, output: str, rejected: str) -> None:
        self.written = self.set_aside = 0
        stem = Path(output) if output else Path("rejected.jsonl")
        beside = stem.with_name(stem.name.split(".")[0] + ".rejected.jsonl") if output else stem
        self.rejected = Path(rejected) if rejected else beside
        self._output = output
        self._stream: IO[bytes] | None = None
        self._aside: IO[bytes] | None = None

    def __enter__(self) -> Self:
        self._stream = self._open(self._output) if self._output else sys.stdout.buffer
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.flush()
            if self._output:
                self._stream.close()
        if self._aside is not None:
            self._aside.close()

    def write(self, line: str) -> None:
        """One row that was cleaned."""
        if self._stream is not None:
            self._stream.write(line.encode("utf-8", "replace") + b"\n")
            self.written += 1

    def reject(self, line: bytes) -> None:
        """One row that was not, as it stands."""
        if self._aside is None:
            self._aside = self._open(str(self.rejected))
        self._aside.write(line + b"\n")
        self.set_aside += 1

    @staticmethod
    def _open(name: str) -> IO[bytes]:
        path = Path(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".zst":
                from zstandard import ZstdCompressor

                writer: IO[bytes] = ZstdCompressor().stream_writer(path.open("wb"), closefd=True)
                return writer
            plain: IO[bytes] = path.open("wb")
            return gzip.GzipFile(fileobj=plain, mode="wb") if path.suffix == ".gz" else plain  # type: ignore[return-value]
        except OSError as problem:
            raise OutputError(
                f"the result cannot be written ({problem})", where=name, hint="Name another file with -o"
            ) from problem

"""A page written to a file, or to stdout."""

from __future__ import annotations

import sys
from pathlib import Path

from scraper.cli.output import message
from scraper.errors import OutputError


def write(text: str, output: str) -> None:
    """The report to a file, or to stdout where none is named. Raises ``OutputError``."""
    data = text.encode("utf-8", "replace")
    if not output or output == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        Path(output).write_bytes(data)
    except OSError as problem:
        hint = "Name a file in a folder that exists and is yours: -o report.html"
        raise OutputError(f"cannot be written ({problem.strerror})", where=output, hint=hint) from None
    message(f"written to {output}")

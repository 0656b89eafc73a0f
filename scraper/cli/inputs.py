"""Inputs: saved pages and flattened texts from files and standard input."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from scraper.cleaner.parser.decode import decode
from scraper.errors import InputError

#: Bytes from the start of a file that are looked at to tell HTML from text.
SNIFFED = 4096

_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|article|div|p|span|h[1-6]|meta|title|script|table|br)[\s/>]", re.IGNORECASE
)
_HTML_ENDINGS = (".html", ".htm", ".xhtml", ".xht", ".shtml")


@dataclass(frozen=True, slots=True)
class Input:
    """One input, read. ``name``: the file's name, ``-`` for standard input."""

    name: str
    data: bytes

    @property
    def source(self) -> str:
        """``html`` by the ending of the name, or where markup stands near the start; else ``text``."""
        named = self.name.lower().endswith(_HTML_ENDINGS)
        # UTF-16 has a zero byte beside each letter of a tag
        return "html" if named or _MARKUP.search(self.data[:SNIFFED].replace(b"\0", b"")) else "text"


def read(name: str, largest: int) -> Input:
    """Read a file, or standard input for ``-``; at most ``largest`` bytes and one more, so that a limit can be told.

    Raises ``InputError`` for what is missing, a folder, or not ours to read.
    """
    if name == "-":
        return Input(name, sys.stdin.buffer.read(largest + 1))
    if not name:
        raise InputError("the name of a file is empty", hint="Check the name; - reads standard input")
    if re.match(r"https?://", name, re.IGNORECASE):
        raise InputError("this is a URL, not a file", where=name, hint=f"Use: scraper fetch {name}")
    try:
        with Path(name).open("rb") as file:
            return Input(name, file.read(largest + 1))
    except FileNotFoundError:
        raise InputError("there is no such file", where=name, hint="Check the name; - reads standard input") from None
    except IsADirectoryError:
        raise InputError(
            "this is a folder, not a file", where=name, hint=f"Name its files: {name.rstrip('/')}/*.html"
        ) from None
    except (OSError, ValueError) as problem:
        raise InputError(f"the file cannot be read ({problem})", where=name, hint="Check its rights") from None


def text_of(given: Input) -> str:
    """The characters of a flattened text. Raises ``CleanError`` for bytes that are no text."""
    return decode(given.data).body.decode("utf-8")

"""Delivery: articles and pages in the form that was asked for, to stdout, to a file, or to a file each in a folder."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import unquote, urlsplit

from scraper.article import Article
from scraper.cli.output import is_terminal, message
from scraper.errors import OutputError

#: Longest stem of a file in a folder, characters: of up to 3 bytes each, within the 255 bytes that file systems take.
NAME_LENGTH = 80


class Form(StrEnum):
    """The forms an article is delivered in."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"


_ENDINGS = {Form.TEXT: ".txt", Form.MARKDOWN: ".md", Form.JSON: ".json", Form.JSONL: ".jsonl", Form.HTML: ".html"}

_RENDER: dict[Form, Callable[[Article], str]] = {
    Form.TEXT: lambda article: article.to_text() + "\n",
    Form.MARKDOWN: lambda article: article.to_markdown().rstrip("\n") + "\n",
    Form.JSON: lambda article: article.to_json(indent=2) + "\n",
    Form.JSONL: lambda article: article.to_json() + "\n",
    Form.HTML: lambda article: article.to_html().rstrip("\n") + "\n",
}

#: What stands between two articles in one stream; JSON needs nothing, and a browser reads on after ``</html>``.
_SEPARATORS = {Form.TEXT: "\n----\n\n", Form.MARKDOWN: "\n---\n\n"}


class Delivery:
    """Where results go. Use as a context manager: it closes the file it may have opened.

    ``form`` empty: by the ending of the file, else Markdown on a terminal and JSON Lines elsewhere. ``many``: there is
    more than one input, so that ``json`` becomes JSON Lines in one stream. A folder is one that exists, or that is
    named with a slash at its end. Nothing is created before there is something to write.
    """

    def __init__(self, form: str, output: str, *, many: bool) -> None:
        self.folder = _folder(output)
        self.file = Path(output) if output and self.folder is None else None
        self.form = Form(form) if form else _form_of(self.file)
        if many and self.form is Form.JSON and self.folder is None:
            self.form = Form.JSONL
        self.written: list[Path] = []
        self._stream: BinaryIO | None = None
        self._names: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None and self.file is not None:
            self._stream.close()

    def article(self, name: str, article: Article) -> None:
        """Deliver one article; ``name``, its URL or file name, names the file in a folder."""
        text = _RENDER[self.form](article)
        separator = _SEPARATORS.get(self.form, "") if self._stream is not None else ""
        self._deliver(name, text.encode("utf-8", "replace"), _ENDINGS[self.form], separator.encode())

    def raw(self, name: str, body: bytes, ending: str = ".html") -> None:
        """Deliver a page as it was downloaded."""
        self._deliver(name, body, ending, b"")

    def tell(self) -> None:
        """Say on stderr where the results are, if not on stdout."""
        if self.folder is not None and self.written:
            message(f"{len(self.written)} files in {self.folder}")
        elif self.written:
            message(f"written to {self.file}")

    def _deliver(self, name: str, content: bytes, ending: str, separator: bytes) -> None:
        target = self.folder / self._file_name(name, ending) if self.folder is not None else self.file
        try:
            if self.folder is not None and target is not None:
                _write_whole(target, content)
                self.written.append(target)
                return
            if self._stream is None:
                self._stream = self._open()
            self._stream.write(separator + content)
            self._stream.flush()
        except BrokenPipeError:
            raise
        except OSError as problem:
            raise OutputError(
                f"the result cannot be written ({problem.strerror or problem})",
                where=str(target or "stdout"),
                hint="Name another file or folder with -o",
            ) from problem

    def _open(self) -> BinaryIO:
        if self.file is None:
            return sys.stdout.buffer
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.written.append(self.file)
        return self.file.open("wb")

    def _file_name(self, name: str, ending: str) -> str:
        """A file name that no earlier result of this run has."""
        stem = base = slug(name)
        count = 1
        while stem.casefold() in self._names:
            count += 1
            stem = f"{base}-{count}"
        self._names.add(stem.casefold())
        return stem + ending


def slug(name: str) -> str:
    """A file name's stem from a URL or file name: the last part of its path that says something, else the host."""
    parts = urlsplit(name) if "://" in name else None
    path = unquote(parts.path) if parts else name
    pieces = [piece for piece in re.split(r"[/\\]", path) if piece.strip(".-_ ")]
    last = pieces[-1] if pieces else (parts.hostname or "" if parts else "")
    stem = re.sub(r"\.(html?|php|aspx?|xhtml|txt|md)$", "", last, flags=re.IGNORECASE)
    return re.sub(r"[^\w.-]+", "-", stem).strip(".-")[:NAME_LENGTH] or "page"


def _write_whole(target: Path, content: bytes) -> None:
    """A file that is there is there whole: written beside its place, then moved."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    part.write_bytes(content)
    part.replace(target)


def _folder(output: str) -> Path | None:
    named = output.endswith(("/", os.sep))
    return Path(output) if output and (named or Path(output).is_dir()) else None


def _form_of(file: Path | None) -> Form:
    endings = {ending: form for form, ending in _ENDINGS.items()} | {".htm": Form.HTML, ".ndjson": Form.JSONL}
    if file is not None and file.suffix.lower() in endings:
        return endings[file.suffix.lower()]
    return Form.MARKDOWN if file is None and is_terminal() else Form.JSONL

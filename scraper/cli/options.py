"""Options of the commands themselves: where results go and what is told about them."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.cli.delivery import Form
from scraper.option import option


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """Options of output."""

    to: str = option(
        "",
        "form of the result; else by FILE's ending, Markdown on a terminal, JSON Lines in a pipe",
        choices=tuple(form.value for form in Form),
    )
    output: str = option("", "FILE, or a folder (named with / at its end) for a file each", flags=("-o", "--output"))
    explain: bool = option(False, "list on stderr every removed block with its kind and reason")
    config: str = option("", "configuration file whose [fetch] and [clean] hold; none is read by itself")


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """Options of output."""

    output: str = option("", "FILE for the page; else it goes to stdout", flags=("-o", "--output"))
    config: str = option("", "configuration file whose [fetch], [clean] and [[site]] hold; none is read by itself")


@dataclass(frozen=True, slots=True)
class PageOptions:
    """Options of pages."""

    raw: bool = option(False, "the page as downloaded, not cleaned")
    verbose: bool = option(False, "trace on stderr: robots rule, waits, redirects, attempts, bytes, encoding")


@dataclass(frozen=True, slots=True)
class InputOptions:
    """Options of input."""

    source: str = option("", "what the files are, else guessed", choices=("html", "text"), flags=("--from",))
    url: str = option("", "URL that the page was saved from; links are resolved against it")


@dataclass(frozen=True, slots=True)
class StreamOptions:
    """Options of streams of rows."""

    field: str = option("", "the files are JSON Lines (plain, gzip, zstd): clean this field, add the field article")
    rejected: str = option("", "FILE for rows that cannot be cleaned; else beside the output, or rejected.jsonl")
    workers: int = option(0, "processes that clean rows; 0: one a core", minimum=0, maximum=1024)

"""Options of the commands themselves: where results go and what is told about them."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.cleaner import CleanOptions, SiteOverride
from scraper.cli.delivery import Form
from scraper.option import option

_CONFIG = "configuration file whose [fetch], [clean] and [[site]] hold; none is read by itself"


def configured(path: str) -> tuple[CleanOptions, tuple[SiteOverride, ...]]:
    """How a file says that pages are cleaned; the defaults where none is named. Raises ``ConfigError``."""
    if not path:
        return CleanOptions(), ()
    from scraper.config import load  # with all that a crawl needs

    config = load(path)
    return config.clean, config.site


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
    config: str = option("", _CONFIG)


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """Options of output."""

    output: str = option("", "FILE for the page; else it goes to stdout", flags=("-o", "--output"))
    config: str = option("", _CONFIG)


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

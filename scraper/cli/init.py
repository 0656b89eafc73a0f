"""scraper init: a commented configuration file for a site that is given by its home page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from scraper.cli.flags import Changes, flags, with_flags
from scraper.cli.output import ExitCode, message
from scraper.cli.template import configuration, source_of
from scraper.config import DEFAULT_NAME
from scraper.errors import ConfigError, OutputError
from scraper.option import option
from scraper.url import host_of, normalise

EXAMPLES = (
    "scraper init https://news.example.org/",
    "scraper init https://news.example.org/ -o news.toml --force",
)


@dataclass(frozen=True, slots=True)
class InitOptions:
    """Options of the new file."""

    output: str = option(DEFAULT_NAME, "file to write", flags=("-o", "--output"))
    name: str = option("", "name of the source; else the host's")
    force: bool = option(False, "write over a file that is there")


@flags(given=InitOptions)
def init(
    url: Annotated[str, typer.Argument(help="The site's home page.", metavar="URL")],
    given: Changes,
) -> ExitCode:
    """Write a commented config.toml for a site that is given by its home page."""
    options = with_flags(InitOptions(), given)
    home, path = normalise(url), Path(options.output)
    text = configuration(source_of(options.name or host_of(home).removeprefix("www."), home))
    try:
        with path.open("w" if options.force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ConfigError("the file is there already", where=str(path), hint="Write over it with --force") from None
    except OSError as problem:
        raise OutputError(f"the file cannot be written ({problem.strerror})", where=str(path)) from problem
    config = "" if path == Path(DEFAULT_NAME) else f" --config {path}"
    message(f"{path} is written. Next: scraper crawl{config}")
    return ExitCode.DONE

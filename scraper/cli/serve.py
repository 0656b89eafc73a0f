"""scraper serve: a reading service and JSON API on loopback."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scraper.cli.flags import Changes, flags, with_flags
from scraper.cli.output import message
from scraper.config import DEFAULT_NAME, load
from scraper.errors import UsageError, install
from scraper.serve.options import ServeOptions

EXAMPLES = ("scraper serve", "scraper serve --port 9000 --config newsroom.toml")


@flags(serve=ServeOptions)
def serve(
    serve: Changes,
    config: Annotated[Path, typer.Option(help="Configuration file.", metavar="FILE")] = Path(DEFAULT_NAME),
) -> None:
    """Search and read the stored articles in a browser on this machine, and clean pages by a JSON API."""
    options = with_flags(ServeOptions(), serve)
    try:
        from scraper.serve.app import run
    except ImportError as missing:
        raise UsageError(f"the service needs {missing.name}", where="scraper serve", hint=install("serve")) from None
    run(load(config), options, lambda url: message(f"Reading at {url} (Ctrl-C ends it)"))

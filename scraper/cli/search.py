"""scraper search: stored articles that hold all the words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from scraper.cli.output import ExitCode, message
from scraper.cli.stored import opened, print_table
from scraper.config import DEFAULT_NAME
from scraper.store.search import search as find

EXAMPLES = ('scraper search "winter ferry"', "scraper search lighthouse --to json")


def search(
    words: Annotated[list[str], typer.Argument(help="Words that all stand in the article.", metavar="WORD")],
    limit: Annotated[int, typer.Option(help="Articles at most.", min=1, metavar="N")] = 20,
    to: Annotated[str, typer.Option(help="table or json.", metavar="FORMAT")] = "table",
    config: Annotated[Path, typer.Option(help="Configuration file.", metavar="FILE")] = Path(DEFAULT_NAME),
) -> ExitCode:
    """Find stored articles by their words, best first."""
    with opened(config) as (_, database):
        hits = find(database, " ".join(words), limit)
    if to == "json":
        print(json.dumps(hits, ensure_ascii=False, indent=2))
    elif hits:
        print_table(("id", "title", "excerpt", "URL"), [(h["id"], h["title"], h["excerpt"], h["url"]) for h in hits])
    else:
        message("no stored article holds all these words")
    return ExitCode.DONE

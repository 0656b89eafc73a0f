"""scraper explain: one HTML page that shows why each block of a page was kept or removed."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated

import typer

from scraper.api import Reader
from scraper.cleaner import Cleaner, CleanOptions
from scraper.cleaner.explain import Explanation
from scraper.cleaner.text import TextCleaner
from scraper.cli import inputs
from scraper.cli.files import write
from scraper.cli.flags import Changes, flags, with_flags
from scraper.cli.options import InputOptions, ReportOptions
from scraper.cli.output import ExitCode
from scraper.config import Config, load
from scraper.errors import ScraperError
from scraper.fetcher import FetchOptions
from scraper.page import Page
from scraper.report.explain import explain_html

EXAMPLES = (
    "scraper explain page.html -o report.html",
    "scraper explain dump.txt -o report.html",
    "scraper explain https://example.org/news/story -o report.html",
)


@flags(report=ReportOptions, given=InputOptions, fetch=FetchOptions, clean=CleanOptions)
def explain(
    page: Annotated[str, typer.Argument(help="URL, saved page or flattened text; - for stdin.", metavar="URL|FILE")],
    report: Changes,
    given: Changes,
    fetch: Changes,
    clean: Changes,
) -> ExitCode:
    """Show in one HTML page why each block was kept or removed, and what came of it."""
    to, origin = with_flags(ReportOptions(), report), with_flags(InputOptions(), given)
    settings = load(to.config) if to.config else Config()
    cleaner = Cleaner(with_flags(settings.clean, clean), site=settings.site)
    if re.match(r"https?://", page, re.IGNORECASE):
        explanation = _fetched(page, with_flags(settings.fetch, fetch), cleaner)
    else:
        explanation = _read(page, origin, cleaner)
    write(explain_html(explanation, explanation.article.url or page), to.output)
    return ExitCode.DONE


def _fetched(url: str, fetch: FetchOptions, cleaner: Cleaner) -> Explanation:
    async def get() -> Page:
        async with Reader(fetch, cleaner.options) as reader:
            return (await reader.read(url)).page if fetch.render == "auto" else await reader.get(url)

    return cleaner.explain(asyncio.run(get()))


def _read(name: str, origin: InputOptions, cleaner: Cleaner) -> Explanation:
    given = inputs.read(name, cleaner.options.max_bytes)
    try:
        if (origin.source or given.source) == "text":
            return TextCleaner(cleaner.options).explain(inputs.text_of(given), origin.url or None)
        return cleaner.explain(given.data, origin.url or None)
    except ScraperError as problem:
        problem.where = problem.where if name in problem.where else name
        raise

"""scraper explain: one HTML page that shows why each block of a page was kept or removed."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated

import typer

from scraper.cleaner import Cleaner, CleanOptions
from scraper.cleaner.explain import Explanation
from scraper.cleaner.text import TextCleaner
from scraper.cli import inputs
from scraper.cli.files import write
from scraper.cli.flags import Changes, flags, with_flags
from scraper.cli.options import InputOptions, ReportOptions
from scraper.cli.output import ExitCode
from scraper.errors import ScraperError
from scraper.fetcher import Fetcher, FetchOptions
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
    fetch_options, clean_options = _configured(to.config)
    clean_options = with_flags(clean_options, clean)
    if re.match(r"https?://", page, re.IGNORECASE):
        explanation = _fetched(page, with_flags(fetch_options, fetch), clean_options)
    else:
        explanation = _read(page, origin, clean_options)
    write(explain_html(explanation, explanation.article.url or page), to.output)
    return ExitCode.DONE


def _fetched(url: str, fetch: FetchOptions, clean: CleanOptions) -> Explanation:
    async def get() -> Explanation:
        async with Fetcher(fetch) as fetcher:
            return Cleaner(clean).explain(await fetcher.get(url))

    return asyncio.run(get())


def _read(name: str, origin: InputOptions, clean: CleanOptions) -> Explanation:
    given = inputs.read(name, clean.max_bytes)
    try:
        if (origin.source or given.source) == "text":
            return TextCleaner(clean).explain(inputs.text_of(given), origin.url or None)
        return Cleaner(clean).explain(given.data, origin.url or None)
    except ScraperError as problem:
        problem.where = problem.where if name in problem.where else name
        raise


def _configured(path: str) -> tuple[FetchOptions, CleanOptions]:
    if not path:
        return FetchOptions(), CleanOptions()
    from scraper.config import load

    config = load(path)
    return config.fetch, config.clean

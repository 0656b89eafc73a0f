"""scraper clean: the articles of saved pages and flattened texts."""

from __future__ import annotations

from typing import Annotated

import typer

from scraper.article import Article
from scraper.cleaner import Cleaner, CleanOptions, clean_text
from scraper.cli import inputs
from scraper.cli.delivery import Delivery
from scraper.cli.flags import Changes, flags, with_flags
from scraper.cli.options import InputOptions, OutputOptions, StreamOptions, configured
from scraper.cli.outcome import Outcome
from scraper.cli.output import ExitCode, progress
from scraper.cli.removals import removals
from scraper.errors import ScraperError, UsageError

EXAMPLES = (
    "scraper clean page.html --to markdown",
    "scraper clean dump.txt --to json --explain",
    "scraper clean - --from text --to text < dump.txt",
    "scraper clean pages/*.html --to json -o articles/",
    "scraper clean --field text dumps.jsonl.zst -o articles.jsonl.zst",
)


@flags(out=OutputOptions, given=InputOptions, stream=StreamOptions, clean=CleanOptions)
def clean(
    files: Annotated[list[str], typer.Argument(help="Saved pages or flattened texts; - for stdin.", metavar="FILE")],
    out: Changes,
    given: Changes,
    stream: Changes,
    clean: Changes,
) -> ExitCode:
    """Keep only the article of saved pages and flattened texts."""
    to, origin = with_flags(OutputOptions(), out), with_flags(InputOptions(), given)
    options, site = configured(to.config)
    cleaner = Cleaner(with_flags(options, clean), site=site)
    rows = with_flags(StreamOptions(), stream)
    if rows.field:
        return _stream(files, rows, origin, to, cleaner)
    with Delivery(to.to, to.output, many=len(files) > 1) as delivery, progress("Cleaning", len(files)) as steps:
        outcome = Outcome(len(files), steps)
        for name in files:
            try:
                article = _article(name, origin, cleaner)
            except ScraperError as problem:
                outcome.failed(problem)
                continue
            delivery.article("stdin" if name == "-" else name, article)
            outcome.check(name, article)
            if to.explain:
                steps.note("\n  ".join([name, *removals(article)]))
            outcome.done(name)
    delivery.tell()
    return outcome.exit_code


def _stream(
    files: list[str], rows: StreamOptions, origin: InputOptions, to: OutputOptions, cleaner: Cleaner
) -> ExitCode:
    from scraper.cli.stream import clean_stream

    if to.to not in ("", "jsonl"):
        raise UsageError("rows are written as JSON Lines", where=f"--to {to.to}", hint="Leave out --to, or --field")
    return clean_stream(files, rows, origin.source, to.output, cleaner)


def _article(name: str, origin: InputOptions, cleaner: Cleaner) -> Article:
    options = cleaner.options
    given = inputs.read(name, options.max_bytes)
    try:
        if (origin.source or given.source) == "text":
            return clean_text(inputs.text_of(given), origin.url or None, options=options)
        return cleaner.clean(given.data, origin.url or None)
    except ScraperError as problem:
        if name not in problem.where:
            problem.where = name
        raise

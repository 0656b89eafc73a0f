"""scraper bulk: archives of pages in, one table of articles a shard out, on all cores or a Dask cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scraper.cleaner import CleanOptions
from scraper.cli.flags import Changes, flags, with_flags
from scraper.cli.options import configured
from scraper.cli.output import ExitCode, Progress, message, progress
from scraper.errors import UsageError, install
from scraper.scale.bulk.options import BulkJob, BulkOptions

if TYPE_CHECKING:
    from scraper.scale.bulk.cluster import BulkRun

EXAMPLES = (
    "scraper bulk '.scraper/warc/*.warc.gz' -o articles/",
    "scraper bulk dumps.jsonl.zst --text-field text --to jsonl -o articles/",
)


@flags(bulk=BulkOptions, clean=CleanOptions)
def bulk(
    inputs: Annotated[
        list[str],
        typer.Argument(help="WARC, Parquet or JSON Lines: paths, globs or fsspec URLs.", metavar="INPUT"),
    ],
    bulk: Changes,
    clean: Changes,
    output: Annotated[str, typer.Option("--output", "-o", help="Folder or fsspec URL.", metavar="FOLDER")] = "",
    config: Annotated[
        str, typer.Option(help="Configuration file whose [clean] and [[site]] hold.", metavar="FILE")
    ] = "",
) -> ExitCode:
    """Clean archives of pages: one table of articles for each. What is there already is not made again."""
    options, site = configured(config)
    job = BulkJob(with_flags(BulkOptions(), bulk), with_flags(options, clean), site)
    if not output:
        raise UsageError("no folder for the articles", where="--output", hint="Give one: -o articles/")
    _need_extra()
    from scraper.scale.bulk import find_inputs, plan
    from scraper.scale.bulk.cluster import run

    shards = plan(find_inputs(inputs), _absolute(output), job.options.to)
    with progress("Shards", len(shards)) as steps:
        done = run(shards, job, lambda now: _show(steps, now))
    return _summary(done)


def _show(steps: Progress, now: BulkRun) -> None:
    left = "" if now.left is None else f", {_duration(now.left)} left"
    steps.done = now.there + len(now.results) + len(now.failures)
    steps.show(f"{now.counts.pages:,} pages, {now.counts.pages / now.seconds:,.0f} pages/s{left}")


def _summary(done: BulkRun) -> ExitCode:
    """Tell what came of it, the failures first."""
    for shard, problem in done.failures:
        message(f"error: {problem}" if shard.input in problem else f"error: {shard.input}: {problem}")
    for result in done.results:
        for example in result.examples:
            message(f"error: {result.shard.input}: {example}")
        if result.counts.errors > len(result.examples):
            rest = result.counts.errors - len(result.examples)
            message(f"error: {result.shard.input}: {rest} more; the column error has them all")
    counts = done.counts
    message(
        f"{len(done.results)} shards cleaned, {done.there} were there, {len(done.failures)} failed: {counts.pages:,} "
        f"pages, {counts.articles:,} of them articles, {counts.errors:,} errors, {counts.others:,} records that are no "
        f"page; {_duration(done.seconds)}, {counts.pages / done.seconds:,.0f} pages/s"
    )
    return ExitCode.INCOMPLETE if done.failures or counts.errors else ExitCode.DONE


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _absolute(output: str) -> str:
    """The folder as every worker on this machine finds it; a URL stays what it is."""
    from fsspec.core import url_to_fs

    try:
        _, path = url_to_fs(output)
    except (OSError, ValueError, ImportError) as problem:
        raise UsageError(f"it cannot be written to ({problem})", where=output, hint="Name another folder") from problem
    return output if "://" in output else str(path)


def _need_extra() -> None:
    from importlib.util import find_spec

    missing = [name for name in ("distributed", "fsspec", "pyarrow") if find_spec(name) is None]
    if missing:
        raise UsageError(f"bulk cleaning needs {', '.join(missing)}", hint=install("dask"))

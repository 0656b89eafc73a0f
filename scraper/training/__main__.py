"""python -m scraper.training DATA -o WEIGHTS: from unpacked sets of labelled pages to the weights and a report."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from scraper.errors import InputError
from scraper.training.command import run, say, training_parser
from scraper.training.fit import FitOptions, fit
from scraper.training.sets import Labelled, hosts, read_set
from scraper.training.table import measure_pages
from scraper.training.validate import cross_validate, report, write_rows

#: One forest more or less lucky differs by .003 of a set's word F1; the mean of two is nearer to that of four than
#: either of them.
_FORESTS = 2


def main(arguments: list[str] | None = None) -> int:
    """Train; returns the exit code."""
    return run(_run, _parser().parse_args(arguments))


def _run(options: argparse.Namespace) -> None:
    fitting = replace(
        FitOptions(), trees=options.trees, forests=options.forests, seed=options.seed, threads=options.threads
    )
    pages = _pages(options.data, options.sets)
    say(f"{len(pages)} pages of {hosts(pages)} hosts")
    rows = measure_pages(pages, options.threads)
    say(f"{sum(len(row.labels) for row in rows)} blocks of {len(rows)} pages")
    if options.folds:
        cleaned = list(cross_validate(pages, rows, fitting, options.folds))
        write_rows(cleaned, options.data / "out", options.name)
        print(report(cleaned), flush=True)
    if options.output:
        model = fit(rows, fitting, options.version)
        model.save(options.output)
        say(f"{options.output}: {options.output.stat().st_size} bytes, {len(model.features)} measurements")


def _pages(data: Path, sets: list[str] | None) -> list[Labelled]:
    """The labelled pages of the named sets, or of every set of HTML pages in the folder."""
    folders = [data / name for name in sets] if sets else sorted(p.parent for p in data.glob("*/gold.jsonl"))
    if not sets:  # the same pages as flattened text teach nothing here
        folders = [folder for folder in folders if not folder.name.endswith(("-flat", "-leaky"))]
    if not folders:
        raise InputError("no labelled pages", where=str(data), hint="DATA holds folders of pages.jsonl and gold.jsonl.")
    return [page for folder in folders for page in read_set(folder)]


def _parser() -> argparse.ArgumentParser:
    parser = training_parser("python -m scraper.training", __doc__)
    parser.add_argument("-o", "--output", type=Path, help="weights file to write (.npz)")
    parser.add_argument("--forests", type=int, default=_FORESTS, help="the mean of so many, each of its own seed")
    parser.add_argument("--sets", nargs="+", help="names of the sets (default: all with HTML)")
    parser.add_argument("--folds", type=int, default=5, help="folds of the cross-validation by host; 0 skips it")
    parser.add_argument("--name", default="ours", help="name of the held-out results: DATA/out/SET.NAME.jsonl")
    parser.add_argument("--version", default="blocks-4", help="recorded in the weights and in every article")
    return parser


if __name__ == "__main__":
    sys.exit(main())

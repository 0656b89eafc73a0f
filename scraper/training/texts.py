"""python -m scraper.training.texts DATA -o FOLDER: unpacked sets of flattened texts -> the weights and a report."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from scraper.cleaner.text import TextCleaner
from scraper.cleaner.text.score import TextModel
from scraper.errors import InputError
from scraper.training.command import run, say, training_parser
from scraper.training.fit import FitOptions
from scraper.training.scores import mean_scores, score_page
from scraper.training.sets import Labelled, fold_of, hosts, read_set
from scraper.training.text import fit_text, measure_texts
from scraper.training.validate import Cleaned, write_rows

#: Of the measurements that each level of a tree chooses from: thrice as fast, as good.
_SHARE = 0.3
#: What the report puts beside the figures: least ``wF1`` (fundus-dev-flat: and most ``leak``, .50).
TARGETS = {
    "fundus-dev-flat": 0.92, "fundus-dev-leaky": 0.955, "trafi-dev-flat": 0.91, "trafi-dev-leaky": 0.94,
    "saved-dev-flat": 0.90, "saved-dev-leaky": 0.93, "wcxb-dev-flat": 0.93, "wcxb-dev-leaky": 0.91,
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Train; returns the exit code."""
    return run(_run, _parser().parse_args(arguments))


def _run(options: argparse.Namespace) -> None:
    fitting = FitOptions(
        trees=options.trees, depth=6, rate=options.rate, penalty=3.0, share=_SHARE, seed=options.seed,
        threads=options.threads,
    )  # fmt: skip
    folders = sorted(path.parent for path in options.data.glob("*/gold.jsonl"))
    pages = [page for folder in folders if folder.name.endswith(("-flat", "-leaky")) for page in read_set(folder)]
    if not pages:
        raise InputError("no labelled texts", where=str(options.data), hint="DATA holds folders SET-flat, SET-leaky.")
    samples = measure_texts(pages, options.threads)
    say(f"{len(pages)} texts of {hosts(pages)} hosts, {sum(len(sample.labels) for sample in samples)} lines")
    cleaned: list[Cleaned] = []
    for number, model in enumerate(fit_text(samples, fitting, options.folds, options.version)):
        if number == options.folds:
            model.save(options.output)
            break
        held_out = [page for page in pages if fold_of(page.host, options.folds, fitting.seed) == number]
        cleaned += clean_texts(held_out, model, options.threads)
        say(f"fold {number + 1} of {options.folds}")
    write_rows(cleaned, options.data / "out", options.name)
    print(report(cleaned))


def clean_texts(pages: Sequence[Labelled], model: TextModel, processes: int) -> list[Cleaned]:
    """The texts cleaned with one model."""
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(partial(_clean_text, model), pages, chunksize=8))


def _clean_text(model: TextModel, page: Labelled) -> Cleaned:
    article = TextCleaner(model=model).clean(page.body().decode("utf-8"))
    row: dict[str, Any] = {
        "id": page.id, "text": article.text, "title": article.title, "authors": list(article.authors),
        "date": article.published.isoformat() if article.published else None, "tags": list(article.tags),
        "confidence": article.confidence,
    }  # fmt: skip
    return Cleaned(page, article.text, article.confidence, row, score_page(article.text, page.gold))


def report(cleaned: Sequence[Cleaned]) -> str:
    """The figures of each set beside its target."""
    lines = []
    for name in sorted({one.page.set for one in cleaned}):
        figures = mean_scores(one.figures for one in cleaned if one.page.set == name)
        told = " ".join(f"{key} {value:.3f}" for key, value in figures.items())
        lines.append(f"{name:18} target {TARGETS.get(name, 0):.3f}  {told}")
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = training_parser("python -m scraper.training.texts", __doc__)
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder for the files of weights")
    parser.add_argument("--folds", type=int, default=4, help="folds by host")
    parser.add_argument("--name", default="text", help="name of the held-out results: DATA/out/SET.NAME.jsonl")
    parser.add_argument("--rate", type=float, default=0.095)
    parser.add_argument("--version", default="text-3", help="recorded in the weights")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""Cross-validation by host through the cleaner itself, and the report: figures beside targets, calibration."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any

from scraper.cleaner.classifier.model import Model
from scraper.cleaner.engine import Cleaner
from scraper.errors import CleanError
from scraper.training.fit import FitOptions, fit
from scraper.training.scores import FIGURES, mean_scores, score_page
from scraper.training.sets import Labelled, fold_of
from scraper.training.table import Row

#: What the report says a figure should reach at least (``leak``, ``lost``, ``without``: at most).
TARGETS = {
    ("wcxb-dev", "article"): {"wF1": 0.965, "exact": 0.25},
    ("wcxb-dev", ""): {"wF1": 0.865},
    ("fundus-dev", ""): {"wF1": 0.970, "leak": 0.35, "lost": 0.20},
    ("trafi-dev", ""): {"wF1": 0.960, "with": 0.955, "without": 0.07},
    ("saved-dev", ""): {"wF1": 0.950},
}
#: Confidence above which a page's text is to be relied on.
_SURE = 0.9
_BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.001)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page cleaned by a model that has not seen its host."""

    page: Labelled
    text: str
    confidence: float
    row: dict[str, Any]
    figures: dict[str, float]


def cross_validate(
    pages: Sequence[Labelled], rows: Sequence[Row], options: FitOptions, folds: int
) -> Iterator[Cleaned]:
    """Every page cleaned with the weights of the other folds; the choice of measurements is made anew a fold too."""
    for fold in range(folds):
        seen = [row for row in rows if fold_of(row.host, folds, options.seed) != fold]
        model = fit(seen, options, f"fold-{fold}")
        held_out = [page for page in pages if fold_of(page.host, folds, options.seed) == fold]
        yield from clean_all(held_out, model, options.threads)


def clean_all(pages: Sequence[Labelled], model: Model, processes: int) -> Iterator[Cleaned]:
    """The pages cleaned with one model."""
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(partial(clean_page, model), pages, chunksize=8)


def clean_page(model: Model, page: Labelled) -> Cleaned:
    """One page through the whole cleaner; a page that cannot be read has an empty text."""
    try:
        article = Cleaner(model=model).clean(page.body(), page.url)
    except CleanError:
        return Cleaned(page, "", 0.0, {"id": page.id, "text": ""}, score_page("", page.gold))
    row = {
        "id": page.id, "text": article.text, "title": article.title, "authors": list(article.authors),
        "date": article.published.isoformat() if article.published else None, "tags": list(article.tags),
        "confidence": article.confidence, "engine": article.engine, "status": str(article.status),
    }  # fmt: skip
    return Cleaned(page, article.text, article.confidence, row, score_page(article.text, page.gold))


def write_rows(cleaned: Iterable[Cleaned], folder: Path, name: str) -> None:
    """``SET.NAME.jsonl`` for each set: a row a page."""
    folder.mkdir(parents=True, exist_ok=True)
    by_set: dict[str, list[dict[str, Any]]] = {}
    for one in cleaned:
        by_set.setdefault(one.page.set, []).append(one.row)
    for set_name, rows in by_set.items():
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{set_name}.{name}.jsonl").write_text(text, encoding="utf-8")


def report(cleaned: Sequence[Cleaned]) -> str:
    """The figures of every set and kind beside their targets, and the calibration of the confidence."""
    lines = [f"{'set':<28}{'pages':>6}" + "".join(f"{name:>9}" for name in FIGURES)]
    for (set_name, kind), group in _groups(cleaned):
        scores = mean_scores(one.figures for one in group)
        label = f"{set_name} {kind}".strip()
        lines.append(
            f"{label:<28}{len(group):>6}"
            + "".join(f"{scores[name]:>9.4f}" if name in scores else f"{'-':>9}" for name in FIGURES)
        )
        wanted = TARGETS.get((set_name, kind), {})
        if wanted:
            cells = (f"{wanted[name]:>9.3f}" if name in wanted else f"{'':>9}" for name in FIGURES)
            lines.append(f"{'  target':<28}{'':>6}" + "".join(cells))
    return "\n".join([*lines, "", *reliability(cleaned)])


def reliability(cleaned: Sequence[Cleaned]) -> list[str]:
    """What the confidence is worth: mean confidence and mean word F1 by confidence, and above .9 of every set."""
    lines = [f"{'confidence':<28}{'pages':>6}{'mean':>9}{'wF1':>9}"]
    scored = [one for one in cleaned if "wF1" in one.figures]
    for low, high in pairwise(_BINS):
        lines += _reliable(f"{low:.2f} .. {min(high, 1):.2f}", [one for one in scored if low <= one.confidence < high])
    sure = [one for one in scored if one.confidence > _SURE]
    lines += _reliable("above .90 (target .97)", sure)
    for set_name in dict.fromkeys(one.page.set for one in sure):
        lines += _reliable(f"above .90 {set_name}", [one for one in sure if one.page.set == set_name])
    return lines


def _reliable(label: str, group: Sequence[Cleaned]) -> list[str]:
    if not group:
        return []
    confidence, score = mean(one.confidence for one in group), mean(one.figures["wF1"] for one in group)
    return [f"{label:<28}{len(group):>6}{confidence:>9.4f}{score:>9.4f}"]


def _groups(cleaned: Sequence[Cleaned]) -> Iterator[tuple[tuple[str, str], list[Cleaned]]]:
    for set_name in dict.fromkeys(one.page.set for one in cleaned):
        group = [one for one in cleaned if one.page.set == set_name]
        yield (set_name, ""), group
        kinds = sorted({one.page.kind for one in group})
        if len(kinds) > 1:
            for kind in kinds:
                yield (set_name, kind), [one for one in group if one.page.kind == kind]

"""Scores and wordings -> the lines that are kept, the title, and the removals with their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scraper.block import Removal
from scraper.cleaner.decide import cut
from scraper.cleaner.document import Verdict
from scraper.cleaner.options import CleanOptions
from scraper.cleaner.text.columns import Floats
from scraper.cleaner.text.fields import lifts
from scraper.cleaner.text.reasons import Reasons
from scraper.cleaner.text.rules import RULES
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.text.title import find_title


@dataclass(frozen=True, slots=True)
class Choice:
    """``kept``: numbers of the lines of the body. ``title``: number of the headline's line. ``lifted``: field of the
    Article -> texts that were taken out of the body for it. ``confidence``: expected F1 of the choice."""

    title: int | None
    kept: tuple[int, ...]
    removed: tuple[Removal, ...]
    lifted: dict[str, list[str]]
    confidence: float


def choose(
    sheet: Sheet, scores: Floats, options: CleanOptions, recurring: Mapping[int, Verdict] | None = None
) -> Choice:
    """Keep what scores at least the page's best threshold unless a rule says otherwise; the first verdict stands.

    ``recurring``: verdicts on the lines of the site's template, where it is known.
    """
    threshold, confidence = cut(scores.astype(np.float64), sheet.words)
    verdicts: dict[int, Verdict] = dict(recurring or {})
    for name, rule in RULES:
        if name not in options.disable_rules:
            for verdict in rule(sheet, scores, threshold):
                verdicts.setdefault(verdict.index, verdict)
    wanted = [verdicts[n].keep if n in verdicts else score >= threshold for n, score in enumerate(scores.tolist())]
    title = find_title(sheet, scores, wanted)
    if title is not None:
        wanted[title] = False
    kept = [index for index, keep in enumerate(wanted) if keep]
    lifted = lifts(sheet, kept, title)
    for index in sorted(verdicts):
        if verdicts[index].lift and not verdicts[index].keep:
            lifted.setdefault(str(verdicts[index].lift), []).append(index)
    for name, numbers in lifted.items():
        if getattr(options, name, False):
            kept = sorted({*kept, *numbers})
    reasons = Reasons(sheet, scores, kept)
    removed = []
    whole = set(kept)
    for index, text in enumerate(sheet.texts):
        if index not in whole and index != title:
            said = verdicts.get(index)
            kind, reason = (said.kind, said.reason) if said is not None else reasons.of(index)
            removed.append(Removal(text, kind, reason, round(float(scores[index]), 4)))
    texts = {name: [sheet.texts[n] for n in numbers] for name, numbers in lifted.items()}
    return Choice(title, tuple(kept), tuple(removed), texts, confidence)

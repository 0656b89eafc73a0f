"""Scores and wordings -> the lines that are kept, the title, and the removals with their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scraper.block import Removal
from scraper.cleaner.decide import cut
from scraper.cleaner.document import Verdict
from scraper.cleaner.options import CleanOptions
from scraper.cleaner.text.draft import Draft, is_whole
from scraper.cleaner.text.fields import lifts
from scraper.cleaner.text.reasons import Reasons
from scraper.cleaner.text.rules import RULES
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.text.title import find_title
from scraper.cleaner.text.windows import Floats

#: How much stricter than the best expected F1 (see ``cut``): held out, 1.3 leaves a foreign line on an eighth fewer of
#: the whole pages than 1.1, for .002 of word F1 on average; of what an extractor left it costs more than it gains.
_STRICTER, _STRICTER_WHOLE = 1.1, 1.3


@dataclass(frozen=True, slots=True)
class Choice:
    """``kept``: numbers of the lines of the body. ``title``: number of the headline's line. ``lifted``: field of the
    Article -> texts that were taken out of the body for it. ``confidence``: expected F1 of the choice. ``scores``: one
    a line."""

    title: int | None
    kept: tuple[int, ...]
    removed: tuple[Removal, ...]
    lifted: dict[str, list[str]]
    confidence: float
    scores: Floats


@dataclass(frozen=True, slots=True)
class Pick:
    """What is kept, before anything is said about the rest: see ``Choice``. ``verdicts``: of the rules, a line each."""

    title: int | None
    kept: tuple[int, ...]
    verdicts: Mapping[int, Verdict]
    confidence: float
    scores: Floats


def pick(sheet: Sheet, scores: Floats, options: CleanOptions, known: Mapping[int, Verdict] | None = None) -> Pick:
    """Keep what scores at least the page's best threshold unless a rule says otherwise; the first verdict stands.

    ``known``: verdicts that stand already (the lines of the site's template, where it is known).
    """
    _, confidence = cut(scores.astype(np.float64), sheet.words)
    draft = Draft(sheet, scores, (_STRICTER_WHOLE if is_whole(scores) else _STRICTER) * confidence / 2)
    verdicts: dict[int, Verdict] = dict(known or {})
    for name, rule in RULES:
        if name not in options.disable_rules:
            for verdict in rule(draft):
                verdicts.setdefault(verdict.index, verdict)
    wanted = [verdicts[n].keep if n in verdicts else score >= draft.threshold for n, score in enumerate(draft.scores)]
    title = find_title(sheet, scores, wanted)
    if title is not None:
        wanted[title] = False
    return Pick(title, tuple(n for n, keep in enumerate(wanted) if keep), verdicts, confidence, scores)


def choose(sheet: Sheet, found: Pick, options: CleanOptions) -> Choice:
    """What was picked, with what is lifted out of the other lines, and why each of those was removed."""
    kept, verdicts = list(found.kept), found.verdicts
    lifted = lifts(sheet, kept, found.title)
    for index in sorted(verdicts):
        if verdicts[index].lift and not verdicts[index].keep:
            lifted.setdefault(str(verdicts[index].lift), []).append(index)
    for name, numbers in lifted.items():
        if getattr(options, name, False):
            kept = sorted({*kept, *numbers})
    reasons = Reasons(sheet, kept)
    removed = []
    whole = {*kept, found.title}
    scores = found.scores.tolist()
    for index, text in enumerate(sheet.texts):
        if index not in whole:
            said = verdicts.get(index)
            kind, reason = (said.kind, said.reason) if said is not None else reasons.of(index)
            removed.append(Removal(text, kind, reason, round(scores[index], 4)))
    texts = {name: [sheet.texts[n] for n in numbers] for name, numbers in lifted.items()}
    return Choice(found.title, tuple(kept), tuple(removed), texts, found.confidence, found.scores)

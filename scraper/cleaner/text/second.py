"""The second look: what the first scores of the other lines say about a line."""

from __future__ import annotations

import numpy as np

from scraper.cleaner.text.closings import CLOSINGS, around_closings, closing_masks
from scraper.cleaner.text.columns import Lines
from scraper.cleaner.text.windows import FAR, Columns, Floats, Sums, named, shifted, since, stretch, until

#: Scores from which a line is surely the article's, and below which surely not.
_SURE, _NEVER = 0.8, 0.1
#: Lines of at least so many words carry the article's vocabulary.
_TELLING = 8
#: The article's first words, which say what it is about.
_LEAD_WORDS = 150.0


def second_columns(lines: Lines, scores: Floats) -> Columns:
    """The columns that the first scores (probabilities) give."""
    index = lines.index
    sizes = np.sqrt(np.minimum(lines.words, 100))
    mass = (scores * lines.shapes.size).astype(np.float32)
    total = max(float(mass.sum()), 1.0)
    sure, never = scores > _SURE, scores < _NEVER
    found: Columns = {
        "score": scores, "first_before": np.cumsum(mass) / total, "first_mean": np.full(lines.count, scores.mean()),
        "first_sure": np.full(lines.count, min(float(sure.sum()), 100.0)),
        "since_sure": since(sure, index), "until_sure": until(sure, index),
        "since_never": since(never, index), "until_never": until(never, index),
        "sure_after": np.minimum(sure.sum() - np.cumsum(sure), 50), "sure_before": np.minimum(np.cumsum(sure), 50),
    }  # fmt: skip
    for by in (-4, -3, -2, -1, 1, 2, 3, 4):
        found[f"first{by:+}"] = shifted(scores, by)
    sums = Sums(scores)
    for reach in (1, 2, 4, 8, 16):
        found[f"first_near{reach}"] = sums.near(reach)
    for reach in (4, 16):
        found[f"first_ahead{reach}"], found[f"first_behind{reach}"] = sums.ahead(reach), sums.behind(reach)
    for number, bias in enumerate((0.5, 0.25)):
        first, last = stretch(((scores - bias) * sizes).astype(np.float32))
        found[f"first_in{number}"] = (index >= first) & (index <= last)
        found[f"first_to{number}"] = np.clip(index - first, -FAR, FAR)
        found[f"first_from{number}"] = np.clip(index - last, -FAR, FAR)
    telling = np.where(lines.words >= _TELLING, scores, 0).astype(np.float32)
    found["body_shared"], found["body_shared_mean"] = lines.vocabulary.shared(telling)
    led = np.cumsum(telling * lines.words) - telling * lines.words < _LEAD_WORDS
    found["lead_shared"], _ = lines.vocabulary.shared(np.where(led, telling, 0).astype(np.float32))
    found.update(lines.vocabulary.echoes(telling))
    _add_cohesion(found, lines)
    _, below, share = around_closings(closing_masks(lines), mass / np.float32(total))
    named(found, (f"first_below_{name}" for name in CLOSINGS), below)
    named(found, (f"first_above_{name}" for name in CLOSINGS), share)
    _add_runs(found, lines, scores)
    _add_likeness(found, lines, telling)
    return found


def _add_cohesion(found: Columns, lines: Lines) -> None:
    """How the prose close above and below shares words with the article, with its lead, and with what stands before."""
    prose = (lines.words >= _TELLING).astype(np.float32)
    names = ("body_shared", "lead_shared", "echo_above")
    sums = Sums(np.stack([*(found[name] * prose for name in names), prose]))
    for reach in (3, 8):
        for where, means in (("ahead", sums.ahead(reach)), ("behind", sums.behind(reach))):
            named(found, (f"{name}_{where}{reach}" for name in names), means[:-1] / (means[-1] + 0.05))


def _add_runs(found: Columns, lines: Lines, scores: Floats) -> None:
    """The scores of the run of lines, all prose or none, that a line stands in, and of the prose above and below."""
    prose = lines.words >= _TELLING
    run = np.cumsum(np.concatenate([[False], prose[1:] != prose[:-1]]))
    count = np.bincount(run)
    found["run_score"] = (np.bincount(run, scores) / count)[run]
    found["run_lines"] = np.minimum(count, FAR)[run]
    best = np.zeros(len(count), np.float32)
    np.maximum.at(best, run, scores)
    found["run_best"] = best[run]
    above = np.maximum.accumulate(np.where(prose, lines.index, -1))
    above = np.concatenate([[-1], above[:-1]])
    below = np.minimum.accumulate(np.where(prose, lines.index, lines.count)[::-1])[::-1]
    below = np.concatenate([below[1:], [lines.count]])
    padded = np.concatenate([scores, [-1]])
    found["prose_above"] = padded[above]
    found["prose_below"] = padded[np.minimum(below, lines.count)]


def _add_likeness(found: Columns, lines: Lines, telling: Floats) -> None:
    """How a line differs from the article's lines as first scored: length, end, gap, indent."""
    weight = telling / max(float(telling.sum()), 1e-6)
    words = np.log(lines.words)
    mean = float((words * weight).sum())
    spread = float(np.sqrt(((words - mean) ** 2 * weight).sum())) + 0.3
    found["words_like_body"] = (words - mean) / spread
    found["ends_like_body"] = lines.ends - float((lines.ends * weight).sum())
    found["gap_like_body"] = (lines.gap > 0) - float(((lines.gap > 0) * weight).sum())
    found["indent_like_body"] = lines.indent - float((lines.indent * weight).sum())
    found["marked_like_body"] = (lines.marked > 0) - float(((lines.marked > 0) * weight).sum())

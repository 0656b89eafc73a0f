"""What stands around a line: neighbours, windows, runs of headlines, the densest stretch, headings of boxes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.text.columns import Columns, Floats, Ints, Lines
from scraper.cleaner.wordings import BIT, WHOLE

#: Distances beyond which lines do not matter to each other.
FAR = 60
#: Windows, lines to each side.
_WINDOWS = (1, 3, 8, 20)
#: Classes whose heading colours the lines below it.
_HEADINGS = (
    "navigation", "related", "newsletter", "share", "most-popular", "load-more", "comments", "copyright", "author-box",
    "tags", "byline", "advertisement", "player", "menu",
)  # fmt: skip
#: What a line that is no prose costs against the words of prose around it, words: fine and coarse stretches.
_COSTS = (4.0, 12.0, 30.0)
#: A paragraph weighs at most this much, words.
_MOST_WORDS = 100.0


def context_columns(lines: Lines, columns: Columns) -> Columns:
    """The columns of the lines' surroundings."""
    found: Columns = {}
    _add_position(found, lines)
    _add_neighbours(found, lines, columns)
    _add_windows(found, lines)
    _add_headings(found, lines)
    _add_stretches(found, lines)
    _add_page(found, lines)
    share, mean = lines.vocabulary.shared(lines.prose)
    found["prose_shared"], found["prose_shared_mean"] = share, mean
    share, mean = lines.vocabulary.shared(np.ones(lines.count, np.float32))
    found["text_shared"], found["text_shared_mean"] = share, mean
    return found


def shifted(values: NDArray[np.generic], by: int) -> Floats:
    """The value ``by`` lines further on (back if negative); -1 beyond the text."""
    moved = np.full(len(values), -1, np.float32)
    if by > 0:
        moved[:-by] = values[by:]
    else:
        moved[-by:] = values[:by]
    return moved


def windowed(values: Floats, reach: int) -> Floats:
    """The mean over the lines at most ``reach`` away."""
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    index = np.arange(len(values))
    low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(values))
    means: Floats = ((sums[high] - sums[low]) / (high - low)).astype(np.float32)
    return means


def since(flags: NDArray[np.generic], index: Ints) -> Ints:
    """Lines since the last flagged one, 0 on it; ``FAR`` at most."""
    last = np.maximum.accumulate(np.where(flags.astype(bool), index, -FAR))
    return np.minimum(index - last, FAR)


def until(flags: NDArray[np.generic], index: Ints) -> Ints:
    """Lines until the next flagged one, 0 on it; ``FAR`` at most."""
    return since(flags[::-1], index)[::-1]


def stretch(gains: Floats) -> tuple[int, int]:
    """First and last line of the stretch with the largest sum (Kadane's algorithm)."""
    sums = np.concatenate([[0.0], np.cumsum(gains, dtype=np.float64)])
    lowest = np.minimum.accumulate(sums)
    last = int(np.argmax(sums[1:] - lowest[:-1]))
    return int(np.argmin(sums[: last + 1])), last


def _add_position(found: Columns, lines: Lines) -> None:
    index, count = lines.index, lines.count
    size = lines.shapes.size
    found["index"], found["from_end"] = np.minimum(index, 400), np.minimum(count - 1 - index, 400)
    found["place"] = index / max(count - 1, 1)
    total = max(float((size * lines.prose).sum()), 1.0)
    before = np.cumsum(size * lines.prose) - size * lines.prose
    found["prose_before"] = before / total
    found["prose_before_count"] = np.minimum(np.cumsum(lines.prose) - lines.prose, 50)
    found["prose_after_count"] = np.minimum(lines.prose.sum() - np.cumsum(lines.prose), 50)


def _add_neighbours(found: Columns, lines: Lines, columns: Columns) -> None:
    known = lines.known.astype(np.float32)
    for by in (-3, -2, -1, 1, 2, 3):
        found[f"words{by:+}"] = shifted(lines.words, by)
        found[f"prose{by:+}"] = shifted(lines.prose, by)
        found[f"known{by:+}"] = shifted(known, by)
    for by in (-2, -1, 1, 2):
        found[f"ends{by:+}"] = shifted(lines.ends, by)
        found[f"marked{by:+}"] = shifted(lines.marked, by)
        found[f"headline{by:+}"] = shifted(lines.headline, by)
        found[f"date{by:+}"] = shifted(columns["date"], by)
    for by in (-1, 1):
        found[f"gap{by:+}"] = shifted(lines.gap, by)
        found[f"indent{by:+}"] = shifted(lines.indent, by)
        found[f"shared{by:+}"] = shifted(columns["repeats"], by)
        for name in ("byline", "related", "share", "caption", "menu", "navigation", "read-also", "newsletter"):
            found[f"says_{name}{by:+}"] = shifted(columns[f"says_{name}"], by)
    found["since_prose"], found["until_prose"] = since(lines.prose, lines.index), until(lines.prose, lines.index)
    found["since_known"], found["until_known"] = since(known, lines.index), until(known, lines.index)


def _add_windows(found: Columns, lines: Lines) -> None:
    words = np.log1p(np.minimum(lines.words, 200)).astype(np.float32)
    known = lines.known.astype(np.float32)
    menu = (lines.bits & (BIT["menu"] | BIT["navigation"]) != 0).astype(np.float32)
    for reach in _WINDOWS:
        found[f"prose_near{reach}"] = windowed(lines.prose, reach)
        found[f"words_near{reach}"] = windowed(words, reach)
        found[f"known_near{reach}"] = windowed(known, reach)
        found[f"headline_near{reach}"] = windowed(lines.headline, reach)
    for reach in (3, 8):
        found[f"menu_near{reach}"] = windowed(menu, reach)
        found[f"ends_near{reach}"] = windowed(lines.ends, reach)
        found[f"marked_near{reach}"] = windowed((lines.marked > 0).astype(np.float32), reach)
    quiet = lines.ends == 0
    breaks = np.concatenate([[0], np.cumsum(quiet[1:] != quiet[:-1])])
    run = np.bincount(breaks)[breaks]
    found["quiet_run"] = np.minimum(run, FAR) * quiet
    found["loud_run"] = np.minimum(run, FAR) * ~quiet


def _add_headings(found: Columns, lines: Lines) -> None:
    since_prose = since(lines.prose, lines.index)
    whole = lines.bits >> WHOLE
    for name in _HEADINGS:
        heading = whole & BIT[name] != 0
        distance = since(heading, lines.index)
        found[f"since_{name}"] = distance
        found[f"under_{name}"] = np.where(distance < since_prose, distance, FAR)
        found[f"until_{name}"] = until(heading, lines.index)
    tails = np.zeros(lines.count, bool)
    for name in ("most-popular", "comments", "copyright", "related"):
        tails |= whole & BIT[name] != 0
    found["tails_before"] = np.minimum(np.cumsum(tails) - tails, 10)


def _add_stretches(found: Columns, lines: Lines) -> None:
    words = np.minimum(lines.words, _MOST_WORDS)
    for number, cost in enumerate(_COSTS):
        gains = np.where(lines.prose > 0, words, np.where(lines.known, -1.5 * cost, -cost)).astype(np.float32)
        first, last = stretch(gains)
        index = lines.index
        found[f"in_stretch{number}"] = (index >= first) & (index <= last)
        found[f"to_first{number}"] = np.clip(index - first, -FAR, FAR)
        found[f"to_last{number}"] = np.clip(index - last, -FAR, FAR)
        found[f"stretch_place{number}"] = np.clip((index - first) / max(last - first, 1), -1, 2)


def _add_page(found: Columns, lines: Lines) -> None:
    one = np.ones(lines.count, np.float32)
    prose = lines.words[lines.prose > 0]
    found["page_lines"] = one * min(lines.count, 2000)
    found["page_prose"] = one * lines.prose.mean()
    found["page_prose_count"] = one * len(prose)
    found["page_prose_words"] = one * (float(np.median(prose)) if len(prose) else 0)
    found["page_gaps"] = one * (lines.gap > 0).mean()
    found["page_marked"] = one * (lines.marked > 0).mean()
    found["page_known"] = one * lines.known.mean()
    found["page_wide"] = one * (lines.shapes.counts[:, -1].sum() / max(lines.shapes.length.sum(), 1))
    found["page_headline"] = one * lines.headline.mean()
    body_gap = lines.gap[lines.prose > 0]
    found["gap_unlike_prose"] = (lines.gap > 0) - (one * ((body_gap > 0).mean() if len(body_gap) else 0))
    found["words_unlike_prose"] = lines.words / max(float(np.median(prose)) if len(prose) else 20.0, 1.0)

"""What stands around a line: neighbours, windows, runs of headlines, the densest stretch, headings of boxes."""

from __future__ import annotations

import numpy as np

from scraper.cleaner.text.closings import CLOSINGS, COMMENTS, around_closings, closing_masks
from scraper.cleaner.text.columns import PROSE_WORDS, Lines
from scraper.cleaner.text.windows import FAR, Columns, Sums, named, shifted, since, stacked, stretch, until
from scraper.cleaner.wordings import BIT, WHOLE

#: Windows, lines to each side.
_WINDOWS = (1, 3, 8, 20)
#: Classes whose heading colours the lines below it.
_HEADINGS = (
    "navigation", "related", "newsletter", "share", "most-popular", "load-more", "comments", "copyright", "author-box",
    "tags", "byline", "advertisement", "player", "menu",
)  # fmt: skip
_HEADING_BITS = np.array([BIT[name] for name in _HEADINGS], np.int64)[:, None]
_TAILS = BIT["most-popular"] | BIT["comments"] | BIT["copyright"] | BIT["related"]
#: Classes that are looked at in the lines next to a line.
_NEXT = ("byline", "related", "share", "caption", "menu", "navigation", "read-also", "newsletter")
#: What a line that is no prose costs against the words of prose around it, words: fine and coarse stretches.
_COSTS = (4.0, 12.0, 30.0)
#: A paragraph weighs at most this much, words.
_MOST_WORDS = 100.0
#: Teasers are cut at so many words at least; their like stand at most so many lines away.
_CUT_WORDS, _CUT_REACH = 15, 8


def context_columns(lines: Lines, columns: Columns) -> Columns:
    """The columns of the lines' surroundings."""
    found: Columns = {}
    _add_position(found, lines)
    _add_neighbours(found, lines, columns)
    _add_windows(found, lines)
    _add_teasers(found, lines, columns)
    _add_headings(found, lines)
    _add_remarks(found, lines, columns)
    _add_closings(found, lines)
    _add_stretches(found, lines)
    _add_page(found, lines)
    found.update(lines.vocabulary.mentions())
    share, mean = lines.vocabulary.shared(lines.prose)
    found["prose_shared"], found["prose_shared_mean"] = share, mean
    sums = Sums(np.stack([share * (lines.prose > 0), lines.prose])).ahead(6)
    found["prose_shared_ahead"] = sums[0] / (sums[1] + 0.1)
    share, mean = lines.vocabulary.shared(np.ones(lines.count, np.float32))
    found["text_shared"], found["text_shared_mean"] = share, mean
    return found


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
    _add_shifted(found, {"words": lines.words, "prose": lines.prose, "known": known}, (-3, -2, -1, 1, 2, 3))
    wider = {"ends": lines.ends, "marked": lines.marked, "headline": lines.headline, "date": columns["date"]}
    _add_shifted(found, wider, (-2, -1, 1, 2))
    nearest = {"gap": lines.gap, "indent": lines.indent, "shared": columns["repeats"]}
    _add_shifted(found, nearest | {f"says_{name}": columns[f"says_{name}"] for name in _NEXT}, (-1, 1))
    flags = np.stack([lines.prose > 0, lines.known])
    found["since_prose"], found["since_known"] = since(flags, lines.index)
    found["until_prose"], found["until_known"] = until(flags, lines.index)


def _add_shifted(found: Columns, columns: Columns, distances: tuple[int, ...]) -> None:
    matrix = stacked(list(columns.values()))
    for by in distances:
        named(found, (f"{name}{by:+}" for name in columns), shifted(matrix, by))


def _add_windows(found: Columns, lines: Lines) -> None:
    words = np.log1p(np.minimum(lines.words, 200)).astype(np.float32)
    sums = Sums(stacked([lines.prose, words, lines.known, lines.headline]))
    for reach in _WINDOWS:
        named(found, (f"{name}_near{reach}" for name in ("prose", "words", "known", "headline")), sums.near(reach))
    menu = lines.bits & (BIT["menu"] | BIT["navigation"]) != 0
    sums = Sums(stacked([menu, lines.ends, lines.marked > 0]))
    for reach in (3, 8):
        named(found, (f"{name}_near{reach}" for name in ("menu", "ends", "marked")), sums.near(reach))
    quiet = lines.ends == 0
    breaks = np.concatenate([[0], np.cumsum(quiet[1:] != quiet[:-1])])
    run = np.bincount(breaks)[breaks]
    found["quiet_run"] = np.minimum(run, FAR) * quiet
    found["loud_run"] = np.minimum(run, FAR) * ~quiet


def _add_teasers(found: Columns, lines: Lines, columns: Columns) -> None:
    """Marks of teasers that a machine has cut: as many words as others close by, an ellipsis at the end."""
    long = lines.words >= _CUT_WORDS
    twins = np.zeros(lines.count, np.float32)
    for by in range(1, min(_CUT_REACH, lines.count - 1) + 1):
        equal = long[by:] & (lines.words[by:] == lines.words[:-by])
        twins[by:] += equal
        twins[:-by] += equal
    found["twins"] = twins
    sums = Sums(stacked([columns["ends_ellipsis"], twins]))
    for reach in (3, 8):
        named(found, (f"{name}_near{reach}" for name in ("ends_ellipsis", "twins")), sums.near(reach))


def _add_headings(found: Columns, lines: Lines) -> None:
    since_prose = found["since_prose"]
    whole = lines.bits >> WHOLE
    headings = whole & _HEADING_BITS != 0
    distances = since(headings, lines.index)
    named(found, (f"since_{name}" for name in _HEADINGS), distances)
    named(found, (f"under_{name}" for name in _HEADINGS), np.where(distances < since_prose, distances, FAR))
    named(found, (f"until_{name}" for name in _HEADINGS), until(headings, lines.index))
    tails = whole & _TAILS != 0
    found["tails_before"] = np.minimum(np.cumsum(tails) - tails, 10)


def _add_remarks(found: Columns, lines: Lines, columns: Columns) -> None:
    """Marks of readers' comments, of notices and of notes about people, above and below."""
    comments = lines.bits & BIT["comments"] != 0
    dated = (columns["date"] > 0) & (lines.words <= PROSE_WORDS)
    notices = lines.bits & (BIT["consent"] | BIT["newsletter"] | BIT["paywall"]) != 0
    sums = Sums(stacked([comments, dated, notices]))
    for reach in (4, 16):
        named(found, (f"{name}_ahead{reach}" for name in ("comments", "dated", "notices")), sums.ahead(reach))
        named(found, (f"{name}_behind{reach}" for name in ("comments", "dated", "notices")), sums.behind(reach))
    person, sizes = columns["person"], np.minimum(lines.words, _MOST_WORDS)
    found["person_near4"] = Sums(person).near(4)
    found["person_page"] = np.full(lines.count, float((person * sizes).sum() / max(float(sizes.sum()), 1.0)))


def _add_closings(found: Columns, lines: Lines) -> None:
    """Headings that close an article, above and below, and how much prose stands above and below them."""
    masks = closing_masks(lines)
    comments = masks[COMMENTS]
    found["comments_before"] = np.minimum(np.cumsum(comments) - comments, 20)
    found["comments_after"] = np.minimum(comments.sum() - np.cumsum(comments), 20)
    above, below, share = around_closings(masks, np.minimum(lines.words, _MOST_WORDS) * lines.prose)
    named(found, (f"above_{name}" for name in CLOSINGS), np.log1p(above))
    named(found, (f"below_{name}" for name in CLOSINGS), np.log1p(below))
    named(found, (f"share_above_{name}" for name in CLOSINGS), share)


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

"""What a block speaks of, and which of the page's articles it stands in.

A teaser, a comment or the next article of an endless page is prose like the article's.  What sets it apart is that its
rarer words are not the title's nor those of the other paragraphs, and that it stands in another ``<article>``.
"""

from __future__ import annotations

import numpy as np

from scraper.cleaner.classifier.columns import Columns, Grid
from scraper.cleaner.classifier.ngrams import BITS
from scraper.cleaner.parser.elements import TAG_BIT

#: What ``add_topics`` and ``add_articles`` measure.
TOPICS = frozenset({"title_hits", "title_hit_share", "title_path", "cohesion_path", "cohesion_2"})
_SHARES = ("article_depth", "article_share", "article_titled", "article_outer")
ARTICLES = frozenset({"twins", "h1_count", "article_count", *_SHARES})
_ARTICLE = np.uint64(TAG_BIT["article"])
#: Most ``<article>`` elements of a page that are looked at; more are teasers.
_MOST_ARTICLES = 200


def add_topics(columns: Columns, grid: Grid) -> None:
    """The share of a block's words, rare ones weighed up, that the title's line and the other prose have."""
    words = grid.shapes.ngrams.words
    bucket, row = grid.shapes.ngrams.bucket[:words], grid.shapes.ngrams.row[:words]
    weight = np.log((words + 1) / np.bincount(bucket, minlength=1)[bucket])
    total = np.maximum(np.bincount(row, weight, grid.count), 1e-6)
    size = int(grid.path.max()) + 1
    of_path = np.maximum(np.bincount(grid.path, total, size), 1e-6)
    titled = np.flatnonzero(columns["title_distance"] == 0)
    hits = np.zeros_like(total)
    if len(titled):
        of_title = np.zeros(1 << BITS, np.bool_)
        of_title[bucket[row == titled[0]]] = True
        hits = np.bincount(row, weight * of_title[bucket], grid.count)
    columns["title_hits"] = hits
    columns["title_hit_share"] = hits / max(float(hits[titled[0]]), 1e-6) if len(titled) else np.array(-1.0)
    columns["title_path"] = (np.bincount(grid.path, hits, size) / of_path)[grid.path]
    told = (grid.prose & (columns["main70_inside"] > 0))[row]
    others = np.bincount(bucket[told], minlength=1 << BITS)[bucket] > told
    shared = np.bincount(row, weight * others, grid.count)
    columns["cohesion_path"] = (np.bincount(grid.path, shared, size) / of_path)[grid.path]
    box = grid.parent[grid.parent[grid.at]]
    columns["cohesion_2"] = (grid.inside(shared) / np.maximum(grid.inside(total), 1e-6))[box]


def add_articles(columns: Columns, grid: Grid) -> None:
    """How many articles there are, how much of the prose the block's has, and whether the title's line is in it; how
    many elements are called like the block's (those of a list of teasers or comments are)."""
    numbers = np.flatnonzero(grid.tags & _ARTICLE)[:_MOST_ARTICLES]
    columns["twins"] = np.bincount(np.array(grid.document.containers.path))[grid.path]
    columns["h1_count"] = np.array((grid.heading & (grid.level == 1)).sum())
    if not len(numbers):
        columns.update(dict.fromkeys(_SHARES, np.array(-1.0)), article_count=np.array(0))
        return
    prose = np.concatenate(([0.0], np.cumsum(grid.shapes.words * grid.prose)))
    titled = np.flatnonzero(columns["title_distance"] == 0)
    title = int(titled[0]) if len(titled) else -1
    depth, share, same, outer = (np.full(grid.count, value, np.float32) for value in (0, -1, -1, -1))
    count = end = 0
    for first, last in zip(grid.first[numbers].tolist(), grid.last[numbers].tolist(), strict=True):
        inside = slice(first, last)
        depth[inside] += 1
        share[inside] = part = (prose[last] - prose[first]) / max(float(prose[-1]), 1.0)
        if first >= end and last > first:  # in no other
            count, end = count + 1, last
            outer[inside] = part
            same[inside] = first <= title < last if title >= 0 else 2
    columns.update(zip(_SHARES, (depth, share, same, outer), strict=True), article_count=np.array(count))

"""The measurements of the blocks that are numbers, not bits: a column a measurement, all blocks of a page at once.

Blocks inside a container are contiguous in reading order, so any sum over any container is the difference of two
prefix sums; nothing is walked again.  The strongest measurements are relations to the deepest container that holds
40, 70 or 90 % of the page's prose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.block import BlockKind
from scraper.cleaner.classifier.ngrams import COMMA, DIGIT, STOP, SYMBOL, UPPER
from scraper.cleaner.classifier.shapes import Shapes, measure_shapes
from scraper.cleaner.document import KIND_NUMBER, Document
from scraper.cleaner.parser import lexicon
from scraper.cleaner.parser.elements import TAG_BIT

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
#: A value a block, or (without dimensions) one for all.
Column = NDArray[Any]
Columns = dict[str, Column]

HEADING = KIND_NUMBER[BlockKind.HEADING]
#: Shares of the page's prose that a main container holds (the study's 40 and 70 %, and the whole article).
_MAIN_SHARES = (0.4, 0.7, 0.9)
_MAIN_NAMES = tuple(f"main{round(share * 100)}" for share in _MAIN_SHARES)
#: Prose: at least so many words, at most this share of link characters, and punctuation inside.
_PROSE_WORDS, _PROSE_LINKS = 12, 0.35
#: Blocks beyond which a distance is the same to us.
_FAR = 60
#: Share of a line's words that the title has, from which the line names the title.
_NAMED = 0.8
#: Characters from which a repeated run of words is no chance.
_LEAST_PROBE = 25
#: Characters of a block that are searched in the page's embedded body, description and title.
_PROBE = 60


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page declares that the measurements use."""

    title: str | None = None
    description: str | None = None
    embedded_body: str | None = None
    page_type: str | None = None
    dated: bool = False
    signed: bool = False
    url: str | None = None


class Grid:
    """The columns that several measurements share."""

    def __init__(self, document: Document) -> None:
        containers = document.containers
        self.document = document
        self.texts = [block.text for block in document.blocks]
        self.count = len(self.texts)
        self.index = np.arange(self.count)
        self.shapes: Shapes = measure_shapes(self.texts)
        self.links = np.array(document.links, np.float32)
        self.density = np.array(document.link_chars, np.float32) / self.shapes.length
        punctuation = self.shapes.counts[:, COMMA] + self.shapes.counts[:, STOP]
        self.prose = (self.shapes.words >= _PROSE_WORDS) & (self.density < _PROSE_LINKS) & (punctuation >= 1)
        chosen = self.prose if self.prose.any() else 1 - self.density
        self.good: Floats = self.shapes.size * chosen
        self.total = max(float(self.good.sum()), 1.0)
        self.parent = np.maximum(np.array(containers.parent), 0)
        self.depth = np.array(containers.depth)
        self.first = np.array(containers.first)
        self.last = np.array(containers.last)
        self.own = np.array(containers.own, np.uint64)
        self.chain = np.array(containers.chain, np.uint64)
        self.tags = np.array(containers.tags, np.uint64)
        self.tag_chain = np.array(containers.tag_chain, np.uint64)
        self.at = np.array(document.container)
        self.places = np.empty((5, self.count), np.int64)  # the block's container, the one around that ...
        self.places[0] = self.at
        for level in range(1, 5):
            self.places[level] = self.parent[self.places[level - 1]]
        self.path = np.array(containers.path)[self.at]
        self.inline = np.array(document.inline, np.uint64)
        self.kind = np.array(document.kinds)
        self.level = np.array(document.levels)
        self.heading = self.kind == HEADING
        self.last_heading = np.maximum.accumulate(np.where(self.heading, self.index, -1))

    def inside(self, column: NDArray[Any]) -> NDArray[np.float64]:
        """The column's sum over every container's blocks; of several columns, a row each."""
        sums = np.zeros((*column.shape[:-1], self.count + 1))
        np.cumsum(column, axis=-1, out=sums[..., 1:])
        result: NDArray[np.float64] = sums[..., self.last] - sums[..., self.first]
        return result


def add_shape(columns: Columns, grid: Grid) -> None:
    """Size, punctuation, links, kind and copies of the block itself."""
    shapes, counts = grid.shapes, grid.shapes.counts
    length, words = shapes.length, shapes.words
    some_words = np.maximum(words, np.float32(1))
    columns["words"] = words
    columns["chars"] = length
    columns["link_density"] = grid.density
    columns["links"] = grid.links
    columns["links_per_word"] = grid.links / some_words
    columns["commas"] = counts[:, COMMA]
    columns["stops"] = counts[:, STOP]
    columns["digit_share"] = counts[:, DIGIT] / length
    columns["upper_share"] = counts[:, UPPER] / length
    columns["upper_per_word"] = counts[:, UPPER] / some_words
    columns["symbol_share"] = counts[:, SYMBOL] / length
    columns["last_class"] = shapes.last
    columns["prose"] = grid.prose
    columns["level"] = grid.level
    columns["kind"] = grid.kind
    seen: dict[str, int] = {}
    order = np.empty(grid.count, np.float32)
    for position, text in enumerate(grid.texts):
        seen[text] = number = seen.get(text, 0) + 1
        order[position] = number
    columns["copy_number"] = order
    columns["copies"] = np.fromiter(map(seen.__getitem__, grid.texts), np.float32, grid.count)


def add_mains(columns: Columns, grid: Grid) -> list[int]:
    """Relations to the deepest containers that hold most of the prose."""
    share = grid.inside(grid.good) / grid.total
    depth = grid.depth[grid.at]
    wanted = np.array(_MAIN_SHARES)[:, None]
    mains = np.argmax(np.where(share >= wanted, grid.depth + share, -1), axis=1)
    first, last = grid.first[mains][:, None], grid.last[mains][:, None]
    inside = (grid.index >= first) & (grid.index < last)
    below = np.where(inside, depth - grid.depth[mains][:, None], -1)
    position = (grid.index - first) / np.maximum(last - first, 1)
    for row, name in enumerate(_MAIN_NAMES):
        columns[f"{name}_inside"] = inside[row]
        columns[f"{name}_below"] = below[row]
        columns[f"{name}_share"] = share[mains[row]]
        columns[f"{name}_blocks"] = last[row, 0] - first[row, 0]
        columns[f"{name}_position"] = position[row]
    for number in range(4):
        columns[f"share_{number}"] = share[grid.places[number]]
    found: list[int] = mains.tolist()
    return found


#: Measurements of a container, and how far above the block the containers are that they are taken of.
_LEVELS = (
    ("density", (0, 2, 3, 4)), ("goodness", (2, 3)), ("mean_words", (0, 3)), ("linked", (0, 1, 2, 3)),
    ("headings", (1, 2, 3)), ("blocks", (0, 1, 2, 3, 4)),
)  # fmt: skip


def add_containers(columns: Columns, grid: Grid) -> None:
    """Sums over the block's container, its parent and so on."""
    shapes = grid.shapes
    linked, good, words, much, headings, chars, size = grid.inside(
        np.stack([
            grid.density * shapes.length, grid.good, shapes.words, grid.density > 0.8, grid.heading, shapes.length,
            shapes.size,
        ])
    )  # fmt: skip
    blocks = np.maximum(grid.last - grid.first, 1)
    shares = np.stack([linked, good, words, much, headings, blocks])
    shares[:5] /= np.stack([np.maximum(chars, 1), np.maximum(size, 1), blocks, blocks, blocks])
    around = shares[:, grid.places]  # a measurement, a level, a block
    for row, (name, levels) in enumerate(_LEVELS):
        for level in levels:
            columns[f"{name}_{level}"] = around[row, level]
    first, last = grid.first[grid.places[:4]], grid.last[grid.places[:4]]
    for level in (0, 1, 3):
        columns[f"offset_{level}"] = grid.index - first[level]
    for level in (0, 2, 3):
        columns[f"rest_{level}"] = last[level] - grid.index
    columns["depth"] = grid.depth[grid.at]


def add_paths(columns: Columns, grid: Grid, inside: Floats) -> None:
    """Statistics of the blocks whose elements have the same names and classes up to the root."""
    weights = np.stack([grid.shapes.words, grid.density, inside, grid.good, grid.shapes.size])
    uncles = np.array(grid.document.containers.path)[grid.places[1]]
    for name, path in (("path", grid.path), ("uncle", uncles)):
        size = int(path.max()) + 1
        number = np.bincount(path, minlength=size)
        kinds = np.arange(len(weights))[:, None] * size
        sums = np.bincount((path + kinds).ravel(), weights.ravel(), len(weights) * size)
        words, density, share, good, chars = sums.reshape(-1, size)[:, path]
        count = number[path]
        columns[f"{name}_count"] = count
        columns[f"{name}_words"] = words / count
        columns[f"{name}_density"] = density / count
        columns[f"{name}_good"] = good / grid.total
        columns[f"{name}_goodness"] = good / np.maximum(chars, 1)
        columns[f"{name}_inside"] = share / count
    same = np.concatenate(([False], grid.path[1:] == grid.path[:-1]))
    start = np.maximum.accumulate(np.where(same, 0, grid.index))
    length = np.bincount(start, minlength=grid.count)[start]
    columns["run_length"] = length


def add_neighbours(columns: Columns, grid: Grid) -> None:
    """The blocks before and after, how far the next prose is, and how much lies on either side."""
    index = grid.index
    depth = grid.depth[grid.at]
    for step in (-1, 1):
        columns[f"depth{step:+d}"] = _shifted(depth, step) - depth
        columns[f"last_class{step:+d}"] = _shifted(grid.shapes.last, step, 0)
    columns["heading-1"] = _shifted(grid.heading, -1, 0)
    columns["same_path-1"] = _shifted(grid.path, -1) == grid.path
    after = np.minimum.accumulate(np.where(grid.prose, index, grid.count + _FAR)[::-1])[::-1]
    columns["prose_after"] = np.minimum(_shifted(after, 1, grid.count + _FAR) - index, _FAR)
    sums = np.concatenate(([0.0], np.cumsum(grid.good)))
    columns["good_before"] = sums[:-1] / grid.total
    columns["good_after"] = (sums[-1] - sums[1:]) / grid.total
    columns["position"] = index / grid.count
    columns["blocks_before"] = index


def _shifted(column: NDArray[Any], step: int, fill: float = -1) -> NDArray[Any]:
    """The column's value ``step`` blocks further on; ``fill`` beyond the page."""
    result = np.empty_like(column)
    if step > 0:
        result[:-step] = column[step:]
        result[-step:] = fill
    else:
        result[-step:] = column[:step]
        result[:-step] = fill
    return result


def add_heading(columns: Columns, grid: Grid) -> None:
    """How far the last heading is, and of what kind."""
    heading = grid.last_heading
    known = heading >= 0
    depth = grid.depth[grid.at]
    columns["heading_distance"] = np.where(known, grid.index - heading, _FAR)
    columns["heading_depth"] = np.where(known, depth - depth[heading], _FAR)
    columns["heading_level"] = np.where(known, grid.level[heading], 0)
    columns["heading_words"] = np.where(known, grid.shapes.words[heading], 0)


def add_media(columns: Columns, grid: Grid, main: int) -> None:
    """Pictures near the block, bold and italics, and whether its words stand elsewhere on the page too."""
    document = grid.document
    media = np.array(document.media)
    columns["media_before"] = media - _shifted(media, -1, 0)
    inside = np.array(document.containers.media_last) - np.array(document.containers.media)
    for number in range(3):
        columns[f"media_{number}"] = inside[grid.places[number]]
    columns["slanted_share"] = np.array(document.slanted, np.float32) / grid.shapes.length
    columns["repeats"] = _repeats(grid, main)


def _repeats(grid: Grid, main: int) -> Floats:
    """1 where the words of a heading, quote or box of the main container stand in another block: a pull quote."""
    result = np.zeros(grid.count, np.float32)
    first, last = int(grid.first[main]), int(grid.last[main])
    at = grid.at[first:last]
    marked = (grid.own[at] | grid.own[grid.parent[at]] | grid.inline[first:last]) & _PULLED != 0
    marked |= (grid.tag_chain[at] & ~grid.tag_chain[main] & _PULLED_TAGS) != 0
    places = np.flatnonzero(marked).tolist()
    whole = "\n".join(grid.texts[first:last]) if places else ""
    for position in places:
        probe = grid.texts[first + position].strip("\"'„“”»«‘’ ")[:_PROBE]
        if len(probe) >= _LEAST_PROBE:
            where = whole.find(probe)
            result[first + position] = float(whole.find(probe, where + 1) >= 0)
    return result


_PULLED = np.uint64(sum(lexicon.BIT[name] for name in ("quote", "pull", "box", "lead", "summary", "caption", "embed")))
_PULLED_TAGS = np.uint64(sum(TAG_BIT[name] for name in ("blockquote", "aside", "figure", "h2", "h3", "h4")))


def add_declared(columns: Columns, grid: Grid, facts: Facts) -> None:
    """Agreement with title, description and embedded body."""
    texts = "\0".join(grid.texts).casefold().split("\0")
    equal, overlap = _like_title(texts, _folded(facts.title))
    columns["is_title"], columns["title_overlap"] = equal, overlap
    is_h1 = grid.heading & (grid.level == 1)
    first_h1 = int(np.argmax(is_h1)) if is_h1.any() else -_FAR
    columns["h1_distance"] = _within(grid.index - first_h1)
    named = equal | (overlap > _NAMED) & (grid.shapes.words >= 3)
    start = int(np.argmax(named)) if named.any() else -_FAR
    columns["title_distance"] = _within(grid.index - start)
    body = _folded(facts.embedded_body)
    columns["described"] = _found(texts, _folded(facts.description))
    columns["embedded"] = _found(texts, body)
    columns["has_embedded"] = np.array(min(len(body), 2000))


def _within(distance: Ints) -> Ints:
    """Distances in blocks up to which they differ to us (``np.clip`` takes five times as long)."""
    result: Ints = np.minimum(np.maximum(distance, -_FAR), 4 * _FAR)
    return result


def _like_title(texts: Sequence[str], title: str) -> tuple[Bools, Floats]:
    """Whether each folded block is the title, and the share of a short block's words that the title has."""
    overlap = [0.0] * len(texts)
    words = set(title.split())
    longest = 2 * len(title) + 20
    for position, text in enumerate(texts) if words else ():
        if len(text) <= longest:
            own = text.split()
            overlap[position] = len(words.intersection(own)) / len(own)
    equal = [text == title for text in texts]
    return np.array(equal), np.array(overlap, np.float32)


def _found(texts: Sequence[str], where: str) -> Column:
    """1 where the block's start stands in the text, 0 where not, -1 where there is no text to look in."""
    if len(where) < _LEAST_PROBE:
        return np.array(-1)
    return np.array([len(text) > 12 and text[:_PROBE] in where for text in texts], np.float32)


def _folded(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


def add_page(columns: Columns, grid: Grid, facts: Facts) -> None:
    """The same for every block: what kind of page it is."""
    count = grid.count
    parts = _path_parts(facts.url)
    last = parts[-1] if parts else ""
    for name, value in (
        ("page_blocks", count),
        ("page_good", grid.total),
        ("page_prose", grid.prose.sum()),
        ("page_goodness", grid.total / max(float(grid.shapes.size.sum()), 1.0)),
        ("page_density", (grid.density * grid.shapes.length).sum() / grid.shapes.length.sum()),
        ("page_headings", grid.heading.sum() / count),
        ("page_paths", len(set(grid.path.tolist())) / count),
        ("page_type", _type_number(facts.page_type or "")),
        ("page_dated", facts.dated + 2 * facts.signed),
        ("url_depth", len(parts)),
        ("url_words", last.count("-") + last.count("_")),
        ("url_digits", sum(map(str.isdigit, last))),
    ):
        columns[name] = np.array(value)


#: Kinds of page as JSON-LD and Open Graph declare them; the first that stands in the type's name counts.
_TYPES = (
    "article",
    "posting",
    "report",
    "product",
    "offer",
    "forum",
    "qapage",
    "question",
    "collection",
    "list",
    "web",
)


@lru_cache(maxsize=1_000)
def _type_number(name: str) -> int:
    low = name.lower()
    return next((number for number, kind in enumerate(_TYPES, 1) if kind in low), 0)


def _path_parts(url: str | None) -> list[str]:
    """The parts of the URL's path that are not empty."""
    if not url:
        return []
    path = url.partition("://")[2].partition("?")[0].partition("#")[0].partition("/")[2]
    return [part for part in path.split("/") if part]

"""What is measured of a block: one column a measurement, all blocks of a page at once.

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
from scraper.cleaner import lexicon
from scraper.cleaner.document import Document
from scraper.cleaner.segment import TAGS
from scraper.cleaner.shapes import COMMA, DIGIT, STOP, SYMBOL, UPPER, Shapes, measure_shapes
from scraper.cleaner.wordings import CLASSES, classes_of

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]

#: Shares of the page's prose that a main container holds (the study's 40 and 70 %, and the whole article).
_MAIN_SHARES = (0.4, 0.7, 0.9)
#: Prose: at least so many words, at most this share of link characters, and punctuation inside.
_PROSE_WORDS, _PROSE_LINKS = 12, 0.35
#: Blocks beyond which a distance is the same to us.
_FAR = 60
#: Longest text that is looked up in the wordings, characters.
_LONGEST_WORDING = 300
#: Characters of a block that are searched in the page's embedded body, description and title.
_PROBE = 60


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page declares that the measurements use."""

    title: str | None = None
    description: str | None = None
    embedded_body: str | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """``matrix``: a row a measurement (``feature_names``), a column a block. ``wordings``: class bits a block."""

    matrix: Floats
    wordings: Ints
    words: Floats
    main: int  # the deepest container with 40 % of the prose

    def matrix_of(self, features: tuple[str, ...]) -> Floats:
        """The rows of the measurements that a model asks for."""
        return self.matrix[_rows_of(features)]


def measure(document: Document, facts: Facts) -> Measured:
    """All measurements of all blocks. The page needs at least one block."""
    page = _Page(document)
    columns: Columns = {}
    _add_shape(columns, page)
    mains = _add_mains(columns, page)
    _add_containers(columns, page)
    _add_paths(columns, page, columns["main40_inside"])
    _add_neighbours(columns, page)
    wordings = _add_wordings_context(columns, page)
    _add_declared(columns, page, facts)
    _add_page(columns, page)
    masks = _masks(page, mains[0], wordings)
    plain = np.empty((len(columns) + masks.shape[0], page.count), np.float32)
    for row, column in enumerate(columns.values()):
        plain[row] = column
    plain[len(columns) :] = masks
    if not _names:
        _names.extend([*columns, *_mask_names()])
    return Measured(plain, wordings, page.shapes.words, mains[0])


_names: list[str] = []


@lru_cache(maxsize=16)
def _rows_of(features: tuple[str, ...]) -> Ints:
    return np.array([_names.index(name) for name in features])


def feature_names() -> tuple[str, ...]:
    """The names of the matrix's rows, known after the first page was measured."""
    return tuple(_names)


class _Page:
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
        self.good: Floats = (self.shapes.size * chosen).astype(np.float32)
        self.total = max(float(self.good.sum()), 1.0)
        self.parent = np.maximum(np.array(containers.parent), 0)
        self.depth = np.array(containers.depth)
        self.first = np.array(containers.first)
        self.last = np.array(containers.last)
        self.own = np.array(containers.own, np.uint32)
        self.chain = np.array(containers.chain, np.uint32)
        self.tags = np.array(containers.tags, np.uint32)
        self.tag_chain = np.array(containers.tag_chain, np.uint32)
        self.at = np.array(document.container)
        self.path = np.array(containers.path)[self.at]
        self.heading = np.fromiter((b.kind is BlockKind.HEADING for b in document.blocks), np.bool_, self.count)

    def inside(self, column: NDArray[Any]) -> NDArray[np.float64]:
        """The column's sum over every container's blocks."""
        sums = np.zeros(self.count + 1)
        np.cumsum(column, out=sums[1:])
        result: NDArray[np.float64] = sums[self.last] - sums[self.first]
        return result


def _add_shape(columns: Columns, page: _Page) -> None:
    """Size, punctuation, links, kind and copies of the block itself."""
    shapes, counts = page.shapes, page.shapes.counts
    length, words = shapes.length, shapes.words
    some_words = np.maximum(words, np.float32(1))
    columns["words"] = words
    columns["chars"] = length
    columns["word_length"] = length / some_words
    columns["link_density"] = page.density
    columns["links"] = page.links
    columns["links_per_word"] = page.links / some_words
    columns["commas"] = counts[:, COMMA]
    columns["stops"] = counts[:, STOP]
    columns["words_per_stop"] = words / (counts[:, STOP] + np.float32(1))
    columns["digit_share"] = counts[:, DIGIT] / length
    columns["upper_share"] = counts[:, UPPER] / length
    columns["upper_per_word"] = counts[:, UPPER] / some_words
    columns["symbol_share"] = counts[:, SYMBOL] / length
    columns["first_class"] = shapes.first.astype(np.float32)
    columns["last_class"] = shapes.last.astype(np.float32)
    columns["prose"] = page.prose.astype(np.float32)
    blocks = page.document.blocks
    columns["level"] = np.fromiter((b.level for b in blocks), np.float32, page.count)
    columns["cells"] = np.fromiter((len(b.cells) for b in blocks), np.float32, page.count)
    columns["kind"] = np.fromiter((_KINDS[b.kind] for b in blocks), np.float32, page.count)
    seen: dict[str, int] = {}
    order = np.empty(page.count, np.float32)
    for position, text in enumerate(page.texts):
        seen[text] = number = seen.get(text, 0) + 1
        order[position] = number
    columns["copy_number"] = order
    columns["copies"] = np.fromiter((seen[text] for text in page.texts), np.float32, page.count)


_KINDS = {kind: float(number) for number, kind in enumerate(BlockKind)}


def _add_mains(columns: Columns, page: _Page) -> list[int]:
    """Relations to the deepest containers that hold most of the prose."""
    share = page.inside(page.good) / page.total
    columns_of_share = share.astype(np.float32)
    depth_here = page.depth[page.at]
    mains = []
    for wanted in _MAIN_SHARES:
        main = int(np.argmax(np.where(share >= wanted, page.depth + share, -1)))
        mains.append(main)
        first, last = int(page.first[main]), int(page.last[main])
        name = f"main{round(wanted * 100)}"
        inside = (page.index >= first) & (page.index < last)
        columns[f"{name}_inside"] = inside.astype(np.float32)
        columns[f"{name}_below"] = np.where(inside, depth_here - page.depth[main], -1).astype(np.float32)
        columns[f"{name}_share"] = np.full(page.count, share[main], np.float32)
        columns[f"{name}_blocks"] = np.full(page.count, last - first, np.float32)
        columns[f"{name}_position"] = ((page.index - first) / max(last - first, 1)).astype(np.float32)
    at, parent = page.at, page.parent
    for number in range(4):
        columns[f"share_{number}"] = columns_of_share[at]
        at = parent[at]
    return mains


def _add_containers(columns: Columns, page: _Page) -> None:
    """Sums over the block's container, its parent and so on."""
    chars = np.maximum(page.inside(page.shapes.length), 1)
    blocks = np.maximum(page.last - page.first, 1)
    density = (page.inside(page.density * page.shapes.length) / chars).astype(np.float32)
    goodness = (page.inside(page.good) / np.maximum(page.inside(page.shapes.size), 1)).astype(np.float32)
    words = (page.inside(page.shapes.words) / blocks).astype(np.float32)
    linked = (page.inside((page.density > 0.8).astype(np.float32)) / blocks).astype(np.float32)
    headings = (page.inside(page.heading.astype(np.float32)) / blocks).astype(np.float32)
    at = page.at
    for number in range(5):
        columns[f"density_{number}"] = density[at]
        columns[f"goodness_{number}"] = goodness[at]
        columns[f"blocks_{number}"] = blocks[at].astype(np.float32)
        if number < 4:
            columns[f"mean_words_{number}"] = words[at]
            columns[f"linked_{number}"] = linked[at]
            columns[f"headings_{number}"] = headings[at]
            columns[f"offset_{number}"] = (page.index - page.first[at]).astype(np.float32)
            columns[f"rest_{number}"] = (page.last[at] - page.index).astype(np.float32)
        at = page.parent[at]
    columns["depth"] = page.depth[page.at].astype(np.float32)


def _add_paths(columns: Columns, page: _Page, inside: Floats) -> None:
    """Statistics of the blocks whose elements have the same names and classes up to the root."""
    for name, path in (("path", page.path), ("uncle", np.array(page.document.containers.path)[page.parent[page.at]])):
        size = int(path.max()) + 1
        number = np.bincount(path, minlength=size)
        total = np.maximum(number, 1)
        chars = np.maximum(np.bincount(path, page.shapes.size, size), 1)
        columns[f"{name}_count"] = number[path].astype(np.float32)
        columns[f"{name}_words"] = (np.bincount(path, page.shapes.words, size) / total)[path].astype(np.float32)
        columns[f"{name}_density"] = (np.bincount(path, page.density, size) / total)[path].astype(np.float32)
        good = np.bincount(path, page.good, size)
        columns[f"{name}_good"] = (good / page.total)[path].astype(np.float32)
        columns[f"{name}_goodness"] = (good / chars)[path].astype(np.float32)
        columns[f"{name}_inside"] = (np.bincount(path, inside, size) / total)[path].astype(np.float32)
    same = np.concatenate(([False], page.path[1:] == page.path[:-1]))
    start = np.maximum.accumulate(np.where(same, 0, page.index))
    length = np.bincount(start, minlength=page.count)[start]
    columns["run_length"] = length.astype(np.float32)
    columns["run_offset"] = (page.index - start).astype(np.float32)


def _add_neighbours(columns: Columns, page: _Page) -> None:
    """The blocks before and after, and how far prose and headings are."""
    words, density, index = page.shapes.words, page.density, page.index
    depth = page.depth[page.at].astype(np.float32)
    for step in (-2, -1, 1, 2):
        columns[f"words{step:+d}"] = _shifted(words, step)
        columns[f"density{step:+d}"] = _shifted(density, step)
    for step in (-1, 1):
        columns[f"depth{step:+d}"] = _shifted(depth, step) - depth
        columns[f"last_class{step:+d}"] = _shifted(page.shapes.last.astype(np.float32), step)
        columns[f"heading{step:+d}"] = _shifted(page.heading.astype(np.float32), step)
        columns[f"same_path{step:+d}"] = (_shifted(page.path.astype(np.float32), step) == page.path).astype(np.float32)
    before = np.maximum.accumulate(np.where(page.prose, index, -_FAR))
    after = np.minimum.accumulate(np.where(page.prose, index, page.count + _FAR)[::-1])[::-1]
    columns["prose_before"] = np.minimum(index - _shifted(before, -1, -_FAR), _FAR).astype(np.float32)
    columns["prose_after"] = np.minimum(_shifted(after, 1, page.count + _FAR) - index, _FAR).astype(np.float32)
    same = _shifted(page.path.astype(np.float32), 0)
    columns["prose_before_same_path"] = (same == page.path[np.clip(_shifted(before, -1, 0), 0, None)]).astype(
        np.float32
    )
    sums = np.concatenate(([0.0], np.cumsum(page.good)))
    columns["good_before"] = (sums[:-1] / page.total).astype(np.float32)
    columns["good_after"] = ((sums[-1] - sums[1:]) / page.total).astype(np.float32)
    low, high = np.maximum(index - 3, 0), np.minimum(index + 4, page.count)
    columns["good_around"] = ((sums[high] - sums[low]) / page.total).astype(np.float32)
    columns["position"] = (index / page.count).astype(np.float32)
    columns["blocks_before"] = index.astype(np.float32)
    columns["blocks_after"] = (page.count - index).astype(np.float32)


def _shifted(column: NDArray[np.generic], step: int, fill: float = -1) -> Floats:
    """The column's value ``step`` blocks further on; ``fill`` beyond the page."""
    result = np.full(len(column), fill, np.float64 if column.dtype == np.int64 else np.float32)
    if step > 0:
        result[:-step] = column[step:]
    elif step < 0:
        result[-step:] = column[:step]
    else:
        result[:] = column
    return result.astype(column.dtype)


def _add_wordings_context(columns: Columns, page: _Page) -> Ints:
    """The wordings of each block, and how far the last heading and the nearest worded lines are."""
    bits = np.fromiter(
        (classes_of(text) if len(text) <= _LONGEST_WORDING else 0 for text in page.texts), np.int64, page.count
    )
    heading = np.maximum.accumulate(np.where(page.heading, page.index, -1))
    columns["heading_distance"] = np.where(heading >= 0, page.index - heading, _FAR).astype(np.float32)
    depth = page.depth[page.at]
    columns["heading_depth"] = np.where(heading >= 0, depth - depth[heading], _FAR).astype(np.float32)
    columns["heading_level"] = np.where(heading >= 0, columns["level"][heading], 0).astype(np.float32)
    columns["heading_words"] = np.where(heading >= 0, page.shapes.words[heading], 0).astype(np.float32)
    worded = bits != 0
    columns["worded_before"] = np.cumsum(worded).astype(np.float32)
    counts = np.concatenate(([0], np.cumsum(worded)))
    low, high = np.maximum(page.index - 3, 0), np.minimum(page.index + 4, page.count)
    columns["worded_around"] = (counts[high] - counts[low]).astype(np.float32)
    share = page.inside(worded.astype(np.float32)) / np.maximum(page.last - page.first, 1)
    parent = page.parent[page.at]
    columns["worded_1"] = share[parent].astype(np.float32)
    columns["worded_2"] = share[page.parent[parent]].astype(np.float32)
    return bits


def _add_declared(columns: Columns, page: _Page, facts: Facts) -> None:
    """Agreement with title, description and embedded body."""
    title, description = _folded(facts.title), _folded(facts.description)
    body = " ".join((facts.embedded_body or "").split()).casefold()
    title_words = set(title.split())
    folded = [text.casefold() for text in page.texts]
    equal = np.fromiter((text == title for text in folded), np.bool_, page.count)
    columns["is_title"] = equal.astype(np.float32)
    overlaps = np.zeros(page.count, np.float32)
    if title_words:
        for position, text in enumerate(folded):
            if len(text) < 250:
                words = text.split()
                overlaps[position] = len(title_words.intersection(words)) / max(len(words), 1)
    columns["title_overlap"] = overlaps
    is_h1 = np.fromiter(
        (b.level == 1 and b.kind is BlockKind.HEADING for b in page.document.blocks), np.bool_, page.count
    )
    first_h1 = int(np.argmax(is_h1)) if is_h1.any() else -_FAR
    columns["h1_distance"] = np.clip(page.index - first_h1, -_FAR, 4 * _FAR).astype(np.float32)
    named = equal | (overlaps > 0.8) & (page.shapes.words >= 3)
    start = int(np.argmax(named)) if named.any() else -_FAR
    columns["title_distance"] = np.clip(page.index - start, -_FAR, 4 * _FAR).astype(np.float32)
    columns["described"] = _found(folded, description, page.count)
    columns["embedded"] = _found(folded, body, page.count)
    columns["has_embedded"] = np.full(page.count, min(len(body), 2000), np.float32)


def _found(texts: Sequence[str], where: str, count: int) -> Floats:
    """1 where the block's start stands in the text, 0 where not, -1 where there is no text to look in."""
    if len(where) < 20:
        return np.full(count, -1, np.float32)
    return np.fromiter((len(text) > 12 and text[:_PROBE] in where for text in texts), np.float32, count)


def _folded(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


def _add_page(columns: Columns, page: _Page) -> None:
    """The same for every block: what kind of page it is."""
    count = page.count
    for name, value in (
        ("page_blocks", count),
        ("page_good", page.total),
        ("page_prose", float(page.prose.sum())),
        ("page_goodness", page.total / max(float(page.shapes.size.sum()), 1.0)),
        ("page_density", float((page.density * page.shapes.length).sum() / page.shapes.length.sum())),
        ("page_headings", float(page.heading.sum()) / count),
        ("page_paths", len(set(page.path.tolist())) / count),
    ):
        columns[name] = np.full(count, value, np.float32)


def _masks(page: _Page, main: int, wordings: Ints) -> Floats:
    """Group, tag and wording bits as rows of 0 and 1."""
    at = page.at
    parent = page.parent[at]
    grand = page.parent[parent]
    heading = np.maximum.accumulate(np.where(page.heading, page.index, -1))
    carried = np.where(heading >= 0, wordings[heading], 0)
    around = wordings.copy()
    around[1:] |= wordings[:-1]
    stacked = np.stack([
        page.own[at], page.own[parent], page.own[grand], page.chain[at], page.chain[at] & ~page.chain[main],
        page.tags[at], page.tags[parent], page.tag_chain[at], page.tag_chain[at] & ~page.tag_chain[main],
        wordings.astype(np.uint32), carried.astype(np.uint32), around.astype(np.uint32),
    ])  # fmt: skip
    bits = np.unpackbits(stacked.view(np.uint8), axis=1, bitorder="little")
    return bits.reshape(len(stacked), page.count, 32).transpose(0, 2, 1).reshape(-1, page.count).astype(np.float32)


def _mask_names() -> list[str]:
    padded = [*CLASSES, *(f"unused{n}" for n in range(len(CLASSES), 32))]
    names = []
    for prefix, bits in (
        ("own", lexicon.NAMES), ("parent", lexicon.NAMES), ("grand", lexicon.NAMES), ("chain", lexicon.NAMES),
        ("below", lexicon.NAMES), ("tag", TAGS), ("parent_tag", TAGS), ("chain_tag", TAGS), ("below_tag", TAGS),
        ("wording", padded), ("heading_wording", padded), ("near_wording", padded),
    ):  # fmt: skip
        names += [f"{prefix}:{name}" for name in bits]
    return names

"""Why each block of a page was kept or removed: the blocks in reading order, with what decided about each.

``Cleaner.explain`` and ``TextCleaner.explain`` clean as always and then look at what was decided; ``clean`` does none
of this.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scraper.article import Article
from scraper.block import Removal
from scraper.cleaner.attribution import effects
from scraper.cleaner.classifier.features import Measured
from scraper.cleaner.classifier.model import Model
from scraper.cleaner.decide import cut
from scraper.cleaner.document import Document
from scraper.cleaner.parser.elements import TAGS
from scraper.cleaner.text.choose import Choice
from scraper.cleaner.text.features import Measured as Lines
from scraper.cleaner.text.score import TextModel
from scraper.cleaner.text.sheet import Sheet

if TYPE_CHECKING:
    from scraper.cleaner.engine import Decided

Floats = NDArray[np.float32]

#: Measurements that are named of a block.
STRONGEST = 4
#: Blocks whose measurements are weighed, .3 ms each; longer pages name none for the blocks beyond.
MOST_WEIGHED = 3_000
#: Effects below this are not worth a line, log-odds: .1 moves a probability of .5 to .525.
_LEAST_EFFECT = 0.1
#: Characters from which a text that stands inside a longer one of the article does not stand there by chance.
_TELLING = 30
#: Classes that are named of an element, and characters of a class or id.
_CLASSES, _CLASS_LENGTH = 2, 40


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measurement of a block: its name and value, the ``typical`` value on the other side (of the article's blocks
    for a removed block, of the removed blocks for a kept one), and its ``effect`` on the score, in log-odds."""

    name: str
    value: float
    typical: float
    effect: float


@dataclass(frozen=True, slots=True)
class Row:
    """A block of the page. ``kind``: what it is (``paragraph``, ``heading``, ... ; the class of its removal where it
    was never looked into); ``level``: of a heading. ``kept``: it stands in the article. ``removed_as``, ``reason``:
    class and reason of the removal, None for a kept block. ``score``: the classifier's 0..1, None where it was not
    asked. ``path``: the elements around it, outermost first. ``field``: the field of the Article that has its text.
    ``strongest``: what moved its score most, strongest first."""

    text: str
    kind: str
    kept: bool
    removed_as: str | None = None
    reason: str | None = None
    score: float | None = None
    level: int = 0
    path: str = ""
    field: str | None = None
    strongest: tuple[Measurement, ...] = ()


#: Block number -> its measurements.
Strongest = dict[int, tuple[Measurement, ...]]


@dataclass(frozen=True, slots=True)
class Explanation:
    """An article, the page's blocks in reading order, and the score from which blocks were kept (None: no score
    decided). ``source``: ``html`` or ``text``."""

    article: Article
    rows: tuple[Row, ...]
    source: str
    threshold: float | None = None


def explain_page(
    document: Document, measured: Measured | None, decided: Decided, article: Article, model: Model
) -> Explanation:
    """The explanation of a cleaned HTML page."""
    strongest: Strongest = {}
    if decided.scores is not None and measured is not None:
        matrix = measured.matrix(model.features, model.vocabulary)
        strongest = _strongest(model.features, matrix, decided.decision.kept, partial(effects, model))
    rows = tuple(_page_rows(document, decided, strongest))
    if article.engine != "blocks":
        texts = frozenset(block.text for block in article.blocks)
        rows = tuple(_as_taken(row, article, texts) for row in rows)
    return Explanation(article, rows, "html", decided.threshold)


def explain_lines(sheet: Sheet, choice: Choice, scores: Floats, article: Article, model: TextModel) -> Explanation:
    """The explanation of a cleaned flattened text. ``scores``: a probability a line."""
    measured = model.measured(Lines(sheet))
    names = tuple(dict.fromkeys((*model.first.features, *model.second.features)))
    strongest = _strongest(names, measured.rows(names), choice.kept, partial(_text_effects, model, names))
    kept, removed, fields = set(choice.kept), iter(choice.removed), _fields(choice.lifted)
    rows = []
    for index, block in enumerate(sheet.document.blocks):
        row = Row(
            block.text, str(block.kind), index in kept, score=round(float(scores[index]), 4), level=block.level,
            path=f"line {index + 1}", strongest=strongest.get(index, ()), field=fields.get(block.text),
        )  # fmt: skip
        if index == choice.title:
            row = replace(row, removed_as="title", reason="the headline, kept as the title", field="title")
        elif index not in kept:
            removal = next(removed)
            row = replace(row, removed_as=removal.kind, reason=removal.reason)
        rows.append(row)
    return Explanation(article, tuple(rows), "text", float(cut(scores.astype(np.float64), sheet.words)[0]))


def _text_effects(model: TextModel, names: tuple[str, ...], matrix: Floats, typical: Floats) -> Floats:
    """Effects through both forests: what the second makes of the line's own first score is handed on to what made
    that, in proportion (the chain rule of Shrikumar et al. 2017, DeepLIFT)."""
    found = np.zeros(matrix.shape, np.float32)
    parts = []
    for forest in (model.first, model.second):
        rows = [names.index(name) for name in forest.features]
        parts.append((rows, effects(forest, matrix[rows], typical[rows])))
    (rows, before), (again, after) = parts
    found[again] += after
    own = names.index("score")
    total = before.sum(axis=0)
    share = np.divide(found[own], total, out=np.zeros_like(total), where=np.abs(total) > _LEAST_EFFECT)
    found[own] = np.where(share == 0, found[own], 0)
    found[rows] += before * share
    return found


def _strongest(
    names: Sequence[str], matrix: Floats, kept: Sequence[int], weigh: Callable[[Floats, Floats], Floats]
) -> Strongest:
    """Block number -> its strongest measurements, beside the median of the blocks on the other side."""
    columns = np.arange(matrix.shape[1])
    inside = np.isin(columns, kept)
    if inside.all() or not inside.any():
        return {}
    found: Strongest = {}
    for side in (inside, ~inside):
        part = columns[side][:MOST_WEIGHED]
        typical: Floats = np.median(matrix[:, ~side], axis=1).astype(np.float32)
        weighed = weigh(matrix[:, part], typical)
        for place, index in enumerate(part.tolist()):
            order = np.argsort(-np.abs(weighed[:, place]))[:STRONGEST]
            found[index] = tuple(
                Measurement(names[row], float(matrix[row, index]), float(typical[row]), float(weighed[row, place]))
                for row in order.tolist()
                if abs(weighed[row, place]) >= _LEAST_EFFECT
            )
    return found


def _page_rows(document: Document, decided: Decided, strongest: Strongest) -> Iterator[Row]:
    """The rows of a page as the classifier and the rules decided; removals come in reading order."""
    kept, fields = set(decided.decision.kept), _fields(decided.decision.lifted)
    removed, chrome = deque(decided.decision.removed), deque(document.chrome)
    for index, block in enumerate(document.blocks):
        while chrome and chrome[0][0] <= index:
            yield from _chrome_row(chrome.popleft(), removed)
        row = Row(
            block.text, str(block.kind), index in kept,
            score=decided.scores[index] if decided.scores is not None else None,
            level=block.level, path=_path(document, index), field=fields.get(block.text),
            strongest=strongest.get(index, ()),
        )  # fmt: skip
        if not row.kept and removed:
            removal = removed.popleft()
            row = replace(row, removed_as=removal.kind, reason=removal.reason)
        yield row
    for entry in chrome:
        yield from _chrome_row(entry, removed)


def _chrome_row(entry: tuple[int, str, str], removed: deque[Removal]) -> Iterator[Row]:
    """The row of what was never looked into (navigation, what an override took out), where its removal is the next."""
    _, name, text = entry
    if removed and removed[0].text == text and removed[0].score is None:
        removal = removed.popleft()
        path = name if removal.kind == "navigation" else ""
        yield Row(text, removal.kind, False, removal.kind, removal.reason, path=path)


def _as_taken(row: Row, article: Article, texts: frozenset[str]) -> Row:
    """The row where the article was taken from elsewhere: kept is what stands in it, whatever was decided here.
    ``texts``: of the article's blocks."""
    if row.text in texts or (len(row.text) >= _TELLING and row.text in article.text):
        return replace(row, kept=True, removed_as=None, reason=None)
    if row.kept or row.removed_as is None:
        reason = f"engine {article.engine}: not in the article that it found"
        return replace(row, kept=False, removed_as="boilerplate", reason=reason)
    return row


def _fields(lifted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Text -> the field of the Article that it was taken out for."""
    return {text: name for name, texts in lifted.items() for text in texts}


def _path(document: Document, index: int) -> str:
    """The elements around a block, outermost first, with ids and the first classes where the parser still has them."""
    nodes = document.blocks[index].nodes
    if nodes:
        return " > ".join(reversed([_element(node) for node in _around(nodes[0])]))
    names: list[str] = []
    number = document.container[index] if document.container else -1
    while number >= 0:
        names.append(TAGS[document.containers.tags[number].bit_length() - 1])
        number = document.containers.parent[number]
    return " > ".join(reversed(names))


def _around(node: Any) -> Iterator[Any]:
    """The element of a node, or around it, and those around that up to the body."""
    while node is not None and node.tag not in ("html", "-undef", None):
        if not node.tag.startswith("-"):
            yield node
        node = node.parent


def _element(node: Any) -> str:
    """An element as a CSS selector names it: ``div#main.story.wide``, cut where page authors were generous."""
    attributes = node.attributes
    name = str(node.tag)
    if identity := (attributes.get("id") or "").strip():
        name += f"#{identity[:_CLASS_LENGTH]}"
    classes = (attributes.get("class") or "").split()
    return name + "".join(f".{each[:_CLASS_LENGTH]}" for each in classes[:_CLASSES])

"""An override at work on a page's tree: fields are read, what is to go is taken out, what is to stay is marked.

Marks are ``<nav>`` elements that hold a token: the walk over the page (``segment``) notes navigation that it does not
look into, each with the number of the block it stands before, and so tells where the marks stood.  What is taken out
leaves its text there too, as a removal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from scraper.cleaner.decide import OVERRIDE
from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.metadata import Metadata
from scraper.cleaner.metadata.datetext import read_date
from scraper.cleaner.metadata.names import split_names
from scraper.cleaner.parser.elements import INLINES
from scraper.cleaner.parser.segment import PLACE_MARK
from scraper.cleaner.site.override import FIELDS, SiteOverride
from scraper.cleaner.tags.filter import split_keywords

#: Elements whose inside becomes one block, or none: marks stand before and after them.
_WHOLE = frozenset({"tr", "pre", "nav", "footer"})
#: What tells a table that lays out the page, and the characters of a cell from which it does (see ``segment``).
_LAYOUT, _LONGEST_CELL = "table,ul,ol,h1,h2,h3,h4,h5,pre,blockquote,form,article", 400
_ROOTS = frozenset({"html", "head", "body"})
#: A character that no page has for a purpose of its own (private use), around the number of a mark.
_SIGN = "\ue0f7"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark in the tree. ``reason``, ``text``: of what was taken out there; without a reason it begins (``opens``) or
    ends a part of the body."""

    node: Any
    reason: str = ""
    text: str = ""
    opens: bool = False


@dataclass(slots=True)
class Operation:
    """What an override did to a page. ``values``: key -> texts that its selector found; ``missed``: keys and selectors
    that found nothing; ``inside``: numbers of the blocks of the body, None where no body is asked for or found."""

    override: SiteOverride
    values: dict[str, list[str]] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    inside: frozenset[int] | None = None
    marks: list[_Mark] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How reasons and provenance call it."""
        return f"{OVERRIDE}{self.override.host}"

    @property
    def note(self) -> str:
        """For the provenance: whose override it is, and what of it found nothing."""
        return "; nothing matches ".join([self.override.host, *self.missed])

    def settle(self, document: Document) -> None:
        """Take the marks out of the Document and the tree again; what was taken out becomes a reasoned removal."""
        chrome, starts, inside = [], [], set[int]()
        for index, tag, text in document.chrome:
            mark = self._mark_of(text)
            if mark is None:
                chrome.append((index, tag, text))
            elif mark.reason:
                chrome.append((index, mark.reason, mark.text))
            elif mark.opens:
                starts.append(index)
            elif starts:
                inside.update(range(starts.pop(), index))
        document.chrome[:] = [entry for entry in chrome if entry[2]]
        for mark in self.marks:
            mark.node.decompose()
        if inside:
            self.inside = frozenset(inside)
        elif any(mark.opens for mark in self.marks):
            self.missed.append(f"body {self.override.body} (no text is in it)")

    def _mark_of(self, text: str) -> _Mark | None:
        number = text.strip(_SIGN)
        known = text.startswith(_SIGN) and number.isdecimal() and int(number) < len(self.marks)
        return self.marks[int(number)] if known else None

    def verdicts(self, document: Document) -> dict[int, Verdict]:
        """Where a body was found: all of it stays unless a rule says otherwise, and nothing else does."""
        if self.inside is None:
            return {}
        reason = f"{self.name}: outside body {self.override.body}"
        numbers = range(len(document.blocks))
        return {number: Verdict(number, "override", reason, keep=number in self.inside) for number in numbers}

    def fill(self, metadata: Metadata) -> Metadata:
        """The metadata with what the selectors found, and where it came from."""
        found: dict[str, Any] = {"title": next(iter(self.values.get("title", ())), None)}
        found["authors"] = tuple(dict.fromkeys(name for text in self.values.get("author", ())
                                               for name in split_names(text)))  # fmt: skip
        found["published"] = self._date(metadata)
        found = {name: value for name, value in found.items() if value}
        provenance = {**metadata.provenance, **dict.fromkeys(found, self.name), "override": self.note}
        return replace(metadata, **found, provenance=provenance)

    def _date(self, metadata: Metadata) -> datetime | None:
        """The date of publication, in the offset that the page gives elsewhere where it names none."""
        texts = self.values.get("date", [])
        published = next(filter(None, map(read_date, texts)), None)
        if published is None:
            if texts:
                self.missed.append(f"date {self.override.date} (it holds no date)")
            return None
        known = [date.tzinfo for date in (metadata.published, metadata.modified) if date is not None]
        return published if published.tzinfo else published.replace(tzinfo=next(iter(known), UTC))

    def tags(self) -> tuple[str, ...]:
        """The tags; one element that holds them all is split at its commas."""
        texts = self.values.get("tags", [])
        return tuple(dict.fromkeys(split_keywords(texts) if len(texts) == 1 else texts))


def operate(tree: LexborHTMLParser, override: SiteOverride) -> Operation:
    """Do to a page's tree what the override says. Its selectors see the page as it came.

    Segment the tree then, and ``settle`` the Document.
    """
    done = Operation(override)
    found = [(name, selector, tree.css(selector)) for name, selector in override.selectors()]
    done.missed += [f"{name} {selector}" for name, selector, nodes in found if not nodes]
    for name, _, nodes in found:
        if name in FIELDS and (texts := [text for node in nodes if (text := _value(node))]):
            done.values[name] = texts
    going = {node.mem_id: selector for name, selector, nodes in found if name == "remove" for node in nodes
             if node.tag not in _ROOTS}  # fmt: skip
    for name, _, nodes in found:
        for node in nodes if name == "body" else ():
            if node.mem_id not in going and not _is_within(node, going):
                _enclose(tree, done, node)
    doomed = {}
    for name, _, nodes in found:
        for node in nodes if name == "remove" else ():
            if node.mem_id in going and node.mem_id not in doomed and not _is_within(node, going):
                doomed[node.mem_id] = node
                mark = _marked(tree, done, _Mark(None, f"{done.name}: remove {going[node.mem_id]}", _text(node)))
                _place(node).insert_before(mark, move=True)
    for node in doomed.values():  # not before all is marked: what lies within is gone with it
        node.decompose()
    return done


def _enclose(tree: LexborHTMLParser, done: Operation, node: Any) -> None:
    """Mark where a part of the body begins and ends."""
    opening, closing = _marked(tree, done, _Mark(None, opens=True)), _marked(tree, done, _Mark(None))
    if node.tag in _ROOTS:
        if tree.body is not None and tree.body.first_child is not None:
            tree.body.first_child.insert_before(opening, move=True)
            tree.body.insert_child(closing, move=True)
        return
    place = _place(node)
    place.insert_before(opening, move=True)
    place.insert_after(closing, move=True)


def _marked(tree: LexborHTMLParser, done: Operation, mark: _Mark) -> Any:
    """The element of a new mark."""
    node = tree.create_node("nav")
    node.attrs[PLACE_MARK] = ""
    node.insert_child(f"{_SIGN}{len(done.marks)}{_SIGN}")
    done.marks.append(replace(mark, node=node))
    return node


def _place(node: Any) -> Any:
    """The element beside which a mark is seen: the node, or what makes one block, or none, of it and of others."""
    place = node
    for above in _above(node):
        if place.tag in INLINES or (above.tag in _WHOLE and not _lays_out(above)):
            place = above
    return place


def _lays_out(node: Any) -> bool:
    """Whether it is a row of a table that lays out the page, so that its cells are walked into."""
    if node.tag != "tr":
        return False
    cells = [cell.text() for cell in node.iter() if cell.tag in ("td", "th")]
    return len(cells) < 2 or max(map(len, cells)) > _LONGEST_CELL or node.css_first(_LAYOUT) is not None


def _is_within(node: Any, numbers: Mapping[int, str]) -> bool:
    return any(above.mem_id in numbers for above in _above(node))


def _above(node: Any) -> Iterator[Any]:
    """The elements around a node, innermost first, without the page's roots."""
    above = node.parent
    while above is not None and above.tag not in _ROOTS and not above.tag.startswith("-"):
        yield above
        above = above.parent


def _value(node: Any) -> str:
    """What an element says: the ``content`` of a ``meta``, the ``datetime`` of a ``time``, else its text."""
    said = node.attributes.get({"meta": "content", "time": "datetime"}.get(node.tag, "-"))
    return " ".join(said.split()) if said else _text(node)


def _text(node: Any) -> str:
    return " ".join(node.text(separator=" ").split())

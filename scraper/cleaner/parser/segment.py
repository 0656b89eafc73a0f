"""HTML -> Document: one walk over the parser's tree.

A block is a run of text and inline elements between two block-level borders (an element's start or end, or two line
breaks), so a paragraph needs no ``<p>``.  Rows of data tables and ``<pre>`` are one block each.  Everything that the
measurements need of an element is taken while passing it; nothing is visited twice.
"""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

from scraper.block import BlockKind
from scraper.cleaner.document import KIND_NUMBER, Candidate, Containers, Document
from scraper.cleaner.parser.elements import (
    BLOCK,
    BREAK,
    CHROME,
    ITALIC,
    LINK,
    LOOKED_AT,
    MATH,
    PRE,
    ROLES,
    ROW,
    SKIP,
    TAG_BIT,
    TAGS,
    TEXT,
    formula,
    told_by,
    words_of,
)  # fmt: skip
from scraper.cleaner.parser.lexicon import BIT, bits_of

_OTHER = TAG_BIT["other"]
_IN_ARTICLE = TAG_BIT["article"] | TAG_BIT["blockquote"] | TAG_BIT["main"]
_LINK_BIT = TAG_BIT["a"]
#: Groups and elements of which a menu may be.
_MENU = BIT["nav"] | BIT["account"]
_BOXES = sum(TAG_BIT[name] for name in ("div", "ul", "ol", "section", "li", "form", "dl", "details", "table", "td"))
#: Attribute of elements that mark a place: what holds one is looked into.
PLACE_MARK = "data-place-mark"
#: What a page's header, and a menu, do not hold; a header that was never closed holds the page.
_PAGE = f"h1,main,footer,[{PLACE_MARK}]"
_PROSE = f"p,article,{_PAGE}"
#: Characters beyond which a text is more than the name of a page in a menu. On the labelled pages, what stands in
#: elements that are called a menu and hold nothing longer is less than .0003 of an article's words.
_LONG_LABEL = 60
#: Looks into elements that turned out to be no menu, after which none is taken for one: nested ones would cost their
#: product. Of 1,480 pages one has more.
_MOST_LOOKS = 60
#: The name in ``Document.chrome`` of an element that its class, id or role calls a menu.
MENU = "menu"
_MEDIA = frozenset({"img", "iframe", "video", "audio", "object", "embed", "canvas"})
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
#: Longest cell of a data table's row, characters; above it a table lays out the page.
_LONGEST_CELL = 400
_LAYOUT = "table,ul,ol,h1,h2,h3,h4,h5,pre,blockquote,form,article"
_LINE = "\x1e"
#: Where a word may be broken: no part of the text.
SOFT_HYPHEN = "\xad"
_Context = tuple[BlockKind, int, bool, int]
_PARAGRAPH: _Context = (BlockKind.PARAGRAPH, 0, False, 0)


class _Frame(NamedTuple):
    """An open element: its number among the containers, what it and its ancestors are, and what its blocks are."""

    number: int
    chain: int
    tag_chain: int
    depth: int
    path: int
    bit: int
    context: _Context


_OUTSIDE = _Frame(-1, 0, 0, -1, 0, 0, _PARAGRAPH)


def segment(tree: Any, url: str | None = None) -> Document:
    """The Document of a parsed page (a ``LexborHTMLParser``). Blocks without a letter or digit are left out."""
    walk = _Walk()
    body = tree.body
    if body is not None:
        walk.run(body)
    return walk.document(tree, url)


class _Walk:
    """The state of the walk: the open run of inline text, and the rows of containers and blocks."""

    __slots__ = (
        "_blocks",
        "_chrome",
        "_containers",
        "_inline",
        "_last",
        "_link",
        "_link_chars",
        "_links",
        "_looks",
        "_media",
        "_media_last",
        "_nodes",
        "_parts",
        "_paths",
        "_rows",
        "_slanted",
        "_tables",
    )  # fmt: skip

    def __init__(self) -> None:
        self._blocks: list[Candidate] = []
        self._rows: list[tuple[int, ...]] = []  # the numbers of a block, see ``document``
        self._containers: list[tuple[int, ...]] = []  # the numbers of a container that are known at its start ...
        self._last: list[int] = []  # ... and at its end
        self._media_last: list[int] = []
        self._chrome: list[tuple[int, str, str]] = []
        self._parts: list[str] = []
        self._nodes: list[Any] = []
        self._link = 0  # open <a> elements
        self._looks = 0  # into elements that were no menu and no header of the page
        self._link_chars = self._links = 0
        self._inline = 0  # groups that the classes of inline elements at the run's start hit
        self._slanted = 0  # characters in italics
        self._media = 0  # pictures, players and frames so far
        self._paths: dict[tuple[int, str, str | None], tuple[int, int, int]] = {}
        self._tables = 0  # the last number given to a list, quote or table

    def document(self, tree: Any, url: str | None) -> Document:
        """What was found."""
        parent, depth, path, first, media, *masks = zip(*self._containers, strict=True) if self._last else [()] * 9
        containers = Containers(
            *(array("q", numbers) for numbers in (parent, depth, path, first, media, self._last, self._media_last)),
            *(array("Q", bits) for bits in masks),
        )
        columns = zip(*self._rows, strict=True) if self._rows else [()] * 8
        at, linked, links, before, slanted, kinds, levels, inline = columns
        return Document(
            self._blocks, "html", url, tree=tree, containers=containers, container=array("q", at),
            link_chars=array("q", linked), links=array("q", links), media=array("q", before),
            slanted=array("q", slanted), kinds=array("q", kinds), levels=array("q", levels),
            inline=array("Q", inline), chrome=self._chrome, paths=self._paths,
        )  # fmt: skip

    def run(self, body: Any) -> None:
        """Walk without recursion: pages nest thousands of elements deep."""
        role_of, parts, nodes, enter = ROLES.get, self._parts, self._nodes, self._open
        here = enter(body, "body", _OUTSIDE)
        stack: list[tuple[Any, _Frame, int]] = [(body.iter(True, True), here, BLOCK)]
        while stack:
            children, here, role = stack[-1]
            for node in children:
                tag = node.tag
                kind = role_of(tag, BLOCK)
                if kind == TEXT:
                    self._add(node, role)
                elif kind < BLOCK:
                    if node.first_child is not None:
                        self._enter_inline(node, kind, role)
                        stack.append((node.iter(True), here, kind))
                        break
                    if tag == "img":
                        self._media += 1
                elif kind == SKIP or (kind != BLOCK and self._special(node, tag, kind, here, role)):
                    if tag in _MEDIA:
                        self._media += 1
                    elif parts and role == BLOCK and kind == SKIP:
                        self._space_before(node)
                else:
                    if parts:
                        self._flush(here, broken=role != BLOCK)
                    elif nodes:  # inline elements around this one, without text of their own
                        nodes.clear()
                    inner = enter(node, tag, here)
                    if inner is not _OUTSIDE:
                        stack.append((node.iter(True, True), inner, BLOCK))
                        break
            else:
                stack.pop()
                if role == BLOCK:
                    if parts:
                        self._flush(here)
                    self._close(here.number)
                elif role == LINK:
                    self._link -= 1

    def _add(self, node: Any, role: int) -> None:
        """Text inside an element of the role."""
        text = node.text_content
        parts = self._parts
        if parts or not text.isspace():
            parts.append(text)
            if role == BLOCK:
                self._nodes.append(node)
            if self._link:
                self._link_chars += len(text)
            if role == ITALIC:
                self._slanted += len(text)

    def _enter_inline(self, node: Any, kind: int, role: int) -> None:
        """An inline element with content, inside an element of the role."""
        if role == BLOCK:
            if self._parts:
                self._space_before(node)
            self._nodes.append(node)
        if not self._parts:
            name = node.attributes.get("class")
            if name:
                self._inline |= bits_of(name)
        if kind == LINK:
            self._link += 1
            self._links += 1

    def _space_before(self, node: Any) -> None:
        """Blank text is skipped while walking; before an inline element or a comment it is a space."""
        before = node.prev
        while before is not None and before.tag == "-comment":
            before = before.prev
        if before is not None and before.tag == "-text" and self._nodes and before != self._nodes[-1]:
            self._parts.append(" ")
            self._nodes.append(before)

    def _open(self, node: Any, tag: str, outer: _Frame) -> _Frame:
        """A new container inside ``outer``; ``_OUTSIDE`` for a menu, which is not looked into."""
        above, chain, tag_chain, depth, path, _, context = outer
        attributes = node.attributes
        name = attributes.get("class")
        path, bit, own = self._paths.get((path, tag, name)) or self._new_path(path, tag, name)
        if not LOOKED_AT.isdisjoint(attributes):
            own |= told_by(attributes)
        if own & _MENU and bit & _BOXES and not tag_chain & _IN_ARTICLE and self._is_menu(node):
            return _OUTSIDE
        chain |= own
        tag_chain |= bit | _LINK_BIT if self._link else bit
        depth += 1
        number = len(self._last)
        self._containers.append((above, depth, path, len(self._blocks), self._media, own, chain, bit, tag_chain))
        self._last.append(0)
        self._media_last.append(0)
        if tag in _CONTEXTUAL:
            context = self._enter(tag, context)
        return tuple.__new__(_Frame, (number, chain, tag_chain, depth, path, bit, context))  # twice as fast as _Frame()

    def _new_path(self, above: int, tag: str, name: str | None) -> tuple[int, int, int]:
        """The number of a path that this page has not had yet, and the bits of its last element's name and class."""
        found = len(self._paths) + 1, TAG_BIT.get(tag, _OTHER), bits_of(name) if name else 0
        self._paths[above, tag, name] = found
        return found

    def _enter(self, tag: str, context: _Context) -> _Context:
        """What blocks inside this element are: kind, level, ordered, group."""
        kind, level, _, group = context
        if tag in _HEADINGS:
            return BlockKind.HEADING, _HEADINGS[tag], False, 0
        if tag in ("ul", "ol"):
            if kind is BlockKind.LIST_ITEM:
                return kind, level + 1, tag == "ol", group
            self._tables += 1
            return BlockKind.LIST_ITEM, 1, tag == "ol", self._tables
        if tag == "li":
            return (BlockKind.LIST_ITEM, 1, False, group) if kind is not BlockKind.LIST_ITEM else context
        if tag == "figcaption":
            return BlockKind.CAPTION, 0, False, 0
        self._tables += 1
        if tag == "blockquote":
            return BlockKind.QUOTE, level + 1 if kind is BlockKind.QUOTE else 1, False, self._tables
        return BlockKind.TABLE_ROW, 0, False, self._tables  # table

    def _flush(self, here: _Frame, *, broken: bool = False) -> None:
        """Close the open run of text as a block of the container ``here``."""
        raw = "".join(self._parts)
        if SOFT_HYPHEN in raw:
            raw = raw.replace(SOFT_HYPHEN, "")
        text = " ".join(raw.split()) if _LINE not in raw else _lines(raw)
        if text and (text[0].isalnum() or any(map(str.isalnum, text))):
            kind, level, ordered, group = here.context
            if kind is BlockKind.TABLE_ROW:  # a cell of a table that lays out the page
                kind, group = BlockKind.PARAGRAPH, 0
            tag = TAGS[here.bit.bit_length() - 1]
            nodes = () if broken else tuple(self._nodes)
            self._emit(Candidate(text, tag, kind, level, ordered, group, False, (), None, nodes), here.number)
        self._parts.clear()
        self._nodes.clear()
        self._link_chars = self._links = self._inline = self._slanted = 0

    def _emit(self, block: Candidate, here: int) -> None:
        self._blocks.append(block)
        linked = min(self._link_chars, len(block.text))
        kind = KIND_NUMBER[block.kind]
        self._rows.append((here, linked, self._links, self._media, self._slanted, kind, block.level, self._inline))

    def _special(self, node: Any, tag: str, kind: int, here: _Frame, role: int) -> bool:
        """A line break, a table row, code, navigation: True when done with it, False to walk into it."""
        if kind == BREAK:
            if self._parts:
                if self._parts[-1] == _LINE:
                    self._parts.pop()
                    self._flush(here, broken=role != BLOCK)
                else:
                    self._parts.append(_LINE)
                    self._nodes.append(node)
            return True
        if kind == CHROME:
            return self._chrome_of(node, tag, here, role)
        if kind == ROW:
            return self._row(node, here)
        if kind == PRE:
            return self._code(node, here)
        if kind == MATH:
            if text := formula(node):
                self._parts.append(text)
                if role == BLOCK:
                    self._nodes.append(node)
            return True
        return False

    def _chrome_of(self, node: Any, tag: str, here: _Frame, role: int) -> bool:
        """Navigation, and the page's header and footer; False where they are the article's, or hold its headline."""
        if tag != "nav" and here.tag_chain & _IN_ARTICLE:
            return False
        if tag == "header" and not self._lacks(node, _PAGE):
            return False
        if self._parts:
            self._flush(here, broken=role != BLOCK)
        text = " ".join(node.text(separator=" ").split())
        if "{" in text:  # scripts and style sheets inside
            text = words_of(node)
        if text:
            self._chrome.append((len(self._blocks), tag, text))
        return True

    def _is_menu(self, node: Any) -> bool:
        """Whether an element that is called a menu holds nothing but labels; it is then noted as one."""
        if not self._lacks(node, _PROSE):
            return False
        labels = node.text(separator="\n").split("\n")
        if any(len(label) > _LONG_LABEL and len(label.strip()) > _LONG_LABEL for label in labels):
            self._looks += 1
            return False
        text = " ".join(" ".join(labels).split())
        if text:
            self._chrome.append((len(self._blocks), MENU, text))
        return True

    def _lacks(self, node: Any, selector: str) -> bool:
        """Whether an element is known to hold nothing of the kind."""
        if self._looks >= _MOST_LOOKS or node.css_first(selector) is not None:
            self._looks += 1
            return False
        return True

    def _row(self, node: Any, here: _Frame) -> bool:
        """A row of a data table as one block; False where the table lays out the page."""
        cells = [cell for cell in node.iter() if cell.tag in ("td", "th")]
        if len(cells) < 2 or node.css_first(_LAYOUT) is not None:
            return False
        texts = tuple(" ".join(cell.text(separator=" ").split()) for cell in cells)
        if max(map(len, texts)) > _LONGEST_CELL or not any(texts):
            return False
        if self._parts:
            self._flush(here)
        inner = self._open(node, "tr", here).number
        links = node.css("a")
        self._links, self._link_chars = len(links), sum(len(a.text()) for a in links)
        header = all(cell.tag == "th" for cell in cells)
        group = here.context[3]
        text = " | ".join(filter(None, texts))
        self._emit(Candidate(text, "tr", BlockKind.TABLE_ROW, 0, False, group, header, texts, nodes=(node,)), inner)
        self._close(inner)
        self._links = self._link_chars = 0
        return True

    def _code(self, node: Any, here: _Frame) -> bool:
        """Preformatted text as one block, white space kept."""
        text = node.text().strip("\r\n").rstrip()
        if not text:
            return True
        if self._parts:
            self._flush(here)
        inner = self._open(node, "pre", here).number
        self._emit(Candidate(text, "pre", BlockKind.CODE, nodes=(node,)), inner)
        self._close(inner)
        return True

    def _close(self, number: int) -> None:
        self._last[number] = len(self._blocks)
        self._media_last[number] = self._media


_CONTEXTUAL = frozenset({*_HEADINGS, "ul", "ol", "li", "figcaption", "blockquote", "table"})


def _lines(raw: str) -> str:
    """A text with single line breaks, white space collapsed in each line."""
    lines = [" ".join(line.split()) for line in raw.split(_LINE)]
    return "\n".join(line for line in lines if line)

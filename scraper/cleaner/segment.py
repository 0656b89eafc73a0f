"""HTML -> Document: one walk over the parser's tree.

A block is a run of text and inline elements between two block-level borders (an element's start or end, or two line
breaks), so a paragraph needs no ``<p>``.  Rows of data tables and ``<pre>`` are one block each.  Everything that the
measurements need of an element is taken while passing it; nothing is visited twice.
"""

from __future__ import annotations

from typing import Any

from scraper.block import BlockKind
from scraper.cleaner.document import Candidate, Containers, Document
from scraper.cleaner.lexicon import BIT, bits_of

_SKIP, _INLINE, _BLOCK, _BREAK, _ROW, _PRE, _CHROME = range(7)
_ROLES: dict[str, int] = {}
for _role, _names in (
    (_SKIP, "-comment -doctype script style noscript svg template head select textarea iframe object embed canvas"),
    (_SKIP, "audio video map math input option datalist meta link source track param title base basefont bgsound"),
    (_SKIP, "frame frameset dialog"),
    (_INLINE, "a span b strong i em u s small sub sup font mark abbr cite code q time label kbd var samp bdi bdo ins"),
    (_INLINE, "del big tt acronym dfn data ruby rb rt rp wbr img nobr strike picture output meter progress button"),
    (_BREAK, "br"), (_ROW, "tr"), (_PRE, "pre"), (_CHROME, "nav footer"),
):  # fmt: skip
    _ROLES.update(dict.fromkeys(_names.split(), _role))
#: Elements whose text is no text of the page.
SKIPPED = frozenset(name for name, role in _ROLES.items() if role == _SKIP)
#: Element names that are measured; the position is the bit.
TAGS = (
    "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "article", "main", "section", "aside", "header",
    "footer", "form", "table", "tr", "td", "blockquote", "figure", "figcaption", "pre", "dl", "dd", "dt", "details",
    "body", "a", "other",
)  # fmt: skip
TAG_BIT = {name: 1 << position for position, name in enumerate(TAGS)}
_OTHER = TAG_BIT["other"]
_IN_ARTICLE = TAG_BIT["article"] | TAG_BIT["blockquote"] | TAG_BIT["main"]
_LINK_BIT = TAG_BIT["a"]
_HIDDEN = BIT["hidden"]
_WATCHED = frozenset({"class", "id", "itemprop", "role", "data-testid", "data-component", "aria-label", "property"})
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
#: Longest cell of a data table's row, characters; above it a table lays out the page.
_LONGEST_CELL = 400
_LAYOUT = "table,ul,ol,h1,h2,h3,h4,h5,pre,blockquote,form,article"
_LINE = "\x1e"
_PARAGRAPH = (BlockKind.PARAGRAPH, 0, False, 0)
_Context = tuple[BlockKind, int, bool, int]


def segment(tree: Any, url: str | None = None) -> Document:
    """The Document of a parsed page (a ``LexborHTMLParser``). Blocks without a letter or digit are left out."""
    walk = _Walk(Document([], "html", url=url, tree=tree))
    body = tree.body
    if body is not None:
        walk.run(body)
    return walk.document


class _Walk:
    """The state of the walk: the open run of inline text and the open elements."""

    __slots__ = ("_classes", "_context", "_link", "_link_chars", "_links", "_nodes", "_parts", "_paths", "_seen_items",
                 "_tables", "containers", "document")  # fmt: skip

    def __init__(self, document: Document) -> None:
        self.document = document
        self.containers: Containers = document.containers
        self._parts: list[str] = []
        self._nodes: list[Any] = []
        self._link = 0  # open <a> elements
        self._link_chars = 0
        self._links = 0
        self._paths: dict[tuple[int, str, str | None], int] = {}
        self._context: list[_Context] = []
        self._tables = 0  # the last number given to a list, quote or table
        self._seen_items: set[int] = set()

    def run(self, body: Any) -> None:
        """Walk without recursion: pages nest thousands of elements deep."""
        roles, parts, nodes = _ROLES, self._parts, self._nodes
        here = self._open(body, "body", -1)
        stack: list[tuple[Any, int, int]] = [(body.iter(include_text=True), here, _BLOCK)]
        while stack:
            children, here, role = stack[-1]
            for node in children:
                tag = node.tag
                if tag == "-text":
                    text = node.text_content
                    if not text or (not parts and text.isspace()):
                        continue
                    parts.append(text)
                    if self._link:
                        self._link_chars += len(text)
                    if role == _BLOCK:
                        nodes.append(node)
                    continue
                kind = roles.get(tag, _BLOCK)
                if kind == _INLINE:
                    if node.first_child is None:
                        continue
                    if role == _BLOCK:
                        nodes.append(node)
                    if tag == "a":
                        self._link += 1
                        self._links += 1
                        stack.append((node.iter(include_text=True), here, _SKIP))  # _SKIP marks the link
                    else:
                        stack.append((node.iter(include_text=True), here, _INLINE))
                    break
                if kind != _BLOCK and (kind == _SKIP or self._special(node, tag, kind, here, role)):
                    continue
                if parts:
                    self._flush(here, broken=role != _BLOCK)
                elif nodes:  # inline elements around this one, without text of their own
                    nodes.clear()
                inner = self._open(node, tag, here)
                stack.append((node.iter(include_text=True), inner, _BLOCK))
                break
            else:
                stack.pop()
                if role == _BLOCK:
                    if parts:
                        self._flush(here)
                    self.containers.last[here] = len(self.document.blocks)
                elif role == _SKIP:
                    self._link -= 1

    def _open(self, node: Any, tag: str, parent: int) -> int:
        """A new container; returns its number."""
        columns = self.containers
        own, name = 0, None
        attributes = node.attributes
        if attributes:
            name = attributes.get("class")
            for key, value in attributes.items():
                if value is None:
                    if key == "hidden":
                        own |= _HIDDEN
                elif key in _WATCHED:
                    own |= bits_of(value)
                elif (key == "style" and "display" in value and "none" in value) or (
                    key == "aria-hidden" and value == "true"
                ):
                    own |= _HIDDEN
        bit = TAG_BIT.get(tag, _OTHER)
        if parent < 0:
            chain, tag_chain, depth, path, context = own, bit, 0, 0, _PARAGRAPH
        else:
            chain, tag_chain = own | columns.chain[parent], bit | columns.tag_chain[parent]
            if self._link:
                tag_chain |= _LINK_BIT
            depth = columns.depth[parent] + 1
            context = self._context[parent]
            key3 = (columns.path[parent], tag, name)
            path = self._paths.get(key3, 0) or self._paths.setdefault(key3, len(self._paths) + 1)
        number = len(columns.parent)
        columns.parent.append(parent)
        columns.depth.append(depth)
        columns.own.append(own)
        columns.chain.append(chain)
        columns.tags.append(bit)
        columns.tag_chain.append(tag_chain)
        columns.path.append(path)
        columns.first.append(len(self.document.blocks))
        columns.last.append(0)
        self._context.append(self._enter(tag, context) if tag in _CONTEXTUAL else context)
        return number

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

    def _flush(self, here: int, *, broken: bool = False) -> None:
        """Close the open run of text as a block of the container ``here``."""
        raw = "".join(self._parts)
        if _LINE in raw:
            lines = [" ".join(line.split()) for line in raw.split(_LINE)]
            text = "\n".join(line for line in lines if line)
        else:
            text = " ".join(raw.split())
        if text and not text.isalnum() and not any(map(str.isalnum, text)):
            text = ""
        if text:
            kind, level, ordered, group = self._context[here]
            if kind is BlockKind.TABLE_ROW:  # a cell of a table that lays out the page
                kind, group = BlockKind.PARAGRAPH, 0
            nodes = () if broken else tuple(self._nodes)
            self._emit(Candidate(text, TAGS[self.containers.tags[here].bit_length() - 1], kind, level, ordered, group,
                                 nodes=nodes), here)  # fmt: skip
        self._parts.clear()
        self._nodes.clear()
        self._link_chars = self._links = 0

    def _emit(self, block: Candidate, here: int) -> None:
        document = self.document
        document.blocks.append(block)
        document.container.append(here)
        document.link_chars.append(min(self._link_chars, len(block.text)))
        document.links.append(self._links)

    def _special(self, node: Any, tag: str, kind: int, here: int, role: int) -> bool:
        """A line break, a table row, code, navigation: True when done with it, False to walk into it."""
        if kind == _BREAK:
            if self._parts:
                if self._parts[-1] == _LINE:
                    self._parts.pop()
                    self._flush(here, broken=role != _BLOCK)
                else:
                    self._parts.append(_LINE)
                    self._nodes.append(node)
            return True
        if kind == _CHROME and (tag == "nav" or not self.containers.tag_chain[here] & _IN_ARTICLE):
            if self._parts:
                self._flush(here, broken=role != _BLOCK)
            text = " ".join(node.text(separator=" ").split())
            if text:
                self.document.chrome.append((len(self.document.blocks), tag, text))
            return True
        if kind == _ROW:
            return self._row(node, here)
        if kind == _PRE:
            return self._code(node, here)
        return False

    def _row(self, node: Any, here: int) -> bool:
        """A row of a data table as one block; False where the table lays out the page."""
        cells = [cell for cell in node.iter() if cell.tag in ("td", "th")]
        if len(cells) < 2 or node.css_first(_LAYOUT) is not None:
            return False
        texts = tuple(" ".join(cell.text(separator=" ").split()) for cell in cells)
        if max(map(len, texts)) > _LONGEST_CELL or not any(texts):
            return False
        if self._parts:
            self._flush(here)
        inner = self._open(node, "tr", here)
        links = node.css("a")
        self._links, self._link_chars = len(links), sum(len(a.text()) for a in links)
        header = all(cell.tag == "th" for cell in cells)
        group = self._context[here][3]
        text = " | ".join(filter(None, texts))
        self._emit(Candidate(text, "tr", BlockKind.TABLE_ROW, 0, False, group, header, texts, nodes=(node,)), inner)
        self.containers.last[inner] = len(self.document.blocks)
        self._links = self._link_chars = 0
        return True

    def _code(self, node: Any, here: int) -> bool:
        """Preformatted text as one block, white space kept."""
        text = node.text().strip("\r\n").rstrip()
        if not text:
            return True
        if self._parts:
            self._flush(here)
        inner = self._open(node, "pre", here)
        self._emit(Candidate(text, "pre", BlockKind.CODE, nodes=(node,)), inner)
        self.containers.last[inner] = len(self.document.blocks)
        return True


_CONTEXTUAL = frozenset({*_HEADINGS, "ul", "ol", "li", "figcaption", "blockquote", "table"})

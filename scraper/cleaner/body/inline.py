"""The parser's nodes of a kept block -> spans: text with its links, emphasis and code.

Run on kept blocks only, a few dozen a page.  The white space is collapsed as ``segment`` collapses it, so the spans'
joined text is the block's text; where it is not, the block goes without spans rather than with wrong ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from scraper.block import Span
from scraper.cleaner.parser.elements import SKIPPED, formula
from scraper.cleaner.parser.segment import SOFT_HYPHEN
from scraper.render.runs import CELL_SEPARATOR, LINK_SCHEMES, SOURCE_SCHEMES, safe

_STRONG = frozenset({"b", "strong"})
_EMPHASIS = frozenset({"i", "em", "cite", "dfn", "var"})
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_INLINE = _STRONG | _EMPHASIS | _CODE | {"a"}
_OUTSIDE = frozenset({"body", "main", "article", "section", None})
_UNMARKED = frozenset({"-text", "br"})
_CELLS = frozenset({"td", "th"})
_ADDRESS = re.compile(r"https?://|[@#]\w|pic\.twitter\.com")
#: Address, strong, emphasis, code.
_Style = tuple[str | None, bool, bool, bool]
_Piece = tuple[str, _Style]
_PLAIN: _Style = (None, False, False, False)
_LINE = "\x1e"


def spans(nodes: Iterable[Any], base_url: str | None, text: str) -> tuple[Span, ...]:
    """Spans of the nodes that hold a block with this ``text``; empty where there is nothing to mark up."""
    nodes = list(nodes)
    if not nodes:
        return ()
    if len(nodes) == 1 and nodes[0].tag == "tr":
        return _row_spans(nodes[0], base_url, text)
    style = _around(nodes[0], base_url)
    if style == _PLAIN and _UNMARKED.issuperset([node.tag for node in nodes]):  # most paragraphs
        return ()
    pieces = list(_pieces(nodes, base_url, style))
    if all(style == _PLAIN for _, style in pieces):
        return ()
    found = _collapsed(pieces)
    return found if "".join([span.text for span in found]) == text else ()


def with_gaps(text: str, found: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """A block's text and spans with a space between two links that style alone keeps apart, like buttons."""
    glued = [at for at in range(1, len(found)) if _is_glued(found[at - 1], found[at])]
    if not glued:
        return text, found
    parted = list(found)
    for at in glued:
        parted[at - 1] = replace(parted[at - 1], text=parted[at - 1].text + " ")
    return "".join(span.text for span in parted), tuple(parted)


def _is_glued(before: Span, after: Span) -> bool:
    """Whether two links stand side by side with a word of its own each."""
    if before.href is None or after.href is None or before.href == after.href:
        return False
    return before.text[-1].isalnum() and (after.text[0].isupper() or _ADDRESS.match(after.text) is not None)


def resolve(href: str | None, base_url: str | None) -> str | None:
    """An absolute http, https or mailto URL, or None."""
    if not href:
        return None
    href = href.strip()
    try:
        absolute = href.startswith(SOURCE_SCHEMES) and "[" not in href
        return safe(href if absolute else urljoin(base_url or "", href), LINK_SCHEMES)
    except ValueError:  # a bracket that is no IPv6 address
        return None


def base_of(tree: Any, url: str | None) -> str | None:
    """What relative addresses of the page are relative to."""
    head = tree.head  # looked for there alone: a search of the whole page takes .2 ms
    base = head.css_first("base[href]") if head is not None else None
    return (resolve(base.attributes.get("href"), url) or url) if base is not None else url


def code_language(node: Any) -> str | None:
    """The language of a ``<pre>``, from a ``language-x`` or ``lang-x`` class (the HTML Standard's convention)."""
    for element in (node, *node.css("code")):
        for token in (element.attributes.get("class") or "").split():
            for prefix in ("language-", "lang-", "highlight-source-"):
                if token.startswith(prefix) and token[len(prefix) :].replace("+", "").replace("#", "").isalnum():
                    return str(token[len(prefix) :])
    return None


def _around(node: Any, base_url: str | None) -> _Style:
    """The style of what stands around a block: a link may hold a whole heading."""
    names = []
    parent = node.parent
    while parent is not None and parent.tag not in _OUTSIDE:
        if parent.tag in _INLINE:
            names.append(parent)
        parent = parent.parent
    style = _PLAIN
    for element in reversed(names):
        style = _styled(element, element.tag, style, base_url)
    return style


def _pieces(nodes: Iterable[Any], base_url: str | None, style: _Style) -> Iterator[_Piece]:
    """Text nodes in reading order with their style; a line break is ``\\x1e``. Without recursion: markup nests deep."""
    stack: list[tuple[Iterator[Any], _Style]] = [(iter(list(nodes)), style)]
    while stack:
        children, style = stack[-1]
        for node in children:
            tag = node.tag
            if tag == "-text":
                yield node.text_content or "", style
            elif tag == "br":
                yield _LINE, style
            elif tag == "math":
                yield formula(node), style
            elif tag not in SKIPPED:
                stack.append((node.iter(include_text=True), _styled(node, tag, style, base_url)))
                break
        else:
            stack.pop()


def _styled(node: Any, tag: str, style: _Style, base_url: str | None) -> _Style:
    """The style inside an element."""
    href, strong, emphasis, code = style
    if tag == "a":
        return resolve(node.attributes.get("href"), base_url) or href, strong, emphasis, code
    return href, strong or tag in _STRONG, emphasis or tag in _EMPHASIS, code or tag in _CODE


def _collapsed(pieces: Iterable[_Piece]) -> tuple[Span, ...]:
    """Spans with white space collapsed across them; the space between two styles has what both have."""
    texts: list[str] = []
    styles: list[_Style] = []
    gap = ""
    for text, style in pieces:
        if text == _LINE:
            gap = "\n" if texts else ""
            continue
        words = " ".join(text.replace(SOFT_HYPHEN, "").split())
        if texts and not gap and (text[:1].isspace() or (text and not words)):
            gap = " "
        if not words:
            continue
        shared = _shared(style, styles[-1]) if styles else style
        if styles and style == styles[-1]:
            texts[-1] += gap + words
        elif not gap or shared == style:
            texts.append(gap + words)
            styles.append(style)
        elif shared == styles[-1]:
            texts[-1] += gap
            texts.append(words)
            styles.append(style)
        else:
            texts += (gap, words)
            styles += (shared, style)
        gap = " " if text[-1].isspace() else ""
    return tuple([Span(text, *style) for text, style in zip(texts, styles, strict=True)])


def _shared(first: _Style, second: _Style) -> _Style:
    """The style of white space between two styles: what both have."""
    href = first[0] if first[0] == second[0] else None
    return href, first[1] and second[1], first[2] and second[2], first[3] and second[3]


def _row_spans(row: Any, base_url: str | None, text: str) -> tuple[Span, ...]:
    """Spans of a table's row: those of its cells, joined as the cells are in the row's text."""
    joined: list[Span] = []
    for cell in row.iter():
        if cell.tag in _CELLS:
            found = _collapsed(_spaced(_pieces([cell], base_url, _PLAIN)))
            if found and joined:
                joined.append(Span(CELL_SEPARATOR))
            joined.extend(found)
    marked = any(span.href or span.strong or span.emphasis or span.code for span in joined)
    return tuple(joined) if marked and "".join([span.text for span in joined]) == text else ()


def _spaced(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """The pieces with white space between them, as the text of cells is read."""
    for text, style in pieces:
        yield (" " if text == _LINE else text), style
        yield " ", style

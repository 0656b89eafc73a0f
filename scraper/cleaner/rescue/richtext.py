"""Rich text in JSON -> HTML: the block lists of publishing systems.

One reader for all of them, as they differ in names alone: a block says what it is (``type``, ``_type``, ``nodeType``,
``name``, ``__typename``, ``style``) and holds text or further blocks (``text``, ``content``, ``children`` ...).
Seen so: Arc content elements, Portable Text, ProseMirror, Contentful, Slate, Draft.js, Editor.js, Gutenberg.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any

_KINDS = ("style", "type", "_type", "nodeType", "name", "__typename", "kind", "tagName", "tag")
_TEXTS = ("text", "content", "html", "value", "originalContent", "paragraph", "model", "data", "attributes", "body")
_CHILDREN = ("children", "content_elements", "items", "blocks", "innerBlocks", "spans", "nodes", "elements", "content")
#: What a block's name says of it, first match counts.
_ELEMENTS = tuple(
    (re.compile(pattern, re.I), name)
    for pattern, name in (
        (r"image|photo|video|gallery|embed|advert|^ad$|iframe|audio|newsletter|related|promo|interstitial|script|divider"
         r"|author|link_list|recommend|graphic|player|divisor|correction_box|social", ""),
        (r"^h[1-6]$", "="),
        (r"head(er|ing|line)|subtitle|intertitle|crosshead", "h2"),
        (r"list.?item|^li$|bullet", "li"),
        (r"ordered|numbered|^ol$", "ol"),
        (r"list|^ul$", "ul"),
        (r"quote|citation", "blockquote"),
        (r"code|^pre$", "pre"),
        (r"table.?row|^tr$", "tr"),
        (r"table.?cell|^td$", "td"),
        (r"^table", "table"),
        (r"para|^p$|^text$|unstyled|normal|^block$|raw_html|markup|rich.?text|html|text", "p"),
    )
)  # fmt: skip
#: Depth to which blocks are read; deeper is an attack or a page's whole state.
_MOST_DEPTH = 12
#: Blocks of one body; the longest honest one measured has 900.
_MOST_BLOCKS = 5_000
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.I)
_BLOCK_TAG = re.compile(r"<(?:p|div|h[1-6]|ul|ol|blockquote|table|pre|section|figure)[\s>]", re.I)


def is_markup(text: str) -> bool:
    """Whether a string holds HTML elements."""
    return _TAG.search(text) is not None


def rich_text(blocks: Iterable[Any]) -> str | None:
    """A list of blocks as HTML; None where they hold no text."""
    left = [_MOST_BLOCKS]
    html = "\n".join(filter(None, (_block(block, left, 0) for block in blocks)))
    return html or None


def _block(block: Any, left: list[int], depth: int) -> str:
    """One block as HTML; inside a block (``depth`` above 0) text is inline."""
    left[0] -= 1
    if depth > _MOST_DEPTH or left[0] < 0:
        return ""
    if isinstance(block, str):
        return _text(block) if depth else _wrapped("p", _text(block))
    if not isinstance(block, dict):
        return ""
    name = _element(block)
    if name == "" or block.get("hidden") is True:
        return ""
    inner = _inner(block, left, depth)
    if not inner.strip():
        return ""
    if name is None or (name == "p" and depth and not _BLOCK_TAG.search(inner)):
        return inner if depth else _wrapped("p", inner)
    return _wrapped(name, inner)


def _inner(block: dict[str, Any], left: list[int], depth: int) -> str:
    """What a block holds, as HTML."""
    for key in _CHILDREN:
        children = block.get(key)
        if isinstance(children, list) and children:
            items = key == "items"
            parts = [_block(child, left, depth + 1) for child in children]
            return "".join(_wrapped("li", part) if items else part for part in parts if part)
    for key in _TEXTS:
        value = block.get(key)
        if isinstance(value, str) and value.strip():
            return _text(value)
        if isinstance(value, dict):
            inner = _inner(value, left, depth + 1) if depth < _MOST_DEPTH else ""
            if inner:
                return inner
    return ""


def _element(block: dict[str, Any]) -> str | None:
    """The element that a block is: a name, empty for what is no text, None where nothing says."""
    for key in _KINDS:
        kind = block.get(key)
        if isinstance(kind, str) and kind:
            for pattern, name in _ELEMENTS:
                if pattern.search(kind):
                    return kind.lower() if name == "=" else name
    return None


def _text(text: str) -> str:
    return text if is_markup(text) else escape(text, quote=False)


def _wrapped(name: str, inner: str) -> str:
    """The element around its inside, but for what is an element already."""
    if not inner.strip():
        return ""
    if name == "p" and _BLOCK_TAG.search(inner):
        return inner
    return inner if re.match(rf"\s*<{name}[\s>]", inner) else f"<{name}>{inner}</{name}>"

r"""The data that React streams behind a page (Next.js' ``self.__next_f``) -> JSON values and HTML.

    <script>self.__next_f.push([1,"2:[\"$\",\"p\",null,{\"children\":\"$3\"}]\n3:T4b0,The old mill"])</script>

The strings of all pushes, joined, are rows ``id:payload``.  A payload is JSON, or ``T``, a length in bytes (in
hexadecimal) and a text; other rows name modules.  In JSON ``"$3"`` stands for the text of row 3 and
``["$", name, key, properties]`` for an element.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from html import escape
from typing import Any

_PUSH = re.compile(r"__next_f\.push\(\s*(?=\[)")
_ROW = re.compile(rb"([0-9a-f]+):")
_TEXT = re.compile(rb"T([0-9a-f]+),")
_DECODER = json.JSONDecoder(strict=False)
#: Elements that are written as such; what other elements and components hold is written without them.
_WRITTEN = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "strong", "em", "b", "i",
    "table", "tr", "td", "th", "figure", "figcaption", "br",
})  # fmt: skip
#: Depth to which elements are read, and most of them in a row: bounds of an attack.
_MOST_DEPTH, _MOST_ELEMENTS = 120, 20_000


def pushed(script: str) -> str:
    """The text that a script pushes onto the stream; empty where it pushes none."""
    parts = []
    for found in _PUSH.finditer(script):
        try:
            value, _ = _DECODER.raw_decode(script, found.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, list) and len(value) == 2 and value[0] == 1 and isinstance(value[1], str):
            parts.append(value[1])
    return "".join(parts)


def flight_values(stream: str) -> Iterator[Any]:
    """The values of a stream: its data with the texts in their places, its elements and its texts as lists of HTML."""
    texts, values = _rows(stream.encode("utf-8", "replace"))
    for value in values:
        filled = _filled(value, texts, 0)
        yield filled
        html = "".join(_html(filled, [_MOST_ELEMENTS], 0))
        if html:
            yield [html]
    yield list(texts.values())


def _rows(data: bytes) -> tuple[dict[str, str], list[Any]]:
    """The texts by the row's id, and the JSON of the other rows; what is neither is passed over."""
    texts: dict[str, str] = {}
    values: list[Any] = []
    at = 0
    while at < len(data):
        row = _ROW.match(data, at)
        text = _TEXT.match(data, row.end()) if row else None
        if row and text:
            at = text.end() + int(text[1][:8], 16)
            texts[row[1].decode()] = data[text.end() : at].decode("utf-8", "replace")
            continue
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        if row and data[row.end() : row.end() + 1] in (b"[", b"{"):
            with suppress(ValueError, RecursionError):
                values.append(json.loads(data[row.end() : end]))
        at = end + 1
    return texts, values


def _filled(value: Any, texts: Mapping[str, str], depth: int) -> Any:
    """The value with the texts of other rows in the places that name them."""
    if isinstance(value, str):
        return texts.get(value[1:], value) if value.startswith("$") else value
    if depth > _MOST_DEPTH:
        return None
    if isinstance(value, list):
        return [_filled(inner, texts, depth + 1) for inner in value]
    if isinstance(value, dict):
        return {key: _filled(inner, texts, depth + 1) for key, inner in value.items()}
    return value


def _html(value: Any, left: list[int], depth: int) -> Iterator[str]:
    """The elements of a value as HTML; empty for data."""
    left[0] -= 1
    if depth > _MOST_DEPTH or left[0] < 0 or not isinstance(value, list):
        return
    if len(value) == 4 and value[0] == "$" and isinstance(value[1], str) and isinstance(value[3], dict):
        yield from _element(value[1], value[3], left, depth)
        return
    for inner in value:
        yield from _html(inner, left, depth + 1)


def _element(name: str, properties: Mapping[str, Any], left: list[int], depth: int) -> Iterator[str]:
    raw = properties.get("dangerouslySetInnerHTML")
    children = properties.get("children")
    written = name in _WRITTEN
    if written:
        yield f"<{name}>"
    if isinstance(raw, dict) and isinstance(raw.get("__html"), str):
        yield raw["__html"]
    for child in children if isinstance(children, list) and children[:1] != ["$"] else [children]:
        if isinstance(child, str):
            yield "" if child.startswith("$") else escape(child, quote=False)
        else:
            yield from _html(child, left, depth + 1)
    if written and name != "br":
        yield f"</{name}>"

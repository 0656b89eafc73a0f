"""Trafilatura as rescue, where our own result is empty or hopeless, and as an engine of its own where asked for.

The only import of it, and a lazy one: it takes longer than cleaning a hundred pages.  Bounded before it starts, as it
cannot be stopped: it takes up to 50 microseconds a tag, and 6 seconds for 50,000 ``<p>``.
"""

from __future__ import annotations

import logging
from html import escape
from typing import Any

from scraper.block import Block
from scraper.cleaner.rescue.embedded import blocks_of_html

#: Tags (start and end) above which the rescue is not tried: half a second at most for these (measured on rows of
#: ``<p>``, ``<br>``, ``<div>``, ``<li>``, ``<a>`` and on nested ``<div>``).
MOST_TAGS = 20_000
#: Bytes above which it is not tried.
MOST_BYTES = 3_000_000

_ELEMENTS = {
    "p": "p", "item": "li", "quote": "blockquote", "row": "tr", "table": "table", "lb": "br", "del": "del", "ref": "a",
    "fw": "p", "ab": "p",
}  # fmt: skip
#: Without a handler Python prints warnings to stderr; a user's own handlers get them as before.
_SILENCE = logging.NullHandler()
_EMPHASIS = {"#b": "strong", "#i": "em", "#t": "code"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def within_bounds(data: bytes) -> bool:
    """Whether trafilatura would end soon on the page."""
    return len(data) <= MOST_BYTES and data.count(b"<") <= MOST_TAGS


def trafilatura_blocks(data: bytes, base_url: str | None = None, *, comments: bool = False) -> tuple[Block, ...]:
    """The blocks that trafilatura takes for the article; empty where it finds none or the page is beyond the bounds.

    ``data``: the page in UTF-8. Never raises: a rescue that fails has not rescued.
    """
    if not within_bounds(data):
        return ()
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").addHandler(_SILENCE)  # it reports empty pages as errors; a second time is none
    try:
        document = bare_extraction(
            data.decode("utf-8", "replace"), url=base_url, include_formatting=True, include_links=True,
            include_comments=comments, with_metadata=False,
        )  # fmt: skip
    except Exception:  # it promises none, and its parsers raise many kinds
        return ()
    parts = [getattr(document, name, None) for name in ("body", "commentsbody")]
    return blocks_of_html("".join(_html(part) for part in parts if part is not None), base_url)


def _html(body: Any) -> str:
    """Trafilatura's TEI elements as HTML. Without recursion, as quotes and lists nest."""
    from lxml.etree import iterwalk

    out: list[str] = []
    names: list[str] = []
    for event, element in iterwalk(body, events=("start", "end")):
        if event == "start":
            name = _name(element, names)
            names.append(name)
            href = element.get("target")
            out.append((f'<a href="{escape(href)}">' if name == "a" and href else f"<{name}>") if name else "")
            out.append(escape(element.text or "", quote=False))
        else:
            name = names.pop()
            out.append(f"</{name}>" if name and name != "br" else "")
            if element is not body:
                out.append(escape(element.tail or "", quote=False))
    return "".join(out)


def _name(element: Any, outside: list[str]) -> str:
    """The HTML element of a TEI element; empty for what is only a container."""
    tag, rend = element.tag, element.get("rend") or ""
    if tag == "head":
        return rend if rend in _HEADINGS else "h2"
    if tag == "hi":
        return _EMPHASIS.get(rend, "")
    if tag == "list":
        return "ol" if rend == "ol" else "ul"
    if tag == "cell":
        return "th" if element.get("role") == "head" else "td"
    if tag == "code":
        return "code" if outside and outside[-1] in ("p", "li", "pre", "td", "a", "strong", "em") else "pre"
    return _ELEMENTS.get(tag, "")

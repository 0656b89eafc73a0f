"""HTML's elements and their attributes, as the walk over a page sees them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scraper.cleaner.parser.lexicon import BIT, bits_of

#: What the walk does with a node; those below ``BLOCK`` belong to the open run of text.
TEXT, INLINE, LINK, ITALIC, BLOCK, SKIP, BREAK, ROW, PRE, CHROME, MATH = range(11)
ROLES: dict[str, int] = {"-text": TEXT}
for _role, _names in (
    (SKIP, "-comment -doctype script style noscript svg template head select textarea iframe object embed canvas"),
    (SKIP, "audio video map input option datalist meta link source track param title base basefont bgsound"),
    (SKIP, "frame frameset dialog"),
    (INLINE, "span b strong u s small sub sup font mark abbr cite code q time label kbd var samp bdi bdo ins"),
    (INLINE, "del big tt acronym dfn data ruby rb rt rp wbr img nobr strike picture output meter progress button"),
    (LINK, "a"), (ITALIC, "i em"), (BREAK, "br"), (ROW, "tr"), (PRE, "pre"), (CHROME, "nav footer header"),
    (MATH, "math"),
):  # fmt: skip
    ROLES.update(dict.fromkeys(_names.split(), _role))
#: Elements whose text is no text of the page.
SKIPPED = frozenset(name for name, role in ROLES.items() if role == SKIP)
#: Elements that stand within a line.
INLINES = frozenset(name for name, role in ROLES.items() if role in (INLINE, LINK, ITALIC))
#: Element names that are measured; the position is the bit.
TAGS = (
    "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "article", "main", "section", "aside", "header",
    "footer", "form", "table", "tr", "td", "blockquote", "figure", "figcaption", "pre", "dl", "dd", "dt", "details",
    "body", "a", "other",
)  # fmt: skip
TAG_BIT = {name: 1 << position for position, name in enumerate(TAGS)}
_HIDDEN = BIT["hidden"]
_HIDING = frozenset({"hidden", "style", "aria-hidden"})
#: Attributes that are looked at beside the class.
LOOKED_AT = frozenset({"id", "itemprop", "role", "data-testid", "data-component", *_HIDING})


def told_by(attributes: Mapping[str, str | None]) -> int:
    """The groups that an element's attributes beside its class hit, as bits."""
    bits = 0
    for key, value in attributes.items():
        if key in _HIDING:
            bits |= _HIDDEN if _hides(key, value) else 0
        elif value and key in LOOKED_AT:
            bits |= bits_of(value)
    return bits


def _hides(key: str, value: str | None) -> bool:
    """Whether the attribute keeps its element from being seen or read aloud."""
    if key == "style":
        return value is not None and "display" in value and "none" in value
    return key == "hidden" or value == "true"


def words_of(node: Any) -> str:
    """The text inside an element on one line, without that of scripts and style sheets."""
    texts = (
        text.text_content or ""
        for text in node.traverse(include_text=True)
        if text.tag == "-text" and text.parent.tag not in SKIPPED
    )
    return " ".join(" ".join(texts).split())


def formula(node: Any) -> str:
    """The words of a formula in MathML; empty where the page draws it beside, too (KaTeX and MathJax do, in text)."""
    parent = node.parent
    beside = parent is not None and (parent.attributes.get("class") or "").startswith(("katex", "MJX_Assistive"))
    text = "" if beside else " ".join(node.text(separator=" ").split())
    return f" {text} " if text else ""

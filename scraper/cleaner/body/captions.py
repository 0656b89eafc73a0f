"""The caption of a figure, with the credit that is set apart by style alone."""

from __future__ import annotations

import re
from typing import Any

from scraper.block import Block, BlockKind
from scraper.cleaner.body.inline import spans
from scraper.cleaner.parser.elements import SKIPPED

#: How a credit begins, one that is only its label, and one whose label is said again for those who listen.
_CREDIT = re.compile(r"(?:Credits?|Photo(?:s|graphs?)?|Foto|Images?|Bild|Source|Quelle|Picture|Getty|AFP|Reuters)\b|©")
_LABEL = re.compile(r"(?:^|\W)Credits?$")
_TWICE = re.compile(r"\bCredit Credit\b")
#: Elements that stand within a word.
_WITHIN = frozenset({"b", "strong", "i", "em", "u", "sub", "sup", "mark", "font"})
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)(?:$|\?)", re.I)


def caption_of(figure: Any, base_url: str | None) -> Block | None:
    """The text of a figure's caption."""
    node = figure.css_first("figcaption")
    text = _apart(node) if node is not None else ""
    return Block(BlockKind.CAPTION, text, spans=spans((node,), base_url, text)) if text else None


def leads_elsewhere(figure: Any, caption: Block | None) -> bool:
    """Whether a figure is a teaser: a link to a page around it, or its caption is nothing but a link."""
    around = figure.parent
    if around is not None and around.tag == "a":
        return not _PICTURE_FILE.search(around.attributes.get("href") or "")
    return caption is not None and bool(caption.spans) and all(span.href for span in caption.spans)


def _apart(caption: Any) -> str:
    """A caption's text; before a part that is set apart by style alone, a space."""
    text, before = "", None
    for node in caption.traverse(include_text=True):
        if node.tag == "-text" and node.parent.tag not in SKIPPED:
            part = node.text_content or ""
            apart = (_CREDIT.match(part) and text[-1:] not in "([") or (_LABEL.search(text) and part[:1].isalnum())
            other = before != node.parent and node.parent.tag not in _WITHIN
            text += " " + part if apart or (other and text[-1:].islower() and part[:1].isupper()) else part
            before = node.parent
    return _TWICE.sub("Credit", " ".join(text.split()))

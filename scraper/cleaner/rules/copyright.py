"""The rights line below an article, lifted into ``Article.rights``; in footers it is looked up without a walk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scraper.block import BlockKind
from scraper.cleaner.document import Document, Verdict

NAME = "copyright"
#: Longest rights line, characters: the agencies' notices have 130 to 330.
LONGEST = 420
#: Most elements of the page's footers that are looked at, from the end: rights lines come last.
MOST = 300
_INSIDE = ", ".join(f"footer {tag}" for tag in ("p", "div", "span", "small", "li", "td", "address"))

_SIGN = re.compile(r"©|\(c\)|ⓒ|℗|copyright|all rights reserved|vorbehalten|réservés|reservados|riservati|محفوظة", re.I)
#: The line begins with the sign, or with the reservation in languages that begin with it ...
_START = re.compile(
    r"(?:©|\(c\)|ⓒ|℗|copyright\s*(?:©|\(c\)|ⓒ|:|(?:19|20)\d\d)|all rights reserved|alle rechte vorbehalten|"
    r"tous droits réservés|todos los derechos reservados|tutti i diritti riservati|جميع الحقوق محفوظة)",
    re.I,
)
#: ... and names a year or reserves rights: an article about copyright does not do both in one breath.
_CLAIM = re.compile(r"(?:19|20)\d\d|reserved|vorbehalten|réservés|reservados|riservati|محفوظة|禁", re.I)


def copyright(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """Verdicts on the rights lines among the blocks."""
    for index, block in enumerate(document.blocks):
        if is_rights_line(block.text) and block.kind is not BlockKind.HEADING:
            yield Verdict(index, "copyright", "rule copyright: a rights line", lift="rights")


def is_rights_line(text: str) -> bool:
    """Whether a line says whose the rights are."""
    return len(text) <= LONGEST and _START.match(text) is not None and _CLAIM.search(text) is not None


def footer_line(document: Document) -> str | None:
    """The rights line of the page's footers, which hold no blocks; the shortest element that has the whole of it."""
    if document.tree is None or not any(_SIGN.search(text) for _, _, text in document.chrome):
        return None
    lines = [" ".join(node.text(separator=" ").split()) for node in document.tree.css(f"footer, {_INSIDE}")[-MOST:]]
    return min(filter(is_rights_line, lines), key=len, default=None)

"""The rights line below an article, lifted into ``Article.rights``; in footers it is looked up without a walk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from scraper.block import BlockKind
from scraper.cleaner.document import Document, Verdict

NAME = "copyright"
#: Longest rights line, characters: the agencies' notices have 130 to 330.
LONGEST = 420
#: Most footers of a page and most elements of one with a sign that are looked at, from the end: rights lines come last.
MOST_FOOTERS, MOST = 3, 20
#: Most elements between the one that holds the sign and the one that holds the whole line.
CLIMB = 3

#: What rights lines say, case folded.
_SIGNS = (
    "©", "(c)", "ⓒ", "℗", "copyright", "all rights reserved", "vorbehalten", "réservés", "reservados", "riservati",
    "محفوظة",
)  # fmt: skip
#: The line begins with the sign, or with the reservation in languages that begin with it ...
_START = re.compile(
    r"(?:©|\(c\)|ⓒ|℗|copyright\s*(?:©|\(c\)|ⓒ|:|(?:19|20)\d\d)|all rights reserved|alle rechte vorbehalten|"
    r"tous droits réservés|todos los derechos reservados|tutti i diritti riservati|جميع الحقوق محفوظة)",
    re.I,
)
#: ... and names a year or reserves rights: an article about copyright does not do both in one breath.
_CLAIM = re.compile(r"(?:19|20)\d\d|reserved|vorbehalten|réservés|reservados|riservati|محفوظة|禁", re.I)
#: What every rights line says, and letters beyond that: whose they are.
_FORMULA = re.compile(
    r"©|\(c\)|copyright|all rights reserved|alle rechte vorbehalten|(?:tous |todos |tutti )?(?:los |i )?"
    r"(?:droits|derechos|diritti|direitos) (?:réservés|reservados|riservati)",
    re.I,
)
_HOLDER = re.compile(r"[^\W\d_]{2}")
#: Links and style sheets beside the line.
_MENU = re.compile(
    r"[\w .#-]*[{}]|(?:(?:our|proudly|site|website|your) )?(?:privacy|terms|polic(?:y|ies)|cookies?|sitemap|powered|"
    r"facebook|impressum|datenschutz|contact|kontakt|hier werben|agb)\b",
    re.I,
)


def copyright(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """Verdicts on the rights lines among the blocks."""
    for index, block in enumerate(document.blocks):
        if is_rights_line(block.text) and block.kind is not BlockKind.HEADING:
            yield Verdict(index, "copyright", "rule copyright: a rights line", lift="rights")


def is_rights_line(text: str) -> bool:
    """Whether a line says whose the rights are."""
    return len(text) <= LONGEST and _START.match(text) is not None and _CLAIM.search(text) is not None


def footer_line(document: Document, footers: Sequence[Any]) -> str | None:
    """The rights line of the page's footers, which hold no blocks; the shortest element that has the whole of it."""
    folded = "\n".join(text for _, tag, text in document.chrome if tag == "footer").casefold()
    signs = [sign for sign in _SIGNS if sign in folded]
    if not signs:
        return None
    signed = ", ".join(f':lexbor-contains("{sign}" i)' for sign in signs)
    lines = [
        line
        for footer in [node for node in footers if node.tag == "footer"][-MOST_FOOTERS:]
        for node in footer.css(signed)[-MOST:]
        for line in _around(node, footer)
    ]
    return min(lines, key=lambda line: (not _names_holder(line), len(line)), default=None)


def _around(node: Any, footer: Any) -> Iterator[str]:
    """The rights lines that an element with a sign and those around it are, until one names whose they are."""
    for _ in range(CLIMB):
        line = _without_links(" ".join(node.text(separator=" ").split()))
        if is_rights_line(line):
            yield line
        if _names_holder(line) or len(line) > LONGEST or node == footer:
            return
        node = node.parent


def _without_links(line: str) -> str:
    """A line without the links and style sheets that stand behind it."""
    menu = _MENU.search(line)
    return line[: menu.start()].rstrip(" |·•∙-–—,/.") if menu and menu.start() else line


def _names_holder(line: str) -> bool:
    """Whether a line says more than a sign, a year and a reservation."""
    return _HOLDER.search(_FORMULA.sub("", line)) is not None

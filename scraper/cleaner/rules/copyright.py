"""The rights line below an article, lifted into ``Article.rights``; in footers it is looked up without a walk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
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
_RESERVED = re.compile(r"reserved|vorbehalten|réservés|reservados|riservati|محفوظة|禁", re.I)
#: A year that is no part of a date, and how far from the sign it stands: credits of pictures have dates and titles.
_YEAR = re.compile(r"(?<![\d./-])(?<!\d, )(?:19|20)\d\d(?![./-]\d\d?\b)")
YEAR_WITHIN = 60
#: Makers of the software that a page runs on: their line is not the page's.
_SOFTWARE = re.compile(
    r"(?:©|\(c\)|copyright|[\W\d])*(?:xenforo|vbulletin|phpbb|mybb|invision|simple machines|wordpress$|discourse|"
    r"woltlab)",
    re.I,
)
#: A year or years at the end of a line that is no title.
_LAST_YEAR = re.compile(r"[^:]*(?<![\d./-])(?<!\d, )(?:19|20)\d\d")
#: What every rights line says, and letters beyond that: whose they are.
_FORMULA = re.compile(
    r"©|\(c\)|copyright|all rights reserved|alle rechte vorbehalten|(?:tous |todos |tutti )?(?:los |i )?"
    r"(?:droits|derechos|diritti|direitos) (?:réservés|reservados|riservati)",
    re.I,
)
_HOLDER = re.compile(r"[^\W\d_]{2}")
#: Links and style sheets beside the line, and the bars between it and them.
_MENU = re.compile(
    r"[\w .#-]*[{}]|(?:(?:our|proudly|site|website|your) )?(?:privacy|terms|polic(?:y|ies)|cookies?|sitemap|powered|"
    r"facebook|impressum|datenschutz|contact|kontakt|hier werben|agb|log in|(?:wordpress )?theme\b.{0,20}\b(?:by|von)|"
    r"theme:|bereitgestellt von|designed by|web ?design)\b",
    re.I,
)
_SENTENCES = re.compile(r"(?<=\.) (?=[A-Z])")
_BARS = re.compile(r"\s*[|·•∙]\s*")


def copyright(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """Verdicts on the rights lines among the blocks."""
    for index, block in enumerate(document.blocks):
        if is_rights_line(block.text) and block.kind is not BlockKind.HEADING:
            yield Verdict(index, "copyright", "rule copyright: a rights line", lift="rights")


def is_rights_line(text: str) -> bool:
    """Whether a line says whose the rights are."""
    return len(text) <= LONGEST and _START.match(text) is not None and _CLAIM.search(text) is not None


def rights_of(text: str) -> str | None:
    """The rights line in a text as one line, without the menu beside it; None where it is a picture's or software's."""
    first, *below = text.split("\n")
    lines = [first, *takewhile(lambda line: _RESERVED.search(line) and not _YEAR.search(line), below)]
    line = _without_links(" ".join(" ".join(lines).split()))
    if len(line) > LONGEST or not _START.match(line) or _SOFTWARE.match(line):
        return None
    claims = _RESERVED.search(line) or _YEAR.search(line[:YEAR_WITHIN]) or _LAST_YEAR.fullmatch(line)
    return line if claims else None


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
        if said := rights_of(line):
            yield said
        if _names_holder(line) or len(line) > LONGEST or node == footer:
            return
        node = node.parent


def _without_links(line: str) -> str:
    """A line without the links and style sheets that stand behind it, and the sentence that they are part of."""
    menu = _MENU.search(line)
    if not menu or not menu.start():
        return line
    line = line[: menu.start()].rstrip(" -–—,/").removesuffix(" .")
    parts = _BARS.split(line)
    if len(parts) > 1:
        while len(parts) > 1 and not _RESERVED.search(parts[-1]) and _names_holder(" ".join(parts[:-1])):
            parts.pop()
        return " | ".join(part for part in parts if part)
    *ends, last = _SENTENCES.split(line)
    return " ".join(ends) if ends and not line.endswith(".") and not _RESERVED.search(last) else line


def _names_holder(line: str) -> bool:
    """Whether a line says more than a sign, a year and a reservation."""
    return _HOLDER.search(_FORMULA.sub("", line)) is not None

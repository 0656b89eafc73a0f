"""What a line's first characters and Markdown residue say: bullets, numbers, headings, quotes, tables, emphasis."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from scraper.block import BlockKind


@dataclass(frozen=True, slots=True)
class Marked:
    """A line without its mark. ``code``: 0 none, 1 bullet, 2 number, 3 heading, 4 quote, 5 table row, 6 code."""

    text: str
    code: int = 0
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    ordered: bool = False
    cells: tuple[str, ...] = ()


_BULLET = re.compile(r"([ \t]*)(?:[•‣▪◦●○■□∙⁃·]|[-*](?=[ \t])|(?<=[ \t]{3})[+o](?=[ \t]))[ \t]*(.*)", re.S)
#: Numbers are marks only where the line is indented: a paragraph may begin with "3. Mai" or "12.".
_NUMBER = re.compile(r"([ \t]{1,40})\d{1,3}[.)][ \t]+(.*)", re.S)
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*$")
_QUOTE = re.compile(r" {0,3}((?:>[ \t]?)+)(.*)")
_ROW = re.compile(r" {0,3}\|(.*)\|[ \t]*$")
_BORDER = re.compile(r"[\s|:+=_*~-]{3,}")
#: Bullets of text browsers, which are such only where the line is indented and a space follows.
BROWSER_BULLETS = "+o"
#: Every mark begins with one of these.
FIRST = frozenset("•‣▪◦●○■□∙⁃·-*#>|=_~0123456789" + BROWSER_BULLETS)
#: Columns that one level of a list is indented by, in the common flatteners.
_STEP = 2

#: A link's number before its words, as text browsers write it (``[12]Sport``).
_LINK_NUMBER = re.compile(r"\[(\d{1,4})\](?=([\w\"'„“‘«(#@])?)")
#: Fewer numbers are no text browser's; and the least shares of them that count on by one and stand before a word.
#: Numbers of notes stand behind theirs.
_LEAST_LINKS, _COUNTED, _BEFORE_WORDS = 10, 0.9, 0.5

_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\".{0,300}?\")?\)|\[([^\[\]]+)\]\[[\w -]*\]")
#: Pictures have no words of the text: what stands in their brackets describes them.
_IMAGE = re.compile(r"!\[(?:[^\[\]]++|\[[^\[\]]*+\])*+\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[\w -]*\])")
_EMPTY_LINK = re.compile(r"\[\s*\]\([^()]*\)")
#: The marks of a heading that stood within a link.
_INNER_HEADING = re.compile(r"^#{1,6}[ \t]+")
_EMPHASIS = re.compile(
    r"(?<![\w*])(\*{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*])|(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\3(?!\w)|`([^`]+)`"
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])")
#: Signs of Markdown: what must be in the text for the expression to be worth trying, and the expression.
_MARKDOWN = (
    ("](", re.compile(r"\]\((?:https?:|/|#|mailto:)")),
    ("# ", re.compile(r"^ {0,3}#{1,6} \S", re.M)),
    ("**", re.compile(r"\*\*\S[^*\n]*\*\*")),
    ("```", re.compile(r"^```", re.M)),
    ("---", re.compile(r"^\|(?:[ :]*-{3,}[ :]*\|)+", re.M)),
)


def is_markdown(text: str) -> bool:
    """Whether the text has marks that only Markdown has."""
    return any(sign in text and expression.search(text) for sign, expression in _MARKDOWN)


def without_link_numbers(lines: list[str]) -> list[str]:
    """The lines without the numbers that a text browser gave to the page's links; the same lines if it was none."""
    found = [match for line in lines if "[" in line for match in _LINK_NUMBER.finditer(line)]
    if len(found) < _LEAST_LINKS:
        return lines
    numbers = [int(match[1]) for match in found]
    counted = sum(later == earlier + 1 for earlier, later in pairwise(numbers))
    if counted < _COUNTED * (len(numbers) - 1) or sum(bool(match[2]) for match in found) < _BEFORE_WORDS * len(found):
        return lines
    return [_LINK_NUMBER.sub("", line) if "[" in line else line for line in lines]


def read_mark(line: str, markdown: bool) -> Marked | None:
    """The line without its mark; None for a rule or a table's border, which has no words."""
    first = line.lstrip()[:1]
    if first not in FIRST:
        return Marked(line)
    if _BORDER.fullmatch(line):
        return None
    found = _BULLET.match(line)
    if found and found[2]:
        return Marked(found[2], 1, BlockKind.LIST_ITEM, 1 + len(found[1].expandtabs(4)) // (2 * _STEP))
    found = _NUMBER.match(line)
    if found:
        return Marked(found[2], 2, BlockKind.LIST_ITEM, 1 + len(found[1].expandtabs(4)) // (2 * _STEP), True)
    return _read_markdown(line) if markdown else Marked(line)


def _read_markdown(line: str) -> Marked:
    found = _HEADING.fullmatch(line)
    if found:
        return Marked(found[2], 3, BlockKind.HEADING, len(found[1]))
    found = _QUOTE.fullmatch(line)
    if found:
        return Marked(found[2], 4, BlockKind.QUOTE, found[1].count(">"))
    found = _ROW.fullmatch(line)
    if found:
        cells = tuple(strip_inline(cell.strip()) for cell in found[1].split("|"))
        return Marked(" ".join(cell for cell in cells if cell), 5, BlockKind.TABLE_ROW, cells=cells)
    return Marked(line)


def strip_inline(text: str) -> str:
    """The text without pictures, link targets, emphasis marks and escapes."""
    if "![" in text:
        text = _IMAGE.sub("", text)
    if "](" in text:
        text = _EMPTY_LINK.sub("", text)
    text = _LINK.sub(lambda found: found[1] or found[2] or "", text)
    for _ in range(2):  # strong within emphasis
        text = _EMPHASIS.sub(lambda found: found[2] or found[4] or found[5] or "", text)
    return _ESCAPE.sub(r"\1", _INNER_HEADING.sub("", text)).strip()

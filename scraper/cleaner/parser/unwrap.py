"""Paragraphs that were broken into lines of a fixed width, joined again.

A line was broken there if the next line's first word would not have fitted into the width any more.  Poems, lists and
tables do not pass: their next words would have fitted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice, pairwise

#: Widths that programs wrap at, columns: mail 72, terminals 78 to 80, wide editors 100; narrow columns from 38.
NARROWEST, WIDEST = 38, 104
#: Share of neighbouring lines that must be broken for want of room, for the text to be a wrapped one.
_BROKEN = 0.6
#: Share of the lines behind them that must not begin with a capital: schedules do, German prose does half of the time.
_WITHIN = 0.25
#: Fewer full lines do not tell a width.
_LEAST = 3
#: Lines longer than the width, as a share of the lines; those with a word of at least so many characters (an address,
#: which is never broken) do not count.
_OVERLONG, _UNBREAKABLE = 0.02, 38
_LONG_WORD = re.compile(rf"\S{{{_UNBREAKABLE}}}")
#: Ends of paragraphs, which may come before the width.
_ENDS = (".", "!", "?", "。", "！", "？", '."', ".”", "!”", "?”", ".“", ".»")
#: What begins a line of its own: list items, quotes, Markdown headings.
_MARK = re.compile(r"\s*(?:(?:[-*+•‣▪◦●○■□∙⁃·]|\d{1,3}[.)])\s+|[#>|])|\s{3,}o\s+")
#: Shorter lines, as a share of the width, tell nothing: labels stand one a line in wrapped texts, too.
_TELLING = 0.5
#: Columns by which a line of the text may exceed the width: programs count letters with accents otherwise.
_SLACK = 4
#: Columns from which an indent is no slip.
_INDENT = 2


def unwrap(lines: Sequence[str]) -> list[str]:
    """The lines (empty ones separate paragraphs), wrapped paragraphs joined; the same lines if none are wrapped."""
    width = _width(lines)
    if not width:
        return list(lines)
    joined = [lines[0]]
    for line, following in pairwise(lines):
        if following.strip() and not _begins(line, following) and _is_broken(line, following, width):
            joined[-1] = _glued(joined[-1], following)
        else:
            joined.append(following)
    return joined


def _width(lines: Sequence[str]) -> int:
    """The width that the text was wrapped at, columns; 0 if it was not."""
    wide = (line for line in lines if len(line) > WIDEST and not _may_be_wide(line))
    if len(list(islice(wide, int(len(lines) * _OVERLONG) + 1))) > len(lines) * _OVERLONG:
        return 0
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip() and not _may_be_wide(line))
    if len(lengths) <= _LEAST:
        return 0
    width = lengths[-1 - int(len(lengths) * _OVERLONG)]
    if not NARROWEST <= width <= WIDEST:
        return 0
    margins = Counter(_indent(line) for line in lines if len(line) >= NARROWEST and not _MARK.match(line))
    margin = max(margins, key=margins.__getitem__, default=0)
    full = [
        (line, following)
        for line, following in pairwise(lines)
        if len(line) >= width * _TELLING and following.strip() and _indent(following) in (0, 1, margin)
        and not _begins(line, following) and not line.rstrip().endswith(_ENDS)
    ]  # fmt: skip
    broken = [following.lstrip()[0] for line, following in full if _is_broken(line, following, width)]
    within = sum(first == first.lower() for first in broken)  # small, or of a script without case
    return width if len(broken) >= max(_LEAST, _BROKEN * len(full)) and within >= _WITHIN * len(broken) else 0


def _begins(line: str, following: str) -> bool:
    """Whether the following line begins something: it has a mark, or is indented otherwise than the line's words."""
    if _MARK.match(following):
        return True
    indent = _indent(following)
    return indent >= _INDENT and indent != _indent(line) and indent != _words_column(line)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _words_column(line: str) -> int:
    """The column where the line's words begin, behind its mark."""
    mark = _MARK.match(line)
    return mark.end() if mark else _indent(line)


def _is_broken(line: str, following: str, width: int) -> bool:
    """Whether the line ends where it does for want of room."""
    line = line.rstrip()
    if not line:
        return False
    word = following.split(None, 1)[0]
    if word[0] > "\u2e80":  # scripts without spaces are broken anywhere
        return len(line) >= width - 1
    return len(line) + 1 + len(word) > width and (width >= len(line) - _SLACK or _is_unbreakable(line))


def _may_be_wide(line: str) -> bool:
    """Whether a line says nothing of the width: some programs wrap paragraphs alone, no list items."""
    return _is_unbreakable(line) or _MARK.match(line) is not None


def _is_unbreakable(line: str) -> bool:
    """Whether a line may exceed the width: it has a very long word, or a link of Markdown, which many do not break."""
    return len(line) > _UNBREAKABLE and ("](" in line or _LONG_WORD.search(line) is not None)


def _glued(line: str, following: str) -> str:
    """Two lines as one. A hyphen at the end stays: programs break only at hyphens that the word has."""
    line, following = line.rstrip(), following.strip()
    between = "" if line[-1] > "\u2e80" or re.search(r"\w-$", line) else " "
    return line + between + following

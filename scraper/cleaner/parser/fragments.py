"""Text nodes that were written a line each (``get_text("\\n")``), joined to the blocks that they were.

Such a dump breaks its lines at every link and every emphasis.  What gives it away are lines that begin with a comma or
a full stop, which begin no block.  It comes in two forms: with the white space of the page, which then says where words
belong together, and stripped of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

#: What no block begins with.
_CLOSING = re.compile(r"\s*(?:(?:[,;:!?)\]»”。、，；：！？」』]|\.(?!\.)|['’]s\b)(?:[\s\w\"”“»]|$)|[\"“”][\s,.;:!?)])")
#: What ends no block: an opening mark.
_OPENED = re.compile(r"(?:^|\s)[\"“„(‘]$")
#: The same as evidence: what lines of code do not begin with either.
_TELLING = re.compile(r" ?[,.;:](?: [^\W\d_]{2}|[\"”“»]|$)|[。、，；：]")
_MARKS = ",.;:。、，；："
#: What begins a block: bullets, numbers, marks of Markdown, indents.
_BEGINS = re.compile(r"\s{2,}|\t|\s*(?:[-*+•‣▪◦●○■□∙⁃·#>|{}<]|//|\d{1,3}[.)]\s)")
#: What a sentence, a heading or a quotation ends with.
_ENDS = tuple('.!?:。！？…”“"»)|')
#: Lines of which so many characters are prose rather than a label.
_PROSE = 40
#: Characters up to which a line may be a link within a sentence.
_LINK = 60
#: Lines that begin with a closing mark, and those with the lines that go on in small letters, from which the text is
#: such a dump. Of 3,418 labelled texts with a block a line, three have as many, and are cut at links or formulas.
_LEAST_CLOSING, _LEAST = 1, 3
#: Letters up to which a last word is taken for one that does not end a heading: the, of, der, von, que.
_SHORT_WORD = 4
_LAST_WORD = re.compile(r"[^\W\d_]+$")


def whole_blocks(lines: Sequence[str]) -> list[str]:
    """The lines (empty ones separate blocks), fragments joined; the same lines if they are whole blocks."""
    texts = [line for line in lines if line.strip()]
    closing = sum(line.lstrip(" ")[0] in _MARKS and _TELLING.match(line) is not None for line in texts)
    if closing < _LEAST_CLOSING:
        return list(lines)
    going_on = sum(_goes_on(line, following) for line, following in pairwise(texts))
    if closing + going_on < _LEAST:
        return list(lines)
    spaced = sum(map(_is_spaced, texts, texts[1:]))
    return _joined(lines, raw=spaced >= _LEAST)


def _is_spaced(line: str, following: str) -> bool:
    """Whether white space of the page stands between two lines: at the end of the first, or one space before the
    second."""
    return line[-1] == " " or (following[0] == " " and following[1:2] != " ")


def _goes_on(line: str, following: str) -> bool:
    """Whether a line of prose that ends in no mark is followed by one in small letters."""
    prose = len(line) >= _PROSE and not line.rstrip().endswith(_ENDS) and not _BEGINS.match(line)
    return prose and following.lstrip()[0].islower() and not _BEGINS.match(following)


def _joined(lines: Sequence[str], *, raw: bool) -> list[str]:
    """The lines with the fragments joined; ``raw``: they have the white space of the page."""
    result: list[str] = []
    run: list[str] = []
    count = len(lines)
    for number, line in enumerate(lines):
        if not line.strip():
            if raw and line == " " and run and number + 1 < count and _closes(lines[number + 1]):
                continue  # white space between two inline elements
            _write(run, result, raw=raw)
            result.append(line)
            continue
        after = lines[number + 1] if number + 1 < count else ""
        if run and not _belongs(run[-1], line, after, len(run) > 1, raw=raw):
            _write(run, result, raw=raw)
        run.append(line)
    _write(run, result, raw=raw)
    return result


def _write(run: list[str], result: list[str], *, raw: bool) -> None:
    """Ends a run of fragments: as one line if there is prose in it, else (labels in small letters) as they are."""
    if len(run) > 1 and (max(map(len, run)) >= _PROSE or any(map(_CLOSING.match, run))):
        text = run[0]
        for part in run[1:]:
            glued = raw or _CLOSING.match(part) or _OPENED.search(text)
            text += part if glued else f" {part}"
        result.append(text)
    else:
        result += run
    run.clear()


def _closes(line: str) -> bool:
    """Whether a line can only go on."""
    return bool(line.strip()) and (_CLOSING.match(line) is not None or line.lstrip()[0].islower())


def _belongs(line: str, following: str, after: str, within: bool, *, raw: bool) -> bool:
    """Whether the following line is of the same block; ``after``: the one behind it. ``within``: the line goes on
    itself."""
    if _BEGINS.match(following):
        return False
    if _CLOSING.match(following) or _OPENED.search(line):
        return True
    ended = line.rstrip().endswith(_ENDS)
    if following.lstrip()[0].islower():
        return not ended
    if raw and _is_spaced(line, following):
        return not ended
    if ended or len(following) > _LINK:
        return False
    last = _LAST_WORD.search(line)
    if last is None or not last[0].islower():
        return False
    between = _closes(after)  # a link within a sentence
    if len(last[0]) <= _SHORT_WORD:
        return between or len(line) >= _PROSE
    return between and len(line) >= _PROSE and (within or len(line) >= 2 * _PROSE or ", " in line)

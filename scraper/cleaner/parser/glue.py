"""Blocks that a dump wrote with nothing between them (``get_text()``), parted again.

A page without white space between its elements comes as a few long lines: ``... since 2019.The second paragraph``,
``NewsWorldSport``.  A capital right behind the end of a sentence, again and again, gives such a text away; only then is
a capital behind a small letter a border, too, and not the name of a product.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SMALL, _LARGE = "a-zß-öø-ÿšžčřěğıńśźżłőű", "A-ZÀ-ÖØ-ÞŠŽČŘĚĞİŃŚŹŻŁŐŰ"


def _borders(opening: str, closing: str) -> re.Pattern[str]:
    """Where a sentence ends and the next one begins right behind it."""
    begins = f"(?=[{opening}]?[{_LARGE}][{_SMALL}])"
    return re.compile(f"(?<=[{_SMALL}][.!?]){begins}|(?<=[{_SMALL}.][.!?,][{closing}]){begins}")


#: The same mark opens English quotations and closes German ones; a straight one is taken for a closing mark.
_SENTENCES, _GERMAN_SENTENCES = _borders("“«", '"”»'), _borders("„", '"“')
#: What every such place has, and few others (found three times as fast).
_GLUED = re.compile(rf"[.!?,][\"”“»]*[\"“„«]?[{_LARGE}]")
#: A small letter with a capitalised word right behind it: labels of a menu, or the name of a product.
_LABELS = re.compile(rf"(?<=[{_SMALL}0-9)])(?=[{_LARGE}][{_SMALL}]{{2}})")
_WORD = re.compile(r"\S+")
#: Lines of so many characters are looked at.
_LONG = 150
#: Glued sentences from which a text is such a dump (19 of 3,418 labelled texts with a block a line, most of which have
#: such lines), and capitals inside of different words from which its labels are glued, too.
_LEAST_SENTENCES, _LEAST_LABELS = 5, 15
#: A name with a capital inside is at most so long; what stands before its capital begins with one, or is short (iPad).
_LONGEST_NAME, _SHORT_START = 14, 2


def parted(lines: Sequence[str]) -> list[str]:
    """The lines, glued blocks on lines of their own; the same lines if nothing is glued."""
    long = [line for line in lines if len(line) >= _LONG]
    glued = [line for line in long if _GLUED.search(line)]
    sentences = _GERMAN_SENTENCES if any("„" in line for line in long) else _SENTENCES
    if sum(len(sentences.findall(line)) for line in glued) < _LEAST_SENTENCES:
        return list(lines)
    words = {word for line in long for word in _WORD.findall(line)}  # a name counts once
    labels = sum(len(_LABELS.findall(word)) for word in words) >= _LEAST_LABELS
    result: list[str] = []
    for line in lines:
        for sentence in sentences.split(line):
            result += _labels(sentence) if labels else [sentence]
    return result


def _labels(line: str) -> list[str]:
    """The line, cut where a capital follows a small letter."""
    words = ["", *_WORD.findall(line), ""]
    names = {
        word
        for before, word, after in zip(words, words[1:], words[2:], strict=False)
        if _is_name(word) and before[:1].islower() and (not after or after[0].islower())
    }
    borders = [found.start() for found in _LABELS.finditer(line)]
    if names:
        borders = [border for border in borders if _word_at(line, border) not in names]
    return [line[start:end] for start, end in zip([0, *borders], [*borders, len(line)], strict=True)]


def _is_name(word: str) -> bool:
    """Whether a word with a capital inside looks like a name (YouTube, iPad) rather than two labels."""
    inner = [found.start() for found in _LABELS.finditer(word)]
    return len(inner) == 1 and len(word) <= _LONGEST_NAME and (word[0].isupper() or inner[0] <= _SHORT_START)


def _word_at(line: str, position: int) -> str:
    """The word around a position."""
    start = max(line.rfind(" ", 0, position), line.rfind("\t", 0, position)) + 1
    found = _WORD.match(line, start)
    return found[0] if found else ""

"""What was chosen is cleaned again as a text of its own until nothing changes, so that cleaning twice changes nothing.

A line may look like the article's among menus and like its headline, or like residue, once they are gone: the second
look knows better, and what it leaves a third leaves too, nearly always.  Only doubtful choices are looked at again: one
that is doubtful nowhere hardly ever changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scraper import render
from scraper.cleaner.body.structure import blocks_of
from scraper.cleaner.document import Verdict
from scraper.cleaner.parser.lines import read_lines
from scraper.cleaner.text.choose import Pick
from scraper.cleaner.text.kinds import with_kinds
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.text.title import is_sentence

#: Most times that a text is looked at again.
_MOST = 3
#: Confidence from which a choice is not doubtful: a fifth of the texts have less, or a first line like a headline, and
#: of the others, held out, one in five hundred would change.
_SURE = 0.88
#: A first line of at most so many words that is no sentence may be a headline.
_HEADLINE = 32
#: What is said of a line that only the second look removes.
_ALONE = "score: unlike the article's lines, seen without the others"

Look = Callable[[Sheet], Pick]
Again = Callable[[dict[int, Verdict]], Pick]


def settled(sheet: Sheet, found: Pick, look: Look, again: Again) -> Pick:
    """What was found without the lines that cleaning its text would remove. ``look``: picks among a text's lines;
    ``again``: picks among the sheet's lines where some have a verdict already."""
    dropped: dict[int, Verdict] = {}
    for _ in range(_MOST):
        if not found.kept or not _is_doubtful(sheet, found):
            return found
        alone = Sheet(read_lines(text_of(sheet, found.kept)))
        if len(alone) != len(found.kept):
            return found
        second = look(alone)
        if len(second.kept) == len(alone):
            return found
        dropped.update(_verdicts(found.kept, second))
        found = again(dropped)
    return found


def text_of(sheet: Sheet, kept: Sequence[int]) -> str:
    """The article's text, as it is given out."""
    return render.to_text(with_kinds(sheet, kept, blocks_of(sheet.document, kept)))


def _is_doubtful(sheet: Sheet, found: Pick) -> bool:
    first = found.kept[0]
    words = float(sheet.words[first])
    headline = words <= _HEADLINE and not is_sentence(sheet.texts[first], words)
    return bool(headline or found.confidence < _SURE)


def _verdicts(kept: Sequence[int], second: Pick) -> dict[int, Verdict]:
    """What the second look says against lines that were kept."""
    verdicts = {}
    left = set(second.kept)
    for place, index in enumerate(kept):
        if place == second.title:
            reason = "rule headline: alone, the text would begin with its headline"
            verdicts[index] = Verdict(index, "headline", reason)
        elif place not in left:
            said = second.verdicts.get(place)
            kind, reason = (said.kind, said.reason) if said is not None else ("boilerplate", _ALONE)
            verdicts[index] = Verdict(index, kind, reason)
    return verdicts

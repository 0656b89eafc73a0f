"""Lines that recur across the texts of one site: its template.

One more page of a site explains 46 % of a page's foreign lines and 1.5 % of its body (measured on 256 news pages), so
recurrence is the strongest sign there is where several texts are at hand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from scraper.cleaner.document import Verdict
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.text.windows import Floats
from scraper.cleaner.wordings import BIT, fold

#: A line of so many words that two texts share tells that they are the same article, if half of such lines are shared.
_TELLING_WORDS, _SAME = 12, 0.5
#: A line recurs if it stands in at least this share of the site's articles, and in two at least.
_SHARE = 0.05
#: Score from which a line that recurs in two articles only is still theirs (a subheading, background told again).
_CERTAIN = 0.97
#: So many articles with the same line overrule any score.
_OVERRULE = 3
_DIGITS = re.compile(r"\d+")


class Template:
    """How many articles of a site have a line. Texts of the same article (printed twice, updated) count as one."""

    def __init__(self, sheets: Sequence[Sheet | None]) -> None:
        keys = [_keys(sheet) if sheet is not None else [] for sheet in sheets]
        groups = _articles(sheets, keys)
        self.articles = len(set(groups))
        seen: dict[str, set[int]] = defaultdict(set)
        for group, lines in zip(groups, keys, strict=True):
            for key in lines:
                seen[key].add(group)
        least = max(2, round(_SHARE * self.articles))
        self._counts = {key: len(found) for key, found in seen.items() if len(found) >= least}

    def verdicts(self, sheet: Sheet, scores: Floats) -> dict[int, Verdict]:
        """The lines of a text that are the site's template."""
        found = {}
        for index, key in enumerate(_keys(sheet)):
            count = self._counts.get(key, 0)
            kept = scores[index] >= _CERTAIN and count < _OVERRULE
            if count and not kept and not sheet.bits[index] & BIT["correction"]:
                reason = f"template: in {count} of {self.articles} articles of the site"
                found[index] = Verdict(index, "template", reason)
        return found


def _keys(sheet: Sheet) -> list[str]:
    """The lines as they are compared: folded, numbers alike ("12 comments")."""
    return [_DIGITS.sub("0", fold(text)) for text in sheet.texts]


def _articles(sheets: Sequence[Sheet | None], keys: Sequence[Sequence[str]]) -> list[int]:
    """The number of the article that each text prints: equal where half of the longer lines are shared."""
    owner: dict[str, int] = {}
    groups: list[int] = []
    for number, (sheet, lines) in enumerate(zip(sheets, keys, strict=True)):
        telling = [key for key, words in zip(lines, sheet.words if sheet is not None else (), strict=True)
                   if words >= _TELLING_WORDS]  # fmt: skip
        shared: dict[int, int] = defaultdict(int)
        for key in telling:
            if key in owner:
                shared[owner[key]] += 1
        best = max(shared, key=lambda group: shared[group], default=-1)
        group = best if best >= 0 and shared[best] > _SAME * len(telling) else number
        groups.append(group)
        for key in telling:
            owner.setdefault(key, group)
    return groups

"""Space-joined tags cut apart by all evidence at once: ``Joe Biden NATO War in Afghanistan`` has no separators left.

Every way to cut the line has a score, the sum of what speaks for its tags: how long tags are, names and phrases of
the body, case, acronyms, tags known already.  Many sites keep their tags in alphabetical order; that n tags are in
order has a chance of 1/n!, so a reading in order is worth about log n! more than one without, shared among its tags.
The best cut is found by dynamic programming over (last tag, next tag), and the same sums over all cuts give the
probability of the best, which is the confidence.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Sequence

from scraper.cleaner.tags.vocabulary import FUNCTION_WORDS, Vocabulary, bare

# Points are logarithms of odds. They were fitted by coordinate ascent on 142 labelled pages' tags, joined by spaces in
# the site's order and in alphabetical order; fitted on one set of pages, tag F1 on the other's is .88 (.76 before).
#: Points of a tag of 1, 2, ... words; longer ones are not considered.
LENGTHS = (-0.16, -1.41, -1.97, -3.0, -4.21, -4.6)
#: A tag that is known, whose initials are an acronym of the line, that is a name of the body.
KNOWN, ACRONYM, NAME = 4.0, 3.5, 2.1
#: Neighbours that stand side by side in the body, that both stand there but never so; a cut between such neighbours.
TOGETHER, APART, CUT_PHRASE = 2.2, -1.5, -1.6
#: Neighbours within a tag: small before capital letter, capital before small, one of them an acronym.
LOWER_TO_UPPER, UPPER_TO_LOWER, CAPITALS = -2.2, -0.3, -1.3
#: A tag that begins or ends with "of", holds a word twice, begins small where most begin with capitals, is a number;
#: a bracket, and "III" or "Jr." behind a name.
FUNCTION_EDGE, TWICE, LOWER_START, NUMBER, BRACKET, NUMERAL = -4.0, -5.0, -1.6, -1.5, 5.0, 3.0
#: A lone adjective by its ending; a small plural before a small singular ("rates monetary") within a tag.
ADJECTIVE, PLURAL = -1.5, -1.0
#: Weight of the alphabetical order.
ORDER = 1.6
#: Words of a line beyond which it is no line of tags.
MAX_WORDS = 250

_ADJECTIVE = re.compile(r"(?:[^aeiou]al|ary|tic|ive|ous|ful|less|ental|ional|able|ible)$")
_NUMERAL = re.compile(r"[IVX]{1,5}\.?|Jr\.?|Sr\.?")
_Order = Callable[[str, str], bool]


def segment_tags(words: Sequence[str], vocabulary: Vocabulary, known: Collection[str]) -> tuple[tuple[str, ...], float]:
    """The tags that the words are, in order, and the probability 0..1 of the cut. Joined by spaces the tags are the
    words."""
    if not words:
        return (), 0.0
    if len(words) > MAX_WORDS:
        return (" ".join(words),), 0.0
    scores = _Scores(words, vocabulary, known)
    # Stirling: log n! is about n (log n - 1), a constant a tag when n is guessed from the number of words.
    bonus_in_order = ORDER * max(0.0, math.log(max(1.0, len(words) / 1.8)) - 1.0)
    best: tuple[float, tuple[str, ...]] | None = None
    total = -math.inf
    for order, bonus in ((_in_order, bonus_in_order), (None, 0.0)):
        score, cut, mass = _best_cut(words, scores, order, bonus)
        total = _add(total, mass)
        if cut and (best is None or score > best[0]):
            best = score, cut
    if best is None:
        return (" ".join(words),), 0.0
    return best[1], math.exp(min(0.0, best[0] - total))


class _Scores:
    """Points of every possible tag of a line, and of every cut between two words."""

    def __init__(self, words: Sequence[str], vocabulary: Vocabulary, known: Collection[str]) -> None:
        self.words = words
        self.plain = [bare(word) for word in words]
        self.vocabulary = vocabulary
        self.known = {" ".join(map(bare, tag.split())) for tag in known}
        self.capitalised = sum(word[:1].isupper() for word in words) > 0.5 * len(words)
        self.acronyms = {word for word in words if _is_capitals(word)}
        self.pairs = [self._pair(left) for left in range(len(words) - 1)]
        self.cuts = [self._cut(left) for left in range(len(words) - 1)]

    def tag(self, start: int, stop: int) -> float:
        """Points of the words from ``start`` to ``stop`` as one tag."""
        size = stop - start
        points = LENGTHS[size - 1] + sum(self.pairs[start : stop - 1])
        plain = self.plain[start:stop]
        first = self.words[start]
        if (plain[0] in FUNCTION_WORDS and not first[:1].isupper()) or plain[-1] in FUNCTION_WORDS:
            points += FUNCTION_EDGE
        if len(set(plain)) < size:
            points += TWICE
        if self.capitalised and first[:1].islower():
            points += LOWER_START
        phrase = " ".join(plain)
        if phrase in self.known:
            points += KNOWN * (1 + 0.5 * (size - 1))
        if size > 1 and phrase in self.vocabulary.names:
            points += NAME
        elif size == 1 and self.vocabulary.names and plain[0] in self.vocabulary.names and first[:1].isupper():
            points += NAME / 2
        if size == 1 and first.islower() and _ADJECTIVE.search(first):
            points += ADJECTIVE
        if size > 1 and self._initials(start, stop) & self.acronyms:
            points += ACRONYM
        if size == 1 and first.isdigit():
            points += NUMBER
        return points

    def _pair(self, left: int) -> float:
        """Points of two neighbours within one tag."""
        one, two = self.words[left], self.words[left + 1]
        a, b = self.plain[left], self.plain[left + 1]
        points = 0.0
        if (one[:1] in "([" and one[-1:] not in ")]") or two[:1] in "([":
            return BRACKET
        if _NUMERAL.fullmatch(two) and one[:1].isupper():
            points += NUMERAL
        if f"{a} {b}" in self.vocabulary.pairs:
            points += TOGETHER
        elif a in self.vocabulary.words and b in self.vocabulary.words:
            points += APART
        if a == b:
            points += TWICE
        if a in FUNCTION_WORDS or b in FUNCTION_WORDS:
            return points
        if one.islower() and two.islower() and a.endswith("s") and not b.endswith("s"):
            points += PLURAL
        if one[:1].islower() and two[:1].isupper():
            points += LOWER_TO_UPPER
        elif one[:1].isupper() and two[:1].islower():
            points += UPPER_TO_LOWER
        if (_is_capitals(one) or _is_capitals(two)) and points < TOGETHER:
            points += CAPITALS
        return points

    def _cut(self, left: int) -> float:
        """Points of a cut between two neighbours."""
        a, b = self.plain[left], self.plain[left + 1]
        return CUT_PHRASE if a != b and f"{a} {b}" in self.vocabulary.pairs else 0.0

    def _initials(self, start: int, stop: int) -> set[str]:
        """The acronyms that the words can have, with and without the function words."""
        words = self.words[start:stop]
        every = "".join(word[:1] for word in words).upper()
        content = "".join(word[:1] for word in words if bare(word) not in FUNCTION_WORDS).upper()
        return {every, content} - {""}


def _best_cut(
    words: Sequence[str], scores: _Scores, order: _Order | None, bonus: float
) -> tuple[float, tuple[str, ...], float]:
    """Viterbi and forward sums over the states (start, stop) of the last tag: the best score, its tags, and the
    logarithm of the sum over all cuts."""
    count = len(words)
    keys: dict[tuple[int, int], str] = {}
    best: dict[tuple[int, int], tuple[float, int]] = {}  # score, start of the tag before (-1: none)
    mass: dict[tuple[int, int], float] = {}
    for start in range(count):
        for stop in range(start + 1, min(count, start + len(LENGTHS)) + 1):
            state = start, stop
            keys[state] = _key(words[start:stop])
            own = scores.tag(start, stop) + bonus
            if start == 0:
                best[state], mass[state] = (own, -1), own
                continue
            found: tuple[float, int] | None = None
            sums = -math.inf
            cut = scores.cuts[start - 1]
            for earlier in range(max(0, start - len(LENGTHS)), start):
                previous = earlier, start
                if previous not in best or keys[previous] == keys[state]:
                    continue
                if order is not None and not order(keys[previous], keys[state]):
                    continue
                score = best[previous][0] + cut
                sums = _add(sums, mass[previous] + cut)
                if found is None or score > found[0]:
                    found = score, earlier
            if found is not None:
                best[state] = found[0] + own, found[1]
                mass[state] = sums + own
    ends = [state for state in best if state[1] == count]
    if not ends:
        return -math.inf, (), -math.inf
    state = max(ends, key=lambda end: best[end][0])
    score, total = best[state][0], -math.inf
    for end in ends:
        total = _add(total, mass[end])
    tags = []
    while True:
        tags.append(" ".join(words[state[0] : state[1]]))
        before = best[state][1]
        if before < 0:
            return score, tuple(reversed(tags)), total
        state = before, state[0]


def _key(words: Sequence[str]) -> str:
    """What sites sort by: case and accents aside."""
    text = unicodedata.normalize("NFKD", " ".join(words).casefold())
    return "".join(char for char in text if not unicodedata.combining(char)).lstrip("#\"'“‘«„")


def _in_order(one: str, other: str) -> bool:
    return one < other


def _is_capitals(word: str) -> bool:
    """An acronym: two capitals or more, no small letter."""
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters)


def _add(one: float, other: float) -> float:
    """The logarithm of the sum of two numbers given by their logarithms."""
    high, low = max(one, other), min(one, other)
    return high if low == -math.inf else high + math.log1p(math.exp(low - high))

"""The words of a text's lines: function words, repetition, and what a line shares with the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.cleaner.text.windows import Columns, Floats

_COMMON = """
    the of and to in a is that for it as was with be by on not he his but at are this have had from they which or an
    were their been has will would who when its said there can her she you i we all about after more what out so
    der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass
    sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur bis mehr durch man
    le la les de des du et en un une que qui est dans pour pas au sur par plus ne se ce il sont avec son aux ont mais
    el los las del y que se por con para una su al lo como más pero sus ha este ya entre cuando muy sin sobre también
    il di che è per una non sono dei della con si da gli nel alla più anche delle ma come ha lo i al dal nella
    o os as do da dos das em um uma que não com por mais para como foi ao mas ele tem à seu sua ou quando nos pelo
    het een en van ik te dat die in is niet zijn op aan met als voor had er maar om hem dan zou of wat mijn men dit bij
    ook naar uit worden heeft
    и в не на что с по как это из у за от о к но для же так а то его все был она до бы при также
    w i na z do nie się że to jest o jak po co za od przez dla ale czy są tym tego
    ve bir bu için ile de da olarak olan çok daha gibi en ne sonra kadar ama
    في من على أن إلى عن مع هذا التي الذي كان ما لا هذه بعد قد أو بين كما
    och att det som en på är av för med den till inte om ett han men var jag og at er af ikke til
"""
#: The commonest function words of the languages written with spaces: prose has a third of them, menus few.
FUNCTION_WORDS = frozenset(_COMMON.split())
_PERSONS = """
    i me my mine you your yours we us our ours i'm i've you're we're im ive
    ich mir mich mein meine meiner meinen du dir dich dein deine wir uns unser unsere ihr euch
    je j moi mon ma mes me tu toi ton vous votre vos nous notre nos
    yo mi mis me tú tu usted ustedes nosotros nuestro nuestra te io mio mia noi nostro voi vostro
    eu meu minha você vocês nós nosso ik mij mijn jij jou jouw wij ons onze
    я мне меня мой моя мои ты тебе вы вас вам ваш мы нас нам наш
    ja mnie mój moje ty ci my nas nasz wy wasz ben benim sen siz biz bana
    أنا أنت نحن انا انت jag mig min vi oss jeg meg mitt deg dig du
"""
#: The words of the first and second person: comments, notes about authors and appeals to readers are full of them.
PERSONS = frozenset(_PERSONS.split())
_NO_WORD = re.compile(r"[^\w\n]+")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: Mentions so many lines apart are close.
_CLOSE = 12
#: Shorter words say little about the subject, characters.
_CONTENT = 4


#: Kinds of words, added: function words and persons. ``_TELLING``: neither, and long enough.
_FUNCTION, _PERSON, _TELLING = 1, 2, 4
_KINDS = {word: (word in FUNCTION_WORDS) * _FUNCTION + (word in PERSONS) * _PERSON for word in FUNCTION_WORDS | PERSONS}


def _kind(word: str) -> int:
    return _KINDS.get(word) or (_TELLING if len(word) >= _CONTENT or word[0] > "\u2e80" else 0)


def _spaced(text: str) -> str:
    """The text with one space for any run of what is no letter, digit or end of a line."""
    if not text.isascii() and any(char.isalnum() for char in set(text) if char > "\uffff"):
        return _NO_WORD.sub(" ", text)
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), "<u4")
    word = _is_word()[np.minimum(codes, 0xFFFF)]
    first = word | np.concatenate(([True], word[:-1]))
    spaced: NDArray[np.uint32] = np.where(word, codes, ord(" "))[first].astype("<u4")
    return spaced.tobytes().decode("utf-32-le")


@cache
def _is_word() -> NDArray[np.bool_]:
    """Which characters of the basic plane belong to words, or end a line."""
    return np.array([chr(code).isalnum() or chr(code) in "_\n" for code in range(0x10000)])


class Vocabulary:
    """Words as numbers, line by line. ``owner``, ``word``: for each word that is not a function word, its line and
    its number."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.count = len(texts)
        flat = _spaced("\n".join(text.replace("\n", " ") for text in texts).casefold())
        lines = flat.split("\n")
        rows = [line.split() for line in lines]
        if _WIDE.search(flat):
            rows = [_pairs(row) if row and _WIDE.search(row[0]) else row for row in rows]
        words = list(chain.from_iterable(rows))
        numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
        word = np.fromiter(map(numbers.__getitem__, words), np.int64, len(words))
        owner = np.repeat(np.arange(self.count), np.fromiter(map(len, rows), np.int64, self.count))
        kind = np.fromiter(map(_kind, numbers), np.int64, len(numbers))[word]
        total = np.maximum(np.bincount(owner, minlength=self.count), 1)
        self.function = (np.bincount(owner, kind & _FUNCTION, self.count) / total).astype(np.float32)
        self.person = (np.bincount(owner, kind & _PERSON, self.count) / total / _PERSON).astype(np.float32)
        content = kind == _TELLING
        self.owner, self.word, self.size = owner[content], word[content], len(numbers)
        said = np.sort(self.word * self.count + self.owner)
        word, line = np.divmod(said[np.diff(said, prepend=-1) > 0], max(self.count, 1))
        self._line, self._same, self._gap = line, word[1:] == word[:-1], np.diff(line)
        self._words = np.maximum(np.bincount(line, minlength=self.count), 1)
        first = dict(zip(reversed(lines), range(self.count - 1, -1, -1), strict=True))
        same = np.fromiter(map(first.__getitem__, lines), np.int64, self.count)
        self.repeats = np.bincount(same)[same].astype(np.float32)
        self.before = (same < np.arange(self.count)).astype(np.float32)

    def line_columns(self) -> dict[str, Floats]:
        """Shares of function words and of the first and second person, how often the line occurs in the text, whether
        it occurred before."""
        return {"function": self.function, "person": self.person, "repeats": self.repeats, "repeated": self.before}

    def mentions(self) -> Columns:
        """Shares of a line's words that the text has said close above, never above, and says again close below: where
        the subject changes, few words were said before (lexical chains, Hearst 1997)."""
        near = self._same & (self._gap <= _CLOSE)
        return {
            "said_close": self._share(near, 1), "said_first": 1 - self._share(self._same, 1),
            "said_again": self._share(near, 0),
        }  # fmt: skip

    def echoes(self, weight: Floats) -> Columns:
        """For each line the mean weight of the lines that said its words last before it, and say them next below."""
        weights = weight[self._line]
        above, below = np.where(self._same, weights[:-1], 0), np.where(self._same, weights[1:], 0)
        return {"echo_above": self._share(above, 1), "echo_below": self._share(below, 0)}

    def _share(self, values: NDArray[Any], later: int) -> Floats:
        """Values of neighbouring mentions, summed by the line of the earlier (0) or later (1), a word of that line."""
        own = self._line[later : len(self._line) - 1 + later]
        return (np.bincount(own, values, self.count) / self._words).astype(np.float32)

    def shared(self, weight: Floats) -> tuple[Floats, Floats]:
        """For each line the share of its words that other lines of ``weight`` have, and how many lines on average."""
        if not len(self.word):
            return np.zeros(self.count, np.float32), np.zeros(self.count, np.float32)
        weights = weight[self.owner]
        by_word = np.bincount(self.word, weights, self.size)
        others = np.maximum(by_word[self.word] - weights, 0)
        words = np.maximum(np.bincount(self.owner, minlength=self.count), 1)
        share = np.bincount(self.owner, others > 0.5, self.count) / words
        mean = np.bincount(self.owner, np.minimum(others, 10), self.count) / words
        return share.astype(np.float32), mean.astype(np.float32)


def _pairs(row: list[str]) -> list[str]:
    """Neighbouring characters of scripts without spaces, in place of words."""
    text = "".join(row)
    return [text[start : start + 2] for start in range(len(text) - 1)] or [text]

"""What a body tells about its words: which stand together, and which runs of capitals are names."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Most characters of a body that are read; a long article has 60,000.
MAX_BODY = 100_000

#: Words that join others within a tag ("War in Afghanistan", "Banco de España") and neither begin nor end one.
FUNCTION_WORDS = frozenset({
    "of", "in", "the", "and", "for", "on", "to", "at", "by", "with", "from", "a", "an", "or", "vs", "v", "&",
    "der", "die", "das", "des", "dem", "den", "und", "im", "am", "zu", "zur", "zum", "für", "von", "vom", "mit",
    "auf", "de", "del", "la", "le", "les", "los", "las", "du", "et", "y", "e", "el", "en", "au", "aux", "dans",
    "pour", "sur", "por", "para", "con", "di", "della", "dei", "delle", "dell", "da", "do", "dos", "no", "na",
    "nos", "nas", "em", "og", "och", "i", "på", "av", "af", "van", "het", "een", "voor", "bij", "op", "te",
    "và", "и", "в", "на", "о", "об", "с", "по", "для", "z", "w", "ve", "ile",
})  # fmt: skip

#: Words that stand within names ("Erik ten Hag", "Bank of England").
PARTICLES = frozenset({
    "of", "the", "de", "del", "la", "le", "van", "von", "der", "den", "ten", "ter", "di", "da", "do", "dos", "das",
    "bin", "ben", "al", "el", "du", "des", "y", "zu",
})  # fmt: skip

_TOKEN = re.compile(r"[^\W_](?:[\w.’'&/-]*[\w])?|&")
_SENTENCE_END = re.compile(r"[.!?:;,\n()\"“”„»«]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``words``, ``pairs``: bare words of the body and those that stand side by side. ``names``: runs of capitalised
    words and their parts of two or more words, bare; single ones only where they do not begin a sentence."""

    words: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def bare(word: str) -> str:
    """A word without case, possessive and the punctuation around it."""
    text = word.casefold().strip(".,;:!?\"'“”„‘’«»()[]#*").removesuffix("’s").removesuffix("'s")
    return text or word.casefold()


def read_vocabulary(body: str) -> Vocabulary:
    """The vocabulary of a body."""
    words: set[str] = set()
    pairs: set[str] = set()
    names: set[str] = set()
    text = body[:MAX_BODY]
    previous, end = "", 0
    run: list[tuple[str, bool]] = []  # a run of capitalised words and particles; whether each may be one by its place
    for match in _TOKEN.finditer(text):
        token, gap = match[0], text[end : match.start()]
        word = bare(token)
        words.add(word)
        broken = bool(_SENTENCE_END.search(gap)) or end == 0
        if previous and not broken:
            pairs.add(f"{previous} {word}")
        capital = token[:1].isupper()
        if broken or not (capital or (run and word in PARTICLES)):
            _add_names(run, names)
            run = []
        if capital or run:
            run.append((word, broken))
        possessive = token.endswith(("'s", "’s"))
        if possessive:  # "NASA's Perseverance rover" is two things
            _add_names(run, names)
            run = []
        previous, end = "" if possessive else word, match.end()
    _add_names(run, names)
    return Vocabulary(frozenset(words), frozenset(pairs), frozenset(names))


def _add_names(run: list[tuple[str, bool]], names: set[str]) -> None:
    """All parts of a run of capitalised words; a word that begins a sentence is no name by its capital."""
    for start in range(len(run)):
        for stop in range(start + 1, min(len(run), start + 6) + 1):
            if run[start][0] in PARTICLES or run[stop - 1][0] in PARTICLES:
                continue
            if stop - start > 1 or not run[start][1]:
                names.add(" ".join(word for word, _ in run[start:stop]))

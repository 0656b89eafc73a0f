"""Which lines hold the article's tags: a labelled line, a label with short lines below it, or short lines alone.

All candidates are weighed: a label that stands for tags everywhere ("Tags", "Schlagworte") tells most, one that also
stands above teasers ("More on") needs lines that the article speaks of, and lines without any label need it most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from scraper.cleaner.tags.label import is_label, label_length
from scraper.cleaner.text.sheet import Sheet
from scraper.cleaner.wordings import BIT, fold

#: Longest tag behind a label, words and characters; most tags of one label.
_TAG_WORDS, _TAG_LENGTH, _MOST_TAGS = 6, 60, 40
#: How far beyond the article its tags stand, lines: behind a label, and without one.
_REACH, _UNLABELLED_REACH = 60, 15
#: Least share of the lines that the article must speak of: below a doubtful label, and without a label.
_DOUBTFUL_LEAST, _UNLABELLED_LEAST = 0.4, 0.7
#: Fewest lines that are tags without a label, and mean words of such a line at most.
_FEWEST, _MEAN_WORDS = 2, 3.0
#: What a label is worth, and how fast a candidate's worth falls with its distance, a line.
_SURE_LABEL, _DOUBTFUL_LABEL, _BY_DISTANCE = 2.0, 1.0, 0.02
#: A tag's last letter glued to the next one's first: ``KitchenLife hacksCleaning``.
_GLUED = re.compile(r"(?<=[^\W\d_A-ZÀ-ÞА-Я])(?=[A-ZÀ-ÞА-Я])")
_FEWEST_GLUED = 3
_SENTENCE_END = (".", "!", "?", "。", "！", "？", "؟", "…", ":")
_WORD = re.compile(r"[^\W\d_]{4,}|[\u3040-\u9fff\uac00-\ud7af]{2,}")
#: Labels that stand above teasers as often as above tags.
_DOUBTFUL = re.compile(
    r"(?:more (?:on|about)|read more about|related|in this (?:story|article)|explore|mehr (?:zu|über)|weitere|"
    r"verwandte|ähnliche|lesen sie mehr|relevante|sur le même|más sobre|temas relacionados|mais sobre|"
    r"tudo sobre|meer over|altri|assuntos relacionados|emner|tema|topic\b)",
    re.I,
)
#: Other labelled lines ("Categories", "Posted in") name sections, not tags.
_SECTIONS = re.compile(
    r"(?:posted in|categor(?:y|ies)|filed (?:to|in)|kategorien?|veröffentlicht (?:in|unter)|abgelegt unter|rubrik|"
    r"ressort|publié dans|catégories?|publicado en|categorías?|categorie?|pubblicato in|categorias?|geplaatst in|"
    r"рубрик[аи]|раздел|kategori(?:a|e)?|分类|カテゴリー?)(?!\w)",
    re.I,
)
#: Wordings that end a run of tags even where the article has the word.
_END = ~(BIT["menu"] | BIT["tags"] | BIT["share"] | BIT["widget"] | BIT["player"] | BIT["correction"]) & 0xFFFFFFFF
_SOFT = BIT["share"] | BIT["widget"] | BIT["player"]


@dataclass(frozen=True, slots=True)
class _Found:
    """Numbers of lines, the label first, and how likely they are the tags."""

    lines: tuple[int, ...]
    worth: float


def topic_lines(sheet: Sheet, kept: Sequence[int], title: int | None) -> list[int]:
    """Numbers of the lines that hold the tags, the label first; empty where no line does. ``kept`` is not empty."""
    finder = _Finder(sheet, kept, title)
    best = max(finder.candidates(), key=lambda found: found.worth, default=None)
    return list(best.lines) if best is not None else []


def unglued(text: str, body: str) -> str | None:
    """A line of tags that lost what stood between them, a tag a line; None for any other line. ``body``: the article,
    which must speak of most of them."""
    parts = [part.strip() for part in _GLUED.split(text[label_length(text) :])]
    if len(parts) < _FEWEST_GLUED or min(map(len, parts)) < 2 or max(len(p.split()) for p in parts) > _TAG_WORDS:
        return None
    folded = body.casefold()
    spoken = sum(part.casefold() in folded for part in parts)
    return "\n".join(parts) if spoken >= _DOUBTFUL_LEAST * len(parts) else None


class _Finder:
    def __init__(self, sheet: Sheet, kept: Sequence[int], title: int | None) -> None:
        self.sheet, self.whole, self.last = sheet, set(kept), kept[-1]
        self.first = title if title is not None else kept[0]
        self._lines = [*kept, title] if title is not None else kept

    @cached_property
    def body(self) -> str:
        """The words of the article and its headline."""
        return " ".join(self.sheet.texts[n] for n in self._lines).casefold()

    def candidates(self) -> Iterator[_Found]:
        """Everything that may be the article's tags."""
        end = min(len(self.sheet), self.last + _REACH)
        for index in range(max(self.first - 3, 0), end):
            text = self.sheet.texts[index]
            if index in self.whole or len(text) > 600 or _SECTIONS.match(text):
                continue
            distance = _BY_DISTANCE * (index - self.last if index > self.last else 20)
            if is_label(text):
                yield from self._below_label(index, distance)
            elif self.sheet.bits[index] & BIT["tags"] and not text.endswith(_SENTENCE_END):
                yield from self._labelled(index, distance)
        for start in range(self.last + 1, min(self.last + _UNLABELLED_REACH, len(self.sheet))):
            if start - 1 == self.last or not self._is_tag(start - 1):
                yield from self._unlabelled(start)

    def _below_label(self, label: int, distance: float) -> Iterator[_Found]:
        lines = list(self._run(label + 1))
        if not lines:
            return
        if "," in self.sheet.texts[lines[0]] and len(lines) > 1 and "," not in self.sheet.texts[lines[1]]:
            lines = lines[:1]
        sure = not _DOUBTFUL.match(self.sheet.texts[label].lstrip("# ■▶►•|>·*"))
        share = self._spoken(lines)
        if sure or (share >= _DOUBTFUL_LEAST and self._mean_words(lines) <= _MEAN_WORDS):
            yield _Found((label, *lines), (_SURE_LABEL if sure else _DOUBTFUL_LABEL) + share - distance)

    def _labelled(self, index: int, distance: float) -> Iterator[_Found]:
        text = self.sheet.texts[index]
        sure = not _DOUBTFUL.match(text)
        rest = text[label_length(text) :]
        named = sum(word in self.body for word in _WORD.findall(rest.casefold()))
        share = named / max(len(_WORD.findall(rest)), 1)
        if sure or share >= _DOUBTFUL_LEAST:
            yield _Found((index,), (_SURE_LABEL if sure else _DOUBTFUL_LABEL) + share - distance)

    def _unlabelled(self, start: int) -> Iterator[_Found]:
        lines = list(self._run(start))
        while lines and not self._spoken(lines[-1:]):
            lines.pop()
        own = [n for n in lines if self._names(n) and not self.sheet.bits[n] & BIT["menu"]]
        if len(lines) < _FEWEST or not own or self._mean_words(lines) > _MEAN_WORDS:
            return
        share = self._spoken(lines)
        if share >= _UNLABELLED_LEAST:
            yield _Found(tuple(lines), share - _BY_DISTANCE * (start - self.last))

    def _run(self, start: int) -> Iterator[int]:
        """The short lines from ``start`` up to the next wording, paragraph or sentence."""
        for index in range(start, min(start + _MOST_TAGS, len(self.sheet))):
            if not self._is_tag(index):
                return
            if self.sheet.texts[index] not in "/|·•,":
                yield index

    def _is_tag(self, index: int) -> bool:
        text, bits = self.sheet.texts[index], self.sheet.bits[index]
        if index in self.whole or is_label(text) or len(text) > _TAG_LENGTH or self.sheet.words[index] > _TAG_WORDS:
            return False
        if text.endswith(_SENTENCE_END) or text[:1] in "+–—:" or bits & _END:
            return False
        return not bits & _SOFT or fold(text) in self.body

    def _spoken(self, lines: Sequence[int]) -> float:
        """The share of the lines of which the article has a word."""
        named = sum(any(word in self.body for word in _WORD.findall(fold(self.sheet.texts[n]))) for n in lines)
        return named / len(lines)

    def _names(self, index: int) -> bool:
        """Whether the article has a line's very words."""
        text = fold(self.sheet.texts[index]).lstrip("# ")
        return bool(text) and text in self.body

    def _mean_words(self, lines: Sequence[int]) -> float:
        return float(sum(self.sheet.words[n] for n in lines)) / len(lines)

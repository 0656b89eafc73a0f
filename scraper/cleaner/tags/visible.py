"""Tags that a reader sees: a label ("Tags", "Mehr zum Thema") with links, short lines or a list behind it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scraper.cleaner.document import Candidate, Document
from scraper.cleaner.metadata.spaces import clean_space
from scraper.cleaner.tags.label import is_label, label_length
from scraper.cleaner.tags.line import split_tags_line
from scraper.cleaner.tags.links import links_of

#: Longest block that can be a line of tags, and longest single tag, characters; most words of one.
MAX_LINE, MAX_TAG, MAX_WORDS = 600, 60, 7
#: Most blocks behind a label that are tags.
MAX_BLOCKS = 40
#: Links hold this part of a block's text where the block is tags.
LINKED = 0.6

_PROSE_END = re.compile(r"[.!?。！？…]$")


@dataclass(frozen=True, slots=True)
class SeenTags:
    """``tags`` as they stand; ``line`` and ``confidence`` where they were cut from one line of text."""

    tags: tuple[str, ...] = ()
    line: str | None = None
    confidence: float | None = None


def seen_tags(document: Document, body: str, blocks: range | None = None, known: Collection[str] = ()) -> SeenTags:
    """The tags behind the first label of tags that has any. ``blocks``: where to look; ``known``: other tags of the
    site."""
    for index in blocks or range(len(document.blocks)):
        block = document.blocks[index]
        text = block.text
        if len(text) > MAX_LINE or not label_length(text):
            continue
        if is_label(text):
            tags = tuple(_behind(document, index + 1))
            if tags:
                return SeenTags(tags)
        elif _is_line(document, index):
            links = _links(block)
            if links:
                return SeenTags(tuple(links))
            tags, confidence = split_tags_line(text, body, known)
            if tags:
                return SeenTags(tags, text, confidence)
    return SeenTags()


def _behind(document: Document, start: int) -> Iterator[str]:
    """The tags in the blocks behind a label: links, short ones, until something else comes."""
    for index in range(start, min(len(document.blocks), start + MAX_BLOCKS)):
        block = document.blocks[index]
        if document.link_chars[index] < LINKED * len(block.text) or _PROSE_END.search(block.text):
            return
        if _is_contents(block):
            return
        texts = _links(block) or [block.text]
        if any(len(text) > MAX_TAG or len(text.split()) > MAX_WORDS for text in texts):
            return
        yield from texts


def _is_line(document: Document, index: int) -> bool:
    """Whether a block that begins with a label is tags to its end: labelled with a colon, or nearly all links."""
    text = document.blocks[index].text
    rest = text[label_length(text) :]
    linked = document.link_chars[index] >= LINKED * len(rest)
    return linked or (":" in text[: len(text) - len(rest) + 1] and not _PROSE_END.search(text))


def _links(block: Candidate) -> list[str]:
    """The texts of a block's links."""
    texts = (clean_space(link.text(deep=True, separator=" ")) for link in links_of(block))
    return [text for text in texts if text]


def _is_contents(block: Candidate) -> bool:
    """Whether a block links to a part of its own page, as tables of contents do."""
    return any((link.attrs.get("href") or "").startswith("#") for link in links_of(block)[:1])

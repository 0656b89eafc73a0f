"""PageFacts: what a site profile learns from one page, compact enough to travel between processes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import urlsplit
from zlib import crc32

from scraper.article import Article, Status
from scraper.cleaner.document import Document
from scraper.cleaner.site.fields import SOURCE, shown
from scraper.cleaner.site.places import places_of
from scraper.errors import UrlError
from scraper.url import key, site_of
from scraper.words import count_words

#: Statuses of the pages that teach. Shops and forums repeat the labels of their own contents ("Weight:", "Pros").
TAUGHT_BY = frozenset({Status.ARTICLE, Status.PAYWALLED})
#: Blocks that one page may teach, the kept ones first: no single page fills a profile.
MOST_LINES = 400
#: A topic of an article: each tag, each word of its title of so many letters, and of the words of so many letters those
#: that its text says most often, at least so many times; so many of them, from so many characters of it.
_TITLE_WORD, _BODY_WORD, _BODY_TIMES, _BODY_WORDS, _BODY_LENGTH = 4, 6, 3, 8, 5_000
_WORD = re.compile(r"[^\W\d_]+")


class Sighting(NamedTuple):
    """A block of the page: fingerprint, place, words (of a kept one), and whether the classifier alone keeps it.

    ``place``: a hash of the elements around it, with their classes, and of its own element's name: paragraphs that
    stand side by side share it, whatever their own classes say.
    """

    fingerprint: int
    place: int
    words: int
    kept: bool


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page shows of its site. ``article``: a hash of the URL that stands for the article, 0 where it has none;
    ``title``: a hash of its title; ``lines``: its blocks, each text once; ``topics``: hashes of what it is about;
    ``tags``: those that it declares or marks up; ``fields``: where it shows author, date and tags (see ``fields``)."""

    article: int
    title: int
    lines: tuple[Sighting, ...]
    topics: tuple[int, ...]
    tags: tuple[str, ...] = ()
    fields: tuple[tuple[str, int], ...] = ()


def fingerprint(text: str) -> int:
    """64 bits that equal texts share; case does not count. Collisions: 1 in 10^13 for 2,000 lines."""
    return int.from_bytes(blake2b(text.casefold().encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def article_key(canonical: str | None, own: str) -> str:
    """The key of the canonical URL, where it is of the same site and not the home page of it; else the URL's own.

    Raises ``UrlError`` where ``own`` is no URL.
    """
    own = key(own)
    try:
        named = key(canonical) if canonical else own
    except UrlError:
        return own
    if site_of(named) != site_of(own) or (urlsplit(named).path == "/" and urlsplit(own).path != "/"):
        return own
    return named


def facts_of(
    document: Document, scores: Sequence[float], threshold: float, article: Article, url: str | None
) -> PageFacts:
    """The facts of a cleaned page. ``scores``, ``threshold``: the classifier's, before any profile had its say."""
    places = places_of(document)
    lines: dict[int, Sighting] = {}
    for index, block in enumerate(document.blocks):
        mark = fingerprint(block.text)
        kept = scores[index] >= threshold
        if mark not in lines or (kept and not lines[mark].kept):
            lines[mark] = Sighting(mark, places.places[index], count_words(block.text) if kept else 0, kept)
    taught = sorted(lines.values(), key=lambda line: not line.kept)[:MOST_LINES]
    hashes = article_hashes(article.url, url, article.title)
    tags = tuple(tag for tag in article.tags if article.tag_sources.get(tag) not in ("text", SOURCE))
    return PageFacts(*hashes, tuple(taught), topics_of(article), tags, shown(document, article, places.spots))


def article_hashes(canonical: str | None, own: str | None, title: str | None) -> tuple[int, int]:
    """Hashes of the URL that stands for an article, 0 where there is none, and of its title."""
    try:
        named = fingerprint(article_key(canonical, own)) if own else 0
    except UrlError:
        named = 0
    return named, fingerprint(title or "")


def topics_of(article: Article) -> tuple[int, ...]:
    """Hashes of what an article is about: its tags, the words of its title, the words that it says most often."""
    title = (word for word in _words(article.title or "") if len(word) >= _TITLE_WORD)
    counts = Counter(word for word in _words(article.text[:_BODY_LENGTH]) if len(word) >= _BODY_WORD)
    often = (word for word, times in counts.most_common(_BODY_WORDS) if times >= _BODY_TIMES)
    names = dict.fromkeys([*(tag.casefold() for tag in article.tags), *title, *often])
    return tuple(sorted({crc32(name.encode("utf-8", "surrogatepass")) for name in names}))


def _words(text: str) -> Iterable[str]:
    return _WORD.findall(text.casefold())

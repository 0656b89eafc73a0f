"""Where a block stands, as hashes that the pages of a site share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from scraper.cleaner.document import Document

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Places:
    """For every block, hashes of the elements around it with their classes. ``places``: up to the one around its own,
    and its own element's name, so that paragraphs that stand side by side share it; ``spots``: its own included."""

    places: list[int]
    spots: list[int]


def places_of(document: Document) -> Places:
    """The places of a page's blocks. Digits in classes (``post-1234``) count as one."""
    hashes = {0: 0}
    for (above, tag, classes), (number, *_) in document.paths.items():
        hashes[number] = crc32(_element(tag, classes), hashes[above])
    around = [hashes[number] for number in document.containers.path]
    parent, blocks = document.containers.parent, document.blocks
    places = [
        crc32(block.tag.encode(), around[max(parent[at], 0)])
        for block, at in zip(blocks, document.container, strict=True)
    ]
    return Places(places, [around[at] for at in document.container])


@lru_cache(maxsize=20_000)
def _element(tag: str, classes: str | None) -> bytes:
    """An element as it is hashed. Cached: the pages of a site repeat each other."""
    return (f"{tag}.{_DIGITS.sub('0', classes)}" if classes else tag).encode("utf-8", "surrogatepass")

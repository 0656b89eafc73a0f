"""Where a block stands, as hashes that the pages of a site share."""

from __future__ import annotations

import re
from zlib import crc32

from scraper.cleaner.document import Document

_DIGITS = re.compile(r"\d+")


def path_hashes(document: Document) -> dict[int, int]:
    """Path number -> a hash of the names and classes up to the root. Digits in classes (``post-1234``) count as one."""
    hashes = {0: 0}
    for (above, tag, classes), (number, *_) in document.paths.items():
        element = f"{tag}.{_DIGITS.sub('0', classes)}" if classes else tag
        hashes[number] = crc32(element.encode("utf-8", "surrogatepass"), hashes[above])
    return hashes


def places_of(document: Document) -> list[int]:
    """The place of every block (see `Sighting`)."""
    hashes, parent, path = path_hashes(document), document.containers.parent, document.containers.path
    around = [hashes[path[max(parent[number], 0)]] for number in document.container]
    return [crc32(block.tag.encode(), above) for block, above in zip(document.blocks, around, strict=True)]


def spots_of(document: Document) -> list[int]:
    """The spot of every block: all elements around it with their classes, its own included."""
    hashes, path = path_hashes(document), document.containers.path
    return [hashes[path[number]] for number in document.container]

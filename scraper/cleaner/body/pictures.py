"""The address of a picture's best file, wherever the page keeps it.

Pages that load their pictures late put a placeholder into ``src`` and the file into an attribute of their own
(``data-src``, ``nitro-lazy-src`` ...), into the sources of the ``<picture>`` around it, or into ``<noscript>`` beside,
which is a picture of its own here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scraper.cleaner.body.inline import resolve
from scraper.render.runs import SOURCE_SCHEMES, safe

#: Attributes that hold a picture's address, best first.
_SETS = ("srcset", "data-srcset")
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-hi-res-src", "src")
#: Those that loaders have of their own, in a name that ends so.
_OF_LOADERS = re.compile(r"[\w-]+-src(?:set)?")
_KNOWN = frozenset({*_SETS, *_SOURCES})
#: Files that stand there until the picture is loaded, or count who saw it, by their name.
_NO_PICTURE = re.compile(
    r"placeholder[^/]*$|(?:^|[/_.-])(?:blank|spacer|transparent|loading|lazy|loader)[\w-]{0,12}\.(?:gif|png|svg)$"
    r"|pixel\.(?:gif|png)$",
    re.I,
)
#: What the names of a picture's sizes differ in: ``tree-1024x683.jpg``.
_SIZE = re.compile(
    r"[-_.@](?:\d{2,4}x\d{2,4}|\d{2,4}[wp]|[1-4]x|scaled|large|medium|small|thumb(?:nail)?)(?=[-_.]|$)", re.I
)
#: Shortest name of a file that is no other picture's, and of a folder that is one picture's own, characters.
_LONG_NAME, _LONG_FOLDER = 12, 16
#: A width or height below 300 pixels in an address.
_SMALL = re.compile(r"(?:[/=,_-])(?:[1-9]\d|[12]\d\d)(?:x\d{2,4}|[wp])?(?=[/&?.,]|$)")


def picture_source(image: Any, base_url: str | None) -> str | None:
    """The http(s) address of an ``<img>``'s best picture: lazily loaded ones and the widest of a set come first."""
    for address in _addresses(image):
        url = safe(resolve(address, base_url), SOURCE_SCHEMES)
        if url and not _NO_PICTURE.search(url.partition("?")[0]):
            return url
    return None


def picture_name(url: str) -> str:
    """What the addresses of one picture in several sizes share; the whole where the name is nothing special."""
    *folders, name = url.partition("?")[0].split("/")
    name = _SIZE.sub("", name)
    if len(name) < _LONG_NAME or "." not in name:
        return url
    own = [folder for folder in folders if len(folder) >= _LONG_FOLDER and "=" not in folder and "," not in folder]
    return "/".join([*own, name])


def is_small(url: str) -> bool:
    """Whether an address says that its picture is small."""
    return _SMALL.search(url) is not None


def _addresses(image: Any) -> Iterator[str | None]:
    """Where the picture may be, best first."""
    attributes = image.attributes
    for name in _SETS:
        yield _widest(attributes.get(name) or "")
    for name in _SOURCES:
        yield attributes.get(name)
    yield from _of_loaders(attributes)
    parent = image.parent
    if parent is not None and parent.tag == "picture":
        for source in parent.css("source"):
            for name in _SETS:
                yield _widest(source.attributes.get(name) or "")
            yield from _of_loaders(source.attributes)


def _of_loaders(attributes: Any) -> Iterator[str | None]:
    """The addresses in attributes that no standard knows."""
    for name, value in attributes.items():
        if name not in _KNOWN and value and _OF_LOADERS.fullmatch(name):
            yield _widest(value) if name.endswith("srcset") else value


def _widest(source_set: str) -> str | None:
    """The address of the highest width or density in a ``srcset``."""
    best, widest = None, -1.0
    for candidate in source_set.split(", "):
        parts = candidate.strip().rstrip(",").split()
        if not parts or parts[0].startswith("data:"):
            continue
        try:
            width = float(parts[1][:-1]) if len(parts) > 1 else 1.0
        except ValueError:
            width = 0.0
        if width > widest:
            best, widest = parts[0], width
    return best

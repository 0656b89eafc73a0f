"""Why a low score: the class of a removed block and what was seen of it, in words.

The classifier weighs hundreds of measurements; what is said is the one a reader can check on the page: the wording of
the line, a class or id around it, its links, or where it stands.
"""

from __future__ import annotations

from functools import lru_cache

from scraper.cleaner import lexicon
from scraper.cleaner.wordings import CLASSES

#: Group of class tokens -> kind of removal, the most telling first.
_KINDS = (
    ("comment", "comments"), ("newsletter", "newsletter"), ("share", "share"), ("tags", "tags"), ("toc", "navigation"),
    ("related", "related"), ("caption", "caption"), ("author", "author-box"), ("player", "player"),
    ("popular", "most-popular"), ("promo", "advertisement"), ("consent", "consent"), ("nav", "navigation"),
    ("shop", "widget"), ("meta", "byline"), ("teaser", "related"), ("form", "widget"), ("widget", "widget"),
    ("footer", "navigation"), ("header", "navigation"), ("sidebar", "widget"), ("hidden", "residue"),
)  # fmt: skip
_BITS = tuple((lexicon.BIT[group], group, kind) for group, kind in _KINDS)
#: Share of link characters from which a block is a link.
LINKED = 0.8


@lru_cache(maxsize=20_000)
def reason_of(wording: int, own: int, below: int, *, linked: bool, inside: bool) -> tuple[str, str]:
    """(kind, reason) of a block that the classifier removed.

    ``wording``: bits of the line's wordings. ``own``, ``below``: bits of the groups that its element and parent hit,
    and all elements between it and the article's container. ``linked``: links make up most of it. ``inside``: it
    stands in the article's container.
    """
    for position, name in enumerate(CLASSES):
        if wording >> position & 1 and name != "correction":
            return name, f"score: worded like {name}"
    for bits, where in ((own, "its element or parent"), (below, "an element around it")):
        for bit, group, kind in _BITS:
            if bits & bit:
                return kind, f"score: class or id of {where} says {group}"
    if linked:
        return ("related" if inside else "navigation"), "score: it is a link"
    if not inside:
        return "boilerplate", "score: outside the container of the article"
    return "boilerplate", "score: measured unlike the article's blocks"

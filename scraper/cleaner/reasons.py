"""Why a low score: the class of a removed block and what was seen of it, in words.

The classifier weighs hundreds of measurements; what is said is the one a reader can check on the page: the wording of
the line, a class or id around it, its links, or where it stands.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from scraper.cleaner.parser import lexicon
from scraper.cleaner.wordings import BIT, CLASSES

#: Groups of class tokens that name a kind of removal, the most telling first ...
_TELLING = (
    ("comment", "comments"), ("newsletter", "newsletter"), ("share", "share"), ("tags", "tags"), ("toc", "navigation"),
    ("related", "related"), ("caption", "caption"), ("author", "author-box"), ("player", "player"),
    ("popular", "most-popular"), ("ad", "advertisement"), ("promo", "advertisement"), ("paywall", "paywall"),
    ("consent", "consent"), ("social", "share"), ("crumbs", "navigation"), ("account", "newsletter"),
)  # fmt: skip
#: ... and those that only say what sort of box it is.
_VAGUE = (
    ("legal", "copyright"), ("nav", "navigation"), ("shop", "widget"), ("category", "tags"), ("date", "byline"),
    ("meta", "byline"), ("news", "most-popular"), ("teaser", "related"), ("carousel", "related"), ("more", "related"),
    ("form", "widget"), ("widget", "widget"), ("footer", "navigation"), ("header", "navigation"),
    ("sidebar", "widget"), ("modal", "widget"), ("hidden", "residue"),
)  # fmt: skip
#: Share of link characters from which a block is a link.
LINKED = 0.8
#: Classes of wordings in the order in which they are tried; the names of menus say least.
_CLASSES = ("read-also", *(name for name in CLASSES if name not in ("read-also", "correction", "menu")))
#: Classes whose wordings are names of a site's pages where they are links ("Imprint", "Careers", "Contact").
_OF_MENUS = ("copyright", "contact")
_HEADING = (
    "related", "read-also", "most-popular", "newsletter", "comments", "author-box", "tags", "consent", "player",
    "paywall",
)  # fmt: skip
#: Classes whose wordings stand above what they name, as bits.
HEADS = sum(BIT[name] for name in _HEADING)


class Seen(NamedTuple):
    """What is known of a removed block.

    ``wording``, ``heading``: bits of the wordings of the line, and of the nearest line before it that names the part of
    the page they both stand in. ``own``, ``below``: bits of the groups that its element and parent hit, and all
    elements between it and the article's container. ``linked``: links make up most of it. ``inside``: it stands in the
    article's container.
    """

    wording: int
    heading: int
    own: int
    below: int
    linked: bool
    inside: bool


@lru_cache(maxsize=20_000)
def reason_of(known: tuple[int, int, int, int, bool, bool]) -> tuple[str, str]:
    """(kind, reason) of a block that the classifier removed, by what is ``Seen`` of it: what tells most, first."""
    seen = Seen(*known)
    around = "score: class or id of an element around it says"
    beside = "score: class or id of its element or parent says"
    if name := _class_of(seen.wording):
        if name in _OF_MENUS and seen.linked:
            return "navigation", "score: a link that menus have"
        return name, f"score: worded like {name}"
    if seen.wording & BIT["menu"]:
        return "navigation", "score: a name that menus have"
    if found := _group_of(seen.own, _TELLING, beside):
        return found
    if name := _class_of(seen.heading):
        return name, f"score: below a line worded like {name}"
    if found := _group_of(seen.below, _TELLING, around):
        return found
    if found := _group_of(seen.own, _VAGUE, beside) or _group_of(seen.below, _VAGUE, around):
        return found
    if seen.linked:
        return ("related" if seen.inside else "navigation"), "score: it is a link"
    if not seen.inside:
        return "boilerplate", "score: outside the container of the article"
    return "boilerplate", "score: measured unlike the article's blocks"


def _class_of(wording: int) -> str | None:
    """The first class in the bits that is a kind of removal."""
    return next((name for name in _CLASSES if wording & BIT[name]), None)


def _group_of(bits: int, groups: tuple[tuple[str, str], ...], says: str) -> tuple[str, str] | None:
    """Kind and reason by the first of the groups that classes and ids hit."""
    return next(((kind, f"{says} {group}") for group, kind in groups if bits & lexicon.BIT[group]), None)

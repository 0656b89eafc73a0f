"""Pictures and embeds among the kept blocks, with their captions.

They carry none of the text, so they are looked up only once the article is known: inside the smallest element that
holds all of it, each placed behind the kept block it follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import unescape
from itertools import islice
from typing import Any

from scraper.block import Block, BlockKind
from scraper.cleaner.body.captions import caption_of, leads_elsewhere
from scraper.cleaner.body.embeds import POSTS, embed
from scraper.cleaner.body.pictures import is_small, picture_name, picture_source
from scraper.cleaner.document import Document
from scraper.cleaner.parser.lexicon import BIT, bits_of
from scraper.cleaner.wordings import BIT as WORDING
from scraper.cleaner.wordings import WHOLE, classes_of

#: Pictures and embeds that are looked at; galleries beyond are cut.
_MOST_FIGURES = 200
#: Elements passed in search of the block before a picture; a bound of time on hostile pages.
_MOST_STEPS = 400
#: Pixels below which a declared width or height makes a picture an ornament.
_LEAST_PIXELS = 90
_ORNAMENT = re.compile(
    r"(?:^|[/_.,-])(?:icon|logo|avatar|pixel|spacer|blank|emoji|spinner|sprite|badge|button|1x1|blur_?\d|favicon"
    r"|profile[-_]?icon|(?:arc-)?authors?/|(?:calendar|clock|arrow|chevron|share|print|mail|phone|search|menu|close|play)"
    r"(?:[-_](?:black|white|gr[ae]y|blue|red|\d+))?\.(?:png|gif|webp)$)",
    re.I,
)
#: Alternative texts of portraits.
_PORTRAIT = re.compile(r"(?:(?:user|author|profile)\W*(?:avatar|photo|picture|image)|avatar|headshot)\b", re.I)
#: The third is how ``to_html`` writes an embed.
_MEDIA = ", ".join((
    "img", "iframe", "figure.embed > a", "amp-img", "amp-youtube", "amp-iframe",
    *(f"blockquote.{name}" for name in POSTS),
))  # fmt: skip
_PICTURES = frozenset({"img", "amp-img"})
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)(?:$|\?)", re.I)
#: Longest label of an advertisement's slot, characters.
_LONGEST_SLOT = 40
_BESIDE = frozenset({"aside", "nav", "footer", "button", "form"})
#: Groups of classes of elements whose pictures are portraits and teasers, as bits ...
_NAMED_BESIDE = sum(BIT[name] for name in ("author", "related", "newsletter", "comment", "popular"))
#: ... and how many elements around a picture are looked at.
_MOST_AROUND = 6
#: Elements of AMP that show other pictures than the article's.
_SLIDES = frozenset({"amp-carousel", "amp-sidebar", "amp-list", "amp-lightbox"})
#: Blocks between which a picture is not shown twice: its small file and its large one stand beside each other.
_NEAR = 2


def with_figures(document: Document, kept: Sequence[int], blocks: Sequence[Block], base_url: str | None) -> list[Block]:
    """The ``blocks`` of the ``kept`` candidates with the pictures and embeds that stand between them."""
    places = _Places([document.blocks[index].nodes for index in kept])
    shown = _Shown({block.text for block in blocks if block.kind is BlockKind.CAPTION})
    for node in places.media()[:_MOST_FIGURES]:
        picture = node.tag in _PICTURES
        figure = places.figure_around(node)
        if picture and figure is None and places.in_teaser(node):
            continue
        found = _picture(node, base_url) if picture else embed(node, base_url)
        if found is not None and picture and places.named_beside(figure or node.parent):
            continue
        position = places.position(node) if found is not None and found.src not in shown.sources else None
        if found is None or position is None:
            continue
        caption = caption_of(figure, base_url) if figure is not None else None
        outside = position < 0 or position == len(blocks) - 1  # there stand portraits, logos and teasers, too
        if outside and (figure is None or (caption is None and position >= 0) or leads_elsewhere(figure, caption)):
            continue
        if not any(_is_slot(each.text) for each in (found, caption) if each is not None):
            shown.add(position, found, caption)
    return _woven(blocks, shown.behind)


def _woven(blocks: Sequence[Block], behind: Mapping[int, Sequence[Block]]) -> list[Block]:
    """The blocks with what stands ``behind`` each of them, by its position; -1 is before all."""
    out = list(behind.get(-1, ()))
    waiting: list[Block] = []
    for position, block in enumerate(blocks):
        out.append(block)
        waiting += behind.get(position, ())
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        goes_on = following is not None and following.group == block.group != 0
        if goes_on and block.kind is BlockKind.TABLE_ROW:  # no table is cut by a picture
            continue
        if goes_on and block.kind is BlockKind.LIST_ITEM:  # nor a list: there it stands in the item
            waiting = [
                replace(each, level=block.level, ordered=block.ordered, group=block.group, continues=True)
                for each in waiting
            ]
        out += waiting
        waiting = []
    return out


class _Shown:
    """The pictures, embeds and captions so far, by the position of the block that they stand ``behind``."""

    def __init__(self, captions: set[str]) -> None:
        self.behind: dict[int, list[Block]] = {}
        self.sources: set[str | None] = set()
        self._captions = captions
        self._named: dict[str, tuple[int, int]] = {}  # name of a picture -> where it stands: behind what, which

    def add(self, position: int, found: Block, caption: Block | None) -> None:
        """One more; a picture that has just been shown in another size is not shown again."""
        self.sources.add(found.src)
        name = picture_name(found.src or "") if found.kind is BlockKind.IMAGE else ""
        twin = self._named.get(name, (-_NEAR - 2, 0)) if name else (-_NEAR - 2, 0)
        if position - twin[0] <= _NEAR:
            if is_small((row := self.behind[twin[0]])[twin[1]].src or ""):
                row[twin[1]] = replace(row[twin[1]], src=found.src)
        else:
            row = self.behind.setdefault(position, [])
            self._named[name] = position, len(row)
            row.append(found)
        if caption is not None and caption.text not in self._captions:
            self._captions.add(caption.text)
            self.behind.setdefault(position, []).append(caption)


class _Places:
    """Where in the tree the kept blocks are: the smallest element around them, and for each element inside the last
    kept block it holds."""

    def __init__(self, nodes: Sequence[tuple[Any, ...]]) -> None:
        self._last: dict[int, int] = {}
        self._placed: list[tuple[int, Any]] = []
        self.root: Any = None
        placed = [(position, found[0]) for position, found in enumerate(nodes) if found]
        if not placed:
            return
        above_first = {node.mem_id for node in _upwards(placed[0][1])}
        self.root = next((node for node in _upwards(placed[-1][1].parent) if node.mem_id in above_first), None)
        self._placed = placed

    def media(self) -> list[Any]:
        """Pictures and frames around and between the kept blocks, in reading order."""
        return list(self.root.css(_MEDIA)) if self.root is not None and self.root.tag != "-text" else []

    def _ends(self) -> dict[int, int]:
        """Elements (by ``mem_id``) around the kept blocks -> the last block inside; made when a picture asks for it."""
        last = self._last
        for position, node in reversed(self._placed) if not last else ():
            element = node
            while element is not None and (number := element.mem_id) not in last:
                last[number] = position
                element = element.parent
        return last

    def position(self, node: Any) -> int | None:
        """The position of the kept block before a node, -1 where none is; None where that takes too long to find."""
        steps, last = 0, self._ends()
        for element in _upwards(node):
            if element.mem_id == self.root.mem_id:
                return -1
            before = element.prev
            while before is not None:
                if before.mem_id in last:
                    return last[before.mem_id]
                steps += 1
                if steps > _MOST_STEPS:
                    return None
                before = before.prev
        return None

    def figure_around(self, node: Any) -> Any:
        """The ``<figure>`` that holds a node."""
        for element in self._inside(node):
            if element.tag == "figure":
                return element
        return None

    def in_teaser(self, node: Any) -> bool:
        """Whether a picture leads somewhere else or stands beside the article."""
        for element in self._inside(node):
            if element.tag in _BESIDE:
                return True
            if element.tag == "a" and not _PICTURE_FILE.search(element.attributes.get("href") or ""):
                return True
        return False

    def named_beside(self, node: Any) -> bool:
        """Whether an element around a picture, or one around that without text of the article, is called its author's,
        another article's or a reader's."""
        ends = self._ends()
        for element in islice(_upwards(node), _MOST_AROUND):
            if element.mem_id in ends:
                return False
            name = element.attributes.get("class")
            if element.tag in _SLIDES or (name and bits_of(name) & _NAMED_BESIDE):
                return True
        return False

    def _inside(self, node: Any) -> Iterator[Any]:
        for element in _upwards(node.parent):
            if element.mem_id == self.root.mem_id:
                return
            yield element


def _upwards(node: Any) -> Iterator[Any]:
    while node is not None:
        yield node
        node = node.parent


def _picture(node: Any, base_url: str | None) -> Block | None:
    """A picture worth showing, with its alternative text."""
    attributes = node.attributes
    for name in ("width", "height"):
        pixels = (attributes.get(name) or "").removesuffix("px")
        if pixels.isdecimal() and int(pixels[:6]) < _LEAST_PIXELS:
            return None
    url = picture_source(node, base_url)
    path = url.partition("?")[0] if url else ""
    if not path or path.endswith(".svg") or _ORNAMENT.search(path, path.find("/", 8)):
        return None
    text = " ".join(unescape(attributes.get("alt") or "").split())
    return None if _PORTRAIT.match(text) else Block(BlockKind.IMAGE, text, src=url)


def _is_slot(label: str) -> bool:
    """Whether a picture's text or caption says that it is an advertisement, and nothing else."""
    return len(label) <= _LONGEST_SLOT and bool(classes_of(label) >> WHOLE & WORDING["advertisement"])

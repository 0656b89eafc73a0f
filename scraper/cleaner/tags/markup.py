"""Lists of tags in the mark-up: groups of short links that say what they are.

Evidence for a group: ``rel=tag``, hrefs like ``/tag/...``, class names, and a label before it ("Tags", "Themen"). Links
within prose, navigation and teasers are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborNode

from scraper.cleaner.document import Document
from scraper.cleaner.metadata.nearby import headings_of
from scraper.cleaner.metadata.spaces import clean_space
from scraper.cleaner.tags.label import MAX_LABEL, ends_with_label
from scraper.cleaner.tags.links import links_of

#: Longest block that is looked at though its links are not most of it, and longest navigation or footer that may hold
#: an entry's tags, characters.
MAX_LINE, MAX_CHROME = 300, 600
#: Most navigations and footers that are looked at.
MAX_ELSEWHERE = 50
#: Longest text of a tag's link, characters and words.
MAX_TEXT, MAX_WORDS = 60, 7
#: Points of each kind of evidence, and how many make a list of tags.
REL, HREF, CLASS, LABEL, ELSEWHERE, BEFORE, ENOUGH = 3, 2, 2, 2, -2, -1, 2
#: Points for a list whose tags all stand in the text.
IN_TEXT = 3
#: How many elements wrap one link (``li``, ``span``, ...), and how much may stand beside it there: a comma, a hash.
MAX_WRAPPERS, WRAPPER_ROOM = 4, 3
#: A group's links are most of its container's text, the label and some room for a date aside; else they are in prose.
LINK_SHARE, ROOM = 0.5, 15
#: Points from which a list without ``rel=tag`` is as good as one with it.
STRONG = 4

#: Folders of hrefs that hold tags, by language.
_TAG_FOLDERS = frozenset({
    "tag", "tags", "tagged", "tagg", "topic", "topics", "topico", "topicos", "thema", "themen", "theme",
    "themes", "keyword", "keywords", "schlagwort", "schlagworte", "schlagwoerter", "stichwort", "stichworte",
    "tema", "temas", "etiqueta", "etiquetas", "tagi", "temat", "tematy", "hashtag", "hashtags", "emne", "emner",
    "amne", "label", "labels", "mot", "mots", "mot-cle", "mots-cles", "sujet", "sujets", "onderwerp",
    "onderwerpen", "argomento", "argomenti", "dossier", "dossiers", "konu", "etiket", "etiketler", "assunto",
    "assuntos", "cimke", "cimkek", "stitek", "stitky", "t", "all-about", "special", "specials", "tagsaker",
})  # fmt: skip
#: Folders of hrefs that hold sections or people.
_SECTION_FOLDERS = frozenset({
    "category", "categories", "categoria", "kategorie", "kategorien", "rubrique", "rubriques", "rubrik",
    "section", "sections", "ressort", "author", "authors", "autor", "autoren", "profile", "profiles",
})  # fmt: skip
_TAG_CLASS = re.compile(
    r"(?<![a-z])(?:tags?|tagged|tag-?list|post-?tags?|entry-?tags?|article-?tags?|topics?|keywords?|themen|post-?labels?|"
    r"schlagw\w*|stichw\w*|etiquetas?|temas)(?![a-z])|(?:Tags?|Topics?|Keywords?)(?![a-z])|taglist|tag-cloud-list",
)
_NOT_TAGS = re.compile(
    r"(?<![a-z])(?:nav|navi|navigation|navbar|menu|menue|breadcrumbs?|trending|popular|sidebar|tag-?cloud|tagcloud|"
    r"teaser\w*|share|social|recommend\w*|most-?read|sitemap|comments?|hot-?topics|top-?topics|newsletter|site-footer|"
    r"page-footer|global-?footer|footer-\w+|related-?posts?|related-?articles?|card)(?![a-z])",
    re.I,
)


@dataclass(slots=True)
class _Group:
    """Links that one element holds together. ``told``: how they are told to be tags' (``rel``, ``href``)."""

    container: LexborNode
    told: str
    after_headline: bool
    links: list[LexborNode] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def marked_tags(
    document: Document, text: str = "", blocks: range | None = None, elsewhere: Iterable[LexborNode] = ()
) -> tuple[tuple[str, ...], str]:
    """The tags of the page's best tag list and what told it; empty where there is none. ``text``: the article's, case
    folded; of two lists the one that it speaks of is its own, the other the site's. ``blocks``: where to look;
    ``elsewhere``: the page's navigation and footers, which are not among the blocks."""
    best: tuple[float, _Group, str] | None = None
    for group in _groups(document, blocks or range(len(document.blocks)), elsewhere):
        points, source = _evidence(group)
        if points < ENOUGH:
            continue
        supported = sum(tag.lstrip("#").casefold() in text for tag in group.texts) / len(group.texts)
        score = points + IN_TEXT * supported
        if best is None or score > best[0]:
            best = score, group, source
    return (_whole(best[1]), best[2]) if best else ((), "")


def _groups(document: Document, where: range, elsewhere: Iterable[LexborNode]) -> Iterator[_Group]:
    """The links that are told to be tags', by the element that holds them together."""
    groups: dict[tuple[int, str], _Group] = {}
    for link, after_headline in _links(document, where, elsewhere):
        attributes = link.attributes
        told = _told(attributes.get("rel"), attributes.get("href") or "")
        text = clean_space(link.text(deep=True, separator=" ")) if told else ""
        if not 1 < len(text) <= MAX_TEXT or len(text.split()) > MAX_WORDS:
            continue
        container = _container(link, len(text))
        if container is None:
            continue
        group = groups.setdefault((container.mem_id, told), _Group(container, told, after_headline))
        group.links.append(link)
        group.texts.append(text)
    yield from groups.values()


def _links(document: Document, where: range, elsewhere: Iterable[LexborNode]) -> Iterator[tuple[LexborNode, bool]]:
    """The links that may be tags', and whether they stand below the headline: those of blocks that are mostly links,
    and those of short navigation and footers, in which some themes put an entry's tags."""
    blocks, linked, links = document.blocks, document.link_chars, document.links
    first = next((index for index in headings_of(document) if document.levels[index] == 1), -1)
    for index in where:
        chars = linked[index]
        if chars < 2:
            continue
        size = len(blocks[index].text)
        if (size > MAX_LINE and chars < LINK_SHARE * (size - MAX_LABEL)) or (size > MAX_TEXT and links[index] < 2):
            continue
        if links[index] < 2 and blocks[index].text.count(" ") >= MAX_WORDS:
            continue
        for link in links_of(blocks[index]):
            yield link, index > first
    if any(place in where and len(text) <= MAX_CHROME for place, _, text in document.chrome):
        for chrome in islice(elsewhere, MAX_ELSEWHERE):
            if len(chrome.text(deep=True)) <= 2 * MAX_CHROME:
                for link in chrome.css("a[href]"):
                    yield link, True


def _whole(group: _Group) -> tuple[str, ...]:
    """A group's texts, with the other short links of its list where most are told: some tags have pages of their
    own outside of the folder."""
    if group.told == "rel":
        return tuple(group.texts)
    texts = []
    for link in group.container.css("a[href]")[: 2 * len(group.texts) + 1]:
        text = clean_space(link.text(deep=True, separator=" "))
        if 1 < len(text) <= MAX_TEXT and _SECTION_FOLDERS.isdisjoint((link.attrs.get("href") or "").lower().split("/")):
            texts.append(text)
    return tuple(texts) if len(group.texts) < len(texts) <= 2 * len(group.texts) else tuple(group.texts)


def _container(link: LexborNode, size: int) -> LexborNode | None:
    """The first element around a link that holds more than its text."""
    node = link.parent
    for _ in range(MAX_WRAPPERS):
        if node is None or node.tag in ("body", "article", "main", "ul", "ol"):
            break
        if len(clean_space(node.text(deep=True)[: size + 200])) > size + WRAPPER_ROOM:
            break
        node = node.parent
    return node


def _told(relation: str | None, href: str) -> str:
    """How a link is told to be a tag's: by its ``rel``, by its href, or not."""
    if relation and "tag" in relation.split():
        if "category" in relation or not _SECTION_FOLDERS.isdisjoint(href.lower().split("/")):
            return ""
        return "rel"
    folders = href.lower().split("/")[:-1]
    if _TAG_FOLDERS.isdisjoint(folders) or not _SECTION_FOLDERS.isdisjoint(folders):
        return ""
    return "href"


def _evidence(group: _Group) -> tuple[int, str]:
    """Points for being a list of tags, and the source's name."""
    classes = _classes(group)
    points = REL if group.told == "rel" else HREF
    points += CLASS * bool(_TAG_CLASS.search(classes))
    before = _text_before(group)
    points += LABEL * ends_with_label(before)
    if group.told != "rel" and not _is_list(group, len(before) if ends_with_label(before) else 0):
        return 0, ""
    points += 0 if group.after_headline else BEFORE
    if points >= ENOUGH and _is_elsewhere(group, classes):
        points += ELSEWHERE
    return points, "rel=tag" if group.told == "rel" else "markup+" if points >= STRONG else "markup"


def _is_list(group: _Group, label: int) -> bool:
    """Whether the container holds the links and a label, not prose around them."""
    text = clean_space(group.container.text(deep=True))
    total = len(text) - text.rfind("}")
    return sum(map(len, group.texts)) >= LINK_SHARE * (total - label - ROOM)


def _classes(group: _Group) -> str:
    """Class and id of the first link, its wrappers, the container and the container's parent."""
    labels = []
    node: LexborNode | None = group.links[0]
    last = False
    for _ in range(6):
        if node is None or node.tag in ("body", "article", "main"):
            break
        attributes = node.attributes
        labels.append(f"{attributes.get('class') or ''} {attributes.get('id') or ''}")
        if last:
            break
        last = node.mem_id == group.container.mem_id
        node = node.parent
    return " ".join(labels)


def _text_before(group: _Group) -> str:
    """The text that stands before the first link: in the container, or in what comes before the container."""
    inside = clean_space(group.container.text(deep=True, separator=" ")[:2_000])
    inside = inside[inside.rfind("}") + 1 :]  # style sheets within the element
    at = inside.find(group.texts[0])
    if at > 0:
        return inside[max(0, at - 60) : at]
    node = group.container
    for _ in range(3):
        before = node.prev
        while before is not None:
            text = clean_space(before.text(deep=True)) if before.tag not in ("script", "style") else ""
            if text:
                return text if len(text) <= 60 else ""
            before = before.prev
        if node.parent is None or node.parent.tag in ("body", "article", "main"):
            return ""
        node = node.parent
    return ""


def _is_elsewhere(group: _Group, classes: str) -> bool:
    """Whether the group stands in navigation, the page's footer, comments or a teaser."""
    if _is_other(classes):
        return True
    node: LexborNode | None = group.container
    outer = False
    for _ in range(14):
        if node is None or node.tag in ("article", "main"):
            return False
        if node.tag == "body":
            return outer
        if node.tag in ("nav", "footer", "header", "aside"):
            outer = True
        attributes = node.attributes
        if attributes and _is_other(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"):
            return True
        node = node.parent
    return outer


@lru_cache(maxsize=4096)
def _is_other(label: str) -> bool:
    """Whether class names say navigation, teasers and the like. Cached: sites repeat them endlessly."""
    return bool(_NOT_TAGS.search(label))

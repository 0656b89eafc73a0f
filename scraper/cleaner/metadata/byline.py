"""The byline a reader sees: what the mark-up calls author, and "By ..." near the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraper.cleaner.metadata.months import MONTHS
from scraper.cleaner.metadata.names import BY_WORDS, reads_like_a_name, split_names
from scraper.cleaner.metadata.nearby import Line, Nearby
from scraper.cleaner.metadata.spaces import clean_space
from scraper.cleaner.wordings import BIT, classes_of

#: How far below the headline a byline stands, in characters of text.
BELOW = 600
#: Most names of a byline that is only seen: more are a list of something else.
MOST_NAMES = 12
#: Longest byline, characters.
MAX_BYLINE = 120
#: Most spaces in a name with what stands behind it ("Ada Quill | Correspondent in Port Quill").
MAX_SPACES = 14
#: How many ancestors tell whether a name stands in a comment or an author's element.
ANCESTORS = 4

_BY_LINE = re.compile(
    r"^(?:(?:written|posted|published|reported|story|article|words|created|submitted|geschrieben|verfasst|escrito|écrit|"
    r"scritto)\s+)?(?:"
    + "|".join(word for word in BY_WORDS if word not in ("text", "texte", "da", "di", "texto"))
    + r")\s*[:：]?\s+(?P<names>\S.*)$",
    re.I,
)
_BY_ALONE = re.compile(
    r"^(?:(?:written|posted|published|reported|story|article|words|created|submitted|geschrieben|verfasst|reviewed)\s+)?"
    r"(?:by|von|par|por|di|door|af|av|autor(?:in)?|auteur|author|текст|автор)\s*[:：]?$",
    re.I,
)
_FIRST_WORDS = frozenset(
    (*BY_WORDS, "written", "posted", "published", "reported", "story", "article", "words", "created", "submitted",
     "geschrieben", "verfasst", "escrito", "écrit", "scritto", "reviewed")
)  # fmt: skip
_AUTHOR_CLASS = re.compile(
    r"(?<![a-z])(?:author|byline|autor|writer|contributor|verfasser|auteur|by-line|fn)(?![a-z])|author|byline", re.I
)
_NOT_AUTHOR = re.compile(
    r"comment|kommentar|bio\b|desc|date|time|social|share|related|avatar|image|photo|caption|role|title|job|follow",
    re.I,
)
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:en|es|in)?|auteurs?|writers?|people|profiles?|staff|by|team|contributors?|reporters?|journalists?)/",
    re.I,
)
_NAME = re.compile(r"^(?:(?:dr|prof|mr|mrs|ms)\.?\s)?[^\W\d_][\w.'’-]*(?:[\s.,&]+[^\W\d_][\w.'’-]*){0,7}$", re.I)
_CUT = re.compile(r"\s(?:on|am|at|le|el|il|op|in|,)\s.*$|\s[|•·–—]\s.*$|,?\s*\d.*$", re.I)


def seen_authors(nearby: Nearby, names: frozenset[str]) -> tuple[str, ...]:
    """The names in the byline nearest to the headline; empty where there is none."""
    below = [line for line in nearby.below if (line.distance or 0) <= BELOW]
    for reader in (_marked, _introduced):
        for lines in (below, nearby.above):
            found = tuple(name for name in dict.fromkeys(reader(lines, names)) if _may_be_name(name))
            if 0 < len(found) <= MOST_NAMES:
                return found
    return ()


def _may_be_name(words: str) -> bool:
    """Whether words in a byline's place may be a name; one that menus have ("People") is a section's."""
    return reads_like_a_name(words) and not (" " not in words and classes_of(words) & BIT["menu"])


def _introduced(lines: Sequence[Line], names: frozenset[str]) -> Iterator[str]:
    """Names behind "By", in the same line or the next."""
    for number, line in enumerate(lines):
        if len(line.text) > MAX_BYLINE or not line.text or _first_word(line.text) not in _FIRST_WORDS:
            continue
        match = _BY_LINE.match(line.text)
        if match is not None:
            text = _CUT.sub("", match["names"])
        elif _BY_ALONE.match(line.text) and number + 1 < len(lines):
            text = _CUT.sub("", lines[number + 1].text)
        else:
            continue
        if _NAME.match(text) and text[:1] != text[:1].lower():
            yield from split_names(text, names)
            return


def _first_word(text: str) -> str:
    return text.split(maxsplit=1)[0].casefold().strip(":：")


def _marked(lines: Sequence[Line], names: frozenset[str]) -> Iterator[str]:
    """Names in elements that are called author, or that link to an author's page."""
    group: int | None = None
    known: dict[int, bool] = {}
    for line in lines:
        text = line.text
        if len(text) > MAX_BYLINE or not text[:1].isalpha() or text.count(" ") > MAX_SPACES:
            continue
        if group is not None and abs((line.distance or 0) - group) > 100:
            return
        parent = line.node.parent
        if parent is None:
            continue
        if parent.mem_id not in known:
            known[parent.mem_id] = _is_author(parent)
        if not known[parent.mem_id]:
            continue
        text = _CUT.sub("", text)
        if not _NAME.match(text.removesuffix(",")) or _BY_ALONE.match(text) or text.casefold() in MONTHS:
            continue
        for name in split_names(text, names):
            group = line.distance or 0
            yield name


def _is_author(node: LexborNode) -> bool:
    """Whether an element or one around it is called author and none a comment."""
    parent: LexborNode | None = node
    found = False
    for _ in range(ANCESTORS):
        if parent is None or parent.tag in ("body", "article", "main"):
            break
        attributes = parent.attributes
        if attributes:
            kind = _kind(attributes.get("class") or "", attributes.get("id") or "", attributes.get("data-testid") or "")
            if kind is False:
                return False
            found = (
                found
                or kind is True
                or "author" in (attributes.get("rel") or "")
                or "author" in (attributes.get("itemprop") or "")
                or (parent.tag == "a" and bool(_AUTHOR_LINK.search(attributes.get("href") or "")))
            )
        parent = parent.parent
    return found


@lru_cache(maxsize=4096)
def _kind(*names: str) -> bool | None:
    """What class names say: an author's element, certainly none, or nothing. Cached: sites repeat them endlessly."""
    label = " ".join(names)
    if _NOT_AUTHOR.search(label):
        return False
    return True if _AUTHOR_CLASS.search(label) else None


def in_comment(node: LexborNode) -> bool:
    """Whether an element stands within comments or another article's teaser."""
    parent: LexborNode | None = node
    for _ in range(8):
        if parent is None or parent.tag == "body":
            return False
        attributes = parent.attributes
        label = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
        if "comment" in label or "kommentar" in label or "related" in label:
            return True
        parent = parent.parent
    return False


def marked_authors(nodes: Sequence[LexborNode], names: frozenset[str]) -> tuple[str, ...]:
    """Names that the mark-up declares: ``rel=author`` and microdata, the first and those beside it."""
    found: list[str] = []
    first: LexborNode | None = None
    for node in nodes[:10]:
        if in_comment(node):
            continue
        around = node.parent.parent if node.parent is not None else None
        if first is not None and (around is None or around.mem_id != first.mem_id):
            break
        named = node.css_first("[itemprop=name]")
        content = (named or node).attributes.get("content")
        text = clean_space(content or (named or node).text(deep=True, separator=" "))
        people = list(split_names(text, names)) if len(text) <= MAX_BYLINE else []
        if people:
            first = around
            found += people
    return tuple(dict.fromkeys(found))

"""Which of the strings that a page offers are tags: sections, brands, content systems' tokens and repeats are not.

The kinds of pollution were found by reading the declared keywords of labelled news pages.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from scraper.cleaner.metadata.site import compact
from scraper.cleaner.metadata.spaces import clean_space
from scraper.cleaner.tags.vocabulary import FUNCTION_WORDS

#: Longest tag, characters and words; longer ones are sentences.
MAX_TAG, MAX_WORDS = 80, 9
#: Shortest tag, characters: in Han and kana (from U+2E80) one is a word.
_MIN_TAG = (2, 1)
#: Most tags of a page; longer lists are a site's vocabulary, not an article's topics (the longest labelled one has 36).
MAX_TAGS = 100
#: Shortest name of a site that is known within a tag of several words, letters, and its least part of that tag.
LONG_NAME, NAME_SHARE = 8, 0.6

_SPLIT = re.compile(r"\s*[,;，、；|]\s*")
_TOKEN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-|^[0-9a-f]{16,}$|^\d{5,}$"  # UUIDs, hashes, numbers
    r"|^[\w. -]{1,40}[:=](?!\s*\d)\S|^[\w ]{1,30}:\s|^\w+:\w+$"  # "Category: Travel", "source:cnbc"
    r"|^(?:https?://|www\.)|\.(?:com|org|net|de|co\.uk|ca)$|[<>{}\[\]=\\]|^\W*$"
    r"|_|^[a-z]+[A-Z][a-z]+[A-Z]\w*$|^--|^@\w",  # editors_pick, camelCaseTokens, accounts
)
_TOKENS = frozenset({
    "article", "articles", "story", "stories", "post", "posts", "news", "newsticker", "regwall", "paywall",
    "premium", "anonymous", "curated", "general", "generalnews", "topnews", "breakingnews", "latestnews",
    "allgemein", "aktuell", "uncategorized", "uncategorised", "unkategorisiert", "texttospeech", "featured",
    "homepage", "home", "startseite", "newsroomdaily", "standard", "default", "webwire", "syndication",
    "content", "freemium", "red", "blue", "green", "yes", "no", "true", "false", "none", "null", "undefined",
    "alletags", "allthemen", "allethemen", "newsletter", "video", "videos", "audio", "podcast", "podcasts",
    "alltopics", "alltags", "toutesthématiques", "todoslostemas", "passerlapublicité", "linkiscopied", "sharethiswith",
    "copylink", "tags", "tag", "topics", "topic", "themen", "keywords", "速報", "tinnóng", "mehr", "more",
    "seemore", "showmore", "viewall", "seeall", "other", "others", "misc", "sonstiges",
    "zurstartseite", "ニュース", "新聞", "뉴스", "기사", "속보", "新闻", "新聞記事",
    "businessfinanceeconomics", "domesticnews", "internationalnews", "worldnews", "localnews",
})  # fmt: skip
_NUMBERED = re.compile(
    r"^\(\d+\)\s*|^(?:topics?|tags?|keywords?|sections?|organizations?|persons?|people|places?|locations?|events?)/",
    re.I,
)
#: What stands around a tag where it is printed.
_EDGES = "\"“”„ .•·–-*'"
_POLLUTION = re.compile(
    r"\bstate wire\b|^(?:top|breaking|latest|general|domestic|world|local|ap|u\.s\.|washington|today)\b.*\bnews\b|"
    r"\bnews (?:today|live|now)$|^(?:more (?:about|from|on)|mehr (?:zu|über|von)|read more|see (?:all|more))\b|"
    r"^(?:nlp|iab|cms|adobe|pub|sec|section|content|type|source|author|category|kategorie)[ _-]?\w*:",
    re.I,
)


def split_keywords(texts: Iterable[str]) -> Iterator[str]:
    """The items of comma lists, white space and entities settled."""
    for text in texts:
        raw = html.unescape(text) if "&" in text else text
        if ", & " in raw:  # "Business, Finance, & Economics": the name of an advertising category
            continue
        for part in _SPLIT.split(raw):
            item = trimmed(clean_space(part))
            if item:
                yield item


def trimmed(item: str) -> str:
    """A tag without its hash, the kind of thing it is, and the signs around it."""
    return _NUMBERED.sub("", item).strip(_EDGES).lstrip("#").strip(_EDGES)


def filter_tags(items: Iterable[str], site: frozenset[str], sections: frozenset[str]) -> tuple[str, ...]:
    """The tags among items, in their order, the first spelling of each. ``site``, ``sections``: compacted names."""
    kept: dict[str, str] = {}
    for item in map(trimmed, items):
        short = key_of(item)
        if short and short not in kept and short not in sections and not _is_site(item, short, site):
            kept[short] = item
            if len(kept) >= MAX_TAGS:
                break
    return tuple(kept.values())


def _is_site(item: str, short: str, site: frozenset[str]) -> bool:
    """Whether an item is the site's name, or that with a word beside it ("The Harbour Post blog")."""
    if short in site:
        return True
    return " " in item and any(
        len(name) >= LONG_NAME and name in short and len(name) >= NAME_SHARE * len(short) for name in site
    )


def is_no_topic(item: str) -> bool:
    """Whether an item is a button or a content system's word for all articles ("All topics", "Show more")."""
    return compact(item) in _TOKENS


@lru_cache(maxsize=8192)
def key_of(item: str) -> str:
    """What tags are compared by, letters and digits only; empty where an item can be no topic. Cached: a page's sources
    repeat each other, and a site's pages too."""
    if not _MIN_TAG[item[:1] > "\u2e80"] <= len(item) <= MAX_TAG or len(item.split()) > MAX_WORDS:
        return ""
    short = compact(item)
    if short in _TOKENS or item in FUNCTION_WORDS:
        return ""
    return "" if _TOKEN.search(item) or _POLLUTION.search(item) else short

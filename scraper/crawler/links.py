"""Links of a page, and the shapes of URLs: bytes -> URLs. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from scraper.errors import UrlError
from scraper.url import normalise

MOST_LINKS = 5_000  # of one page; a page of links has a few hundred
_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|20\d{6}")
_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cfm|story|ece)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Links:
    """What a page links to: ``pages`` in the page's order, without fragments and repetitions; ``feeds``: those that its
    head names. ``followed``: False where the page asks robots not to follow (then ``pages`` is empty)."""

    pages: tuple[str, ...]
    feeds: tuple[str, ...]
    followed: bool = True


def page_links(html: str | bytes, url: str) -> Links:
    """The links of the page at ``url``. Those marked ``rel=nofollow`` are left out."""
    tree = LexborHTMLParser(html)
    base = url
    node = tree.css_first("base[href]")
    if node is not None and (resolved := _resolved(node.attributes.get("href"), url)):
        base = resolved
    feeds: dict[str, None] = {}
    for node in tree.css("link[rel][href]"):
        kind = (node.attributes.get("type") or "").split(";")[0].strip().lower()
        is_feed = "alternate" in (node.attributes.get("rel") or "").lower().split() and kind in _FEED_TYPES
        if is_feed and (feed := _resolved(node.attributes.get("href"), base)):
            feeds[feed] = None
    if any(_forbids_following(node.attributes.get("content")) for node in tree.css('meta[name="robots" i]')):
        return Links((), tuple(feeds), followed=False)
    hrefs: dict[str, None] = {}  # each once, without its fragment: normalising is what costs here
    for node in tree.css("a[href], area[href]"):
        attributes = node.attributes
        if "nofollow" not in (attributes.get("rel") or "").lower().split():
            hrefs[(attributes.get("href") or "").strip().partition("#")[0]] = None
    pages: dict[str, None] = {}
    for href in hrefs:
        if target := _resolved(href, base):
            pages[target] = None
        if len(pages) >= MOST_LINKS:
            break
    return Links(tuple(pages), tuple(feeds))


def _forbids_following(content: str | None) -> bool:
    words = {word.strip().lower() for word in (content or "").split(",")}
    return bool(words & {"nofollow", "none"})


def _resolved(href: str | None, base: str) -> str | None:
    href = (href or "").strip()
    if not href or href.lower().startswith(("javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        return normalise(href, base)
    except UrlError:
        return None


def shape(url: str) -> str:
    """The pattern that a URL follows: ``/2024/03/12/winter-ferry-vote?p=1`` is ``/N/N/N/slug?p``.

    Numbers become N, dates D, names of three and more words slug, mixed identifiers id; short words stay as they are.
    """
    parts = urlsplit(url)
    segments = []
    for segment in parts.path.strip("/").split("/"):
        ending = _ENDING.search(segment)
        stem = segment[: ending.start()] if ending else segment
        segments.append(_segment(stem) + (ending[0].lower() if ending else ""))
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair})
    return "/" + "/".join(segments) + ("?" + "&".join(names) if names else "")


def _segment(stem: str) -> str:
    if stem.isdigit():
        return "N"
    if _DATE.fullmatch(stem):
        return "D"
    if len(re.findall(r"[-_+]|%20", stem)) >= 2 or len(stem) > 40:
        return "slug"
    if any(character.isdigit() for character in stem):
        return "id"
    return stem.lower()


def looks_like_article(url: str) -> bool:
    """Whether a URL has the shape of an article rather than of a section, before anything is known of its host."""
    words = re.split(r"[/.]", shape(url).partition("?")[0])
    return "slug" in words or "D" in words or words.count("N") >= 3 or (words[-1] == "id" and len(words) > 2)

"""Embeds: the frames of players, maps and charts, and the posts that scripts draw."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from scraper.block import Block, BlockKind
from scraper.cleaner.body.inline import resolve
from scraper.render.runs import SOURCE_SCHEMES, safe

#: Hosts whose frames are content: players, posts, maps and charts.
_EMBED_HOSTS = re.compile(
    r"(?:^|\.)(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|dailymotion\.com|twitter\.com|x\.com|instagram\.com"
    r"|facebook\.com|tiktok\.com|spotify\.com|soundcloud\.com|datawrapper\.de|dwcdn\.net|flourish\.studio|reddit\.com"
    r"|bsky\.app|mastodon\.social|google\.com|openstreetmap\.org|codepen\.io|ted\.com|twitch\.tv|megaphone\.fm)$",
    re.I,
)
_WIDGET = re.compile(
    r"/plugins/(?:like|page|follow|share|comments)|/widgets/(?:tweet_button|follow)|/recaptcha|/gtm", re.I
)
#: Posts that scripts draw, by the class of what stands in their place -> the attribute with their address, their name.
POSTS = {
    "instagram-media": ("data-instgrm-permalink", "Instagram"),
    "tiktok-embed": ("cite", "TikTok"),
}


def embed(node: Any, base_url: str | None) -> Block | None:
    """A frame of a host whose frames are content, or a post; its label is its title, else the host."""
    attributes = node.attributes
    name = next((name for name in (attributes.get("class") or "").split() if name in POSTS), None)
    if name is not None:
        url = safe(attributes.get(POSTS[name][0]), SOURCE_SCHEMES)
        return Block(BlockKind.EMBED, POSTS[name][1], src=url.partition("?")[0]) if url else None
    address = attributes.get("src") or attributes.get("data-src") or attributes.get("href")
    if node.tag == "amp-youtube" and (video := attributes.get("data-videoid")):
        address = f"https://www.youtube.com/embed/{video}"
    url = safe(resolve(address, base_url), SOURCE_SCHEMES)
    host = urlsplit(url).hostname or "" if url else ""
    if not _EMBED_HOSTS.search(host) or _WIDGET.search(url or ""):
        return None
    label = " ".join((attributes.get("title") or node.text()).split()) or host.removeprefix("www.")
    return Block(BlockKind.EMBED, label, src=url)

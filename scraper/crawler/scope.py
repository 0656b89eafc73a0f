"""Which URLs belong to a source, and which smell of a trap. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from scraper.crawler.source import Source
from scraper.url import normalise, site_of

# Longer URLs are no articles' (the limit of the sitemap protocol is 2,048).
LONGEST_URL = 2_048
DEEPEST_PATH = 12  # segments; news sites stay below eight
# A segment that stands three times is a link that was resolved against itself: /news/news/news/.
REPEATED_SEGMENT = 3
# Files that are no pages, by their ending; whatever else is no page shows in its media type.
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|css|m?js|json|pdf|zip|gz|mp[34]|m4[av]|webm|woff2?|exe|docx?|xlsx?|pptx?|ics)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Hosts and path patterns of a source. Patterns are as in a shell, ``*`` standing for any characters, and are held
    against path and query. ``any_port``: a host without a port stands for all its ports, else for its scheme's own."""

    hosts: tuple[str, ...]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    any_port: bool = False

    def refusal(self, url: str) -> str | None:
        """Why a normalised URL is out of scope, or None when it is in scope."""
        parts = urlsplit(url)
        path = parts.path + ("?" + parts.query if parts.query else "")
        names = {parts.netloc, parts.hostname or ""} if self.any_port else {parts.netloc}
        if not any(_host_matches(name, pattern) for name in names for pattern in self.hosts):
            return f"the host {parts.netloc} is out of scope ({', '.join(self.hosts)})"
        if self.include and not any(fnmatchcase(path, pattern) for pattern in self.include):
            return "no pattern of include matches"
        if excluded := next((pattern for pattern in self.exclude if fnmatchcase(path, pattern)), None):
            return f"excluded by {excluded}"
        return None


def _host_matches(name: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return name.endswith(pattern[1:]) or name == pattern[2:]
    return _bare(name) == _bare(pattern)


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def scope_of(source: Source) -> Scope:
    """The scope of a source: its ``hosts``, or those of the pages that it names. A source of feeds and sitemaps alone
    has the whole site of each, since feeds often lie on a host of their own (feeds.example.org)."""
    if source.hosts:
        return Scope(tuple(host.lower() for host in source.hosts), source.include, source.exclude, any_port=True)
    lists, pages = (*source.feeds, *source.sitemaps), (source.home, *source.sections, *source.urls)
    hosts = dict.fromkeys(urlsplit(normalise(url)).netloc for url in (*pages, *lists) if url)
    if not any(pages):
        hosts |= dict.fromkeys(f"*.{site}" for url in lists if not _is_address(site := site_of(url)))
    return Scope(tuple(hosts), source.include, source.exclude)


def _is_address(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def trap(url: str) -> str | None:
    """Why a URL smells of a trap or of no page, or None."""
    if len(url) > LONGEST_URL:
        return f"longer than {LONGEST_URL} characters"
    path = urlsplit(url).path
    if _FILES.search(path):
        return "a file that is no page"
    segments = [segment for segment in path.split("/") if segment]
    if len(segments) > DEEPEST_PATH:
        return f"deeper than {DEEPEST_PATH} segments"
    if segments and max(Counter(segments).values()) >= REPEATED_SEGMENT:
        return f"a segment that stands {REPEATED_SEGMENT} times"
    return None

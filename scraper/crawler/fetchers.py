"""The fetchers of a run: one for each set of options, and every host's pace in one place."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

from scraper.crawler.links import shape
from scraper.crawler.reading import Link
from scraper.errors import FetchError
from scraper.fetcher import Fetcher, FetchOptions
from scraper.store.records import Kind
from scraper.url import key, normalise


class Fetchers:
    """A fetcher for each set of options. A host belongs to the first that asks it, so that its pace is kept in one
    place even where two sources share it."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._by_options: dict[FetchOptions, Fetcher] = {}
        self._by_host: dict[str, Fetcher] = {}

    async def of(self, host: str, options: FetchOptions) -> Fetcher:
        """The fetcher for a host."""
        if host not in self._by_host:
            if options not in self._by_options:
                fetcher = self._by_options[options] = Fetcher(options)
                await self._stack.enter_async_context(fetcher)
            self._by_host[host] = self._by_options[options]
        return self._by_host[host]


async def robots_sitemaps(fetcher: Fetcher, url: str) -> Sequence[Link]:
    """The sitemaps that the host's robots.txt names."""
    try:
        verdict = await fetcher.robots(url)
    except FetchError:
        return ()
    links = []
    for named in verdict.sitemaps:
        try:
            sitemap = normalise(named, url)
            links.append(Link(key(sitemap), sitemap, urlsplit(sitemap).netloc, shape(sitemap), Kind.SITEMAP, "robots"))
        except FetchError:
            continue
    return links

"""The fetchers of a run: one for each set of options, and every host's pace in one place."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

from scraper.crawler.links import shape
from scraper.crawler.reading import Link
from scraper.errors import FetchError
from scraper.fetcher import Fetcher, FetchOptions
from scraper.fetcher.memory import Memory
from scraper.fetcher.turns import TurnBook
from scraper.store.records import Kind
from scraper.url import key, normalise


class Fetchers:
    """A fetcher for each set of options. A host belongs to the first that asks it; its pace is one for all of them, so
    that it holds where two sources share the host or one redirects to the other's. ``memory``: of the hosts."""

    def __init__(self, stack: AsyncExitStack, memory: Memory) -> None:
        self._stack, self._book = stack, TurnBook(memory)
        self._by_options: dict[FetchOptions, Fetcher] = {}
        self._by_host: dict[str, Fetcher] = {}

    async def of(self, host: str, options: FetchOptions) -> Fetcher:
        """The fetcher for a host."""
        if host not in self._by_host:
            if options not in self._by_options:
                fetcher = self._by_options[options] = Fetcher(options, book=self._book)
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

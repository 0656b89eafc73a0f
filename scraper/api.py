"""scrape(url) = clean(fetch(url)), and the browser retry when a plain page has no article.

With ``render = "auto"`` the plain page is tried first; only where it holds no article is it asked for again, rendered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from scraper.article import Article, Status
from scraper.cleaner import Cleaner, CleanOptions, SiteOverride
from scraper.cleaner.options import DEFAULT as CLEAN_DEFAULT
from scraper.errors import BrowserError, UsageError
from scraper.fetcher import Fetcher, FetchOptions
from scraper.fetcher.options import DEFAULT as FETCH_DEFAULT
from scraper.page import Page


@dataclass(frozen=True, slots=True)
class Reading:
    """A page and the article that was found in it. ``note``: why the browser did not help, if it was asked."""

    page: Page
    article: Article
    note: str = ""


class Reader:
    """Fetches and cleans pages: ``async with Reader() as reader: reading = await reader.read(url)``.

    ``site``: what holds for the pages of some sites (see ``Cleaner``). Connections, robots.txt and paces are shared by
    all its pages, and so is the browser, started when first needed.
    """

    def __init__(
        self,
        fetch_options: FetchOptions = FETCH_DEFAULT,
        clean_options: CleanOptions = CLEAN_DEFAULT,
        *,
        site: SiteOverride | Sequence[SiteOverride] = (),
    ) -> None:
        self.fetch_options, self.clean_options = fetch_options, clean_options
        self._cleaner = Cleaner(clean_options, site=site)
        self._stack = AsyncExitStack()
        self._browser: Fetcher | None = None

    async def __aenter__(self) -> Self:
        self._fetcher = await self._stack.enter_async_context(Fetcher(self.fetch_options))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def get(self, url: str) -> Page:
        """The page alone. Raises ``FetchError``."""
        return await self._fetcher.get(url)

    async def read(self, url: str) -> Reading:
        """The page and its article. Raises ``FetchError`` and ``CleanError``; no article is no error."""
        page = await self._fetcher.get(url)
        article = await self._clean(page)
        if self.fetch_options.render != "auto" or not wants_browser(article):
            return Reading(page, article)
        try:
            rendered = await (await self._rendering()).get(url)
        except BrowserError as problem:  # the plain page is still an answer
            return Reading(page, article, note=str(problem))
        second = await self._clean(rendered)
        return Reading(page, article) if wants_browser(second) else Reading(rendered, second)

    async def _clean(self, page: Page) -> Article:
        """In a thread: other pages are downloaded meanwhile."""
        return await asyncio.to_thread(self._cleaner.clean, page)

    async def _rendering(self) -> Fetcher:
        """The fetcher that renders every page."""
        if self._browser is None:
            self._browser = Fetcher(replace(self.fetch_options, render="always"))
            await self._stack.enter_async_context(self._browser)
        return self._browser


def wants_browser(article: Article) -> bool:
    """Whether a page as downloaded holds no article, so that scripts may be what brings it."""
    return article.status in (Status.EMPTY, Status.ERROR)


def scrape(
    url: str, *, fetch_options: FetchOptions = FETCH_DEFAULT, clean_options: CleanOptions = CLEAN_DEFAULT
) -> Article:
    """Download one page and keep only its article. Raises ``FetchError`` and ``CleanError``; no article is no error.

    Inside a running event loop it raises ``UsageError``: use ``Reader`` there.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_scrape(url, fetch_options, clean_options))
    raise UsageError(
        "scrape() cannot run inside a running event loop",
        hint="Write: async with scraper.Reader() as reader: article = (await reader.read(url)).article",
    )


async def _scrape(url: str, fetch_options: FetchOptions, clean_options: CleanOptions) -> Article:
    async with Reader(fetch_options, clean_options) as reader:
        return (await reader.read(url)).article

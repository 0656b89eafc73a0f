"""The store as the service reads it: one question at a time, away from the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from scraper.cleaner import CleanOptions
from scraper.cleaner.site.override import for_host
from scraper.config import Config
from scraper.crawler.health import Health
from scraper.crawler.replay import replay
from scraper.report.health import healths
from scraper.serve.cleaning import Known, Original
from scraper.store import daily, dialect, profiles, reading, recleaning, reports
from scraper.store.database import Database, open_database
from scraper.store.export import read_article
from scraper.store.search import search
from scraper.url import host_of

T = TypeVar("T")

#: Days that the plots of a source show.
DAYS = 90


class Shelf:
    """The store of a configuration, open for reading. All questions are asked by one thread, which its connection
    needs."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._thread = ThreadPoolExecutor(1, "store")
        self._database: Database = open_database(config.store, config.path.parent, read_only=True)

    @property
    def options(self) -> CleanOptions:
        """How pages and texts are cleaned that are of no source."""
        return self._config.clean

    def close(self) -> None:
        """Give the connection back."""
        self._thread.shutdown()
        self._database.close()

    async def _ask(self, question: Callable[[sa.Connection], T]) -> T:
        def asked() -> T:
            with dialect.errors(self._database.where), self._database.engine.begin() as connection:
                return question(connection)

        return await asyncio.get_running_loop().run_in_executor(self._thread, asked)

    async def page_of(self, wanted: reading.Filter, limit: int) -> list[dict[str, Any]]:
        """At most ``limit`` articles, the newest first."""
        return await self._ask(lambda connection: reading.page_of(connection, wanted, limit))

    async def search(self, words: str, limit: int) -> list[dict[str, Any]]:
        """Articles that hold all the words, best first."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, search, self._database, words, limit)

    async def article(self, number: int) -> dict[str, Any] | None:
        """A stored article as its JSON, None where there is none of that number."""
        return await self._ask(lambda connection: read_article(connection, number))

    async def sources(self) -> list[dict[str, Any]]:
        """What is known of each source."""
        return await self._ask(reports.status)

    async def days(self, names: Sequence[str]) -> dict[str, list[daily.Day]]:
        """What each of the last days brought of each source."""
        today: date = datetime.now(UTC).date()
        return await self._ask(lambda c: {name: daily.days(c, name, today, DAYS) for name in names})

    async def health(self, names: Sequence[str]) -> dict[str, Health]:
        """Each source against its own history."""
        return await self._ask(lambda connection: healths(connection, names))

    async def original(self, number: int) -> Original | None:
        """The page that an article was read from, with what it was cleaned with; None where no page is kept. Raises
        ``StoreError``."""
        document = await self.article(number)
        place = await self._ask(lambda connection: recleaning.archived(connection, number))
        if document is None or place is None or not self._config.store.warc:
            return None
        path = Path(self._config.store.warc) / place.file
        page = await asyncio.to_thread(replay, path, place.position, place.digest, place.asked, place.captured_at)
        name = document["stored"]["source"]
        source = next((one for one in self._config.source if one.name == name), self._config)
        known = Known(
            source.clean, for_host(self._config.site, page.final_url), await self._profile(host_of(place.asked))
        )
        return Original(page, known, document["text"])

    async def known(self, url: str | None) -> Known:
        """What the configuration and the crawls know of a page's site, as the next crawl would use it."""
        first, profile = self._config.crawl.site_memory, None
        if first and url:
            profile = await self._profile(host_of(url), first - 1)
        return Known(self._config.clean, for_host(self._config.site, url or ""), profile)

    async def _profile(self, host: str, least: int = 0) -> str | None:
        """The profile of a host as JSON, None where it has learned from fewer articles."""
        row = await self._ask(lambda connection: profiles.load(connection, host))
        return row.document if row is not None and row.learned >= least else None

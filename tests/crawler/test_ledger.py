"""What one run has learned of a host holds for the next, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from scraper.crawler.ledger import Ledger
from scraper.errors import StatusError
from scraper.fetcher import Fetcher, FetchOptions, SkippingClock
from scraper.fetcher.turns import HOLD, TurnBook
from scraper.store.database import open_database
from scraper.store.options import StoreOptions

HOST = "http://news.example"
OPTIONS = FetchOptions(delay=5.0, connect_timeout=2.0, throttle=False)
Transact = Callable[..., Awaitable[Any]]


class Site:
    """Answers by path and writes down what was asked."""

    def __init__(self, **answers: httpx.Response) -> None:
        self.asked: list[str] = []
        self.answers = {"/robots.txt": httpx.Response(404)} | {f"/{name}": a for name, a in answers.items()}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.url.host}{request.url.path}")
        return self.answers.get(request.url.path, httpx.Response(200, html="<p>a page</p>"))


@pytest.fixture
def transact(store_url: str, tmp_path: Path) -> Iterator[Transact]:
    """Runs functions of the store in transactions of their own."""
    with open_database(StoreOptions(url=store_url), tmp_path) as database:

        async def call(function: Callable[..., Any], *arguments: Any) -> Any:
            with database.engine.begin() as connection:
                return function(connection, *arguments)

        yield call


def fetcher(site: Site, ledger: Ledger, clock: SkippingClock | None = None) -> Fetcher:
    transport = httpx.MockTransport(site)
    return Fetcher(OPTIONS, transport, clock=clock or SkippingClock(), book=TurnBook(ledger))


async def test_the_next_run_waits_for_what_is_left_of_the_delay(transact: Transact) -> None:
    site, clock = Site(), SkippingClock()
    async with fetcher(site, Ledger(transact)) as first:
        await first.get(f"{HOST}/a")
    async with fetcher(site, Ledger(transact), clock) as second:
        await second.get(f"{HOST}/b")
    assert 4.0 < sum(clock.slept) <= 5.0


@pytest.mark.parametrize(("alone", "least", "most"), [(True, 4.0, 5.0), (False, 2 + HOLD + 4, 2 + HOLD + 5)])
async def test_after_a_kill_the_host_is_asked_when_its_last_request_is_long_enough_ago(
    transact: Transact, alone: bool, least: float, most: float
) -> None:
    """Whoever is alone knows that the killed process sends no more; others wait until it may send no more."""
    site, clock = Site(), SkippingClock()
    killed = fetcher(site, Ledger(transact))
    await killed.get(f"{HOST}/a")  # never closed, so its last request was never noted
    async with fetcher(site, Ledger(transact, alone=alone), clock) as second:
        await second.get(f"{HOST}/b")
    assert least < sum(clock.slept) <= most


async def test_a_hold_is_noted_before_the_request_is_sent(transact: Transact) -> None:
    """A request whose hold cannot be noted is not sent."""

    class Broken(Ledger):
        async def note(self, host: str, state: object) -> None:
            raise ZeroDivisionError

    site = Site()
    failing = fetcher(site, Broken(transact))
    with pytest.raises(ZeroDivisionError):
        await failing.get(f"{HOST}/a")
    assert site.asked == []


async def test_a_pause_that_the_host_asked_for_outlives_the_run(transact: Transact) -> None:
    site = Site(busy=httpx.Response(503, headers={"retry-after": "3600"}))
    killed = fetcher(site, Ledger(transact))
    with pytest.raises(StatusError):
        await killed.get(f"{HOST}/busy")
    asked = list(site.asked)
    async with fetcher(site, Ledger(transact)) as second:
        with pytest.raises(StatusError, match="asked for a pause") as told:
            await second.get(f"{HOST}/b")
    assert 3500 < (told.value.retry_after or 0) <= 3600
    assert site.asked == asked


async def test_robots_txt_is_asked_once_in_its_lifetime_and_again_by_force(transact: Transact) -> None:
    site = Site(**{"robots.txt": httpx.Response(200, text="User-agent: *\nDisallow: /private\nCrawl-delay: 7")})
    for _ in range(2):
        async with fetcher(site, Ledger(transact)) as one:
            assert (await one.robots(f"{HOST}/private")).allowed is False
            assert (await one.robots(f"{HOST}/a")).crawl_delay == 7
    assert site.asked == ["news.example/robots.txt"]
    async with fetcher(site, Ledger(transact, afresh=True)) as forced:
        await forced.robots(f"{HOST}/a")
    assert site.asked == ["news.example/robots.txt"] * 2


async def test_fetchers_of_one_run_share_the_pace_of_a_host(transact: Transact) -> None:
    """A redirect to another source's host waits as that source's own requests do."""
    site, clock, book = (
        Site(away=httpx.Response(302, headers={"location": "http://other.example/b"})),
        SkippingClock(),
        TurnBook(),
    )
    transport = httpx.MockTransport(site)
    slow = Fetcher(FetchOptions(delay=30.0, robots=False), transport, clock=clock, book=book)
    quick = Fetcher(FetchOptions(delay=0.0, robots=False), transport, clock=clock, book=book)
    async with slow, quick:
        await slow.get("http://other.example/a")
        await quick.get(f"{HOST}/away")
    assert sum(clock.slept) > 29

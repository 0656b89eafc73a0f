"""scrape(url) is clean(fetch(url)); a Reader does it for many; a browser is asked only where it may help."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import scraper
from scraper.api import wants_browser
from scraper.article import Article, Status
from scraper.cli.demo import DemoSite, serve


@pytest.fixture(scope="module")
def site(fixtures: Path) -> Iterator[DemoSite]:
    with serve(fixtures / "site") as served:
        yield served


@pytest.fixture(scope="module")
def options(site: DemoSite) -> scraper.FetchOptions:
    return scraper.FetchOptions(resolve=(site.resolve,), delay=0.0)


def test_scrape_downloads_and_cleans(site: DemoSite, options: scraper.FetchOptions, fixtures: Path) -> None:
    article = scraper.scrape(site.home + "de/hafenfest", fetch_options=options)
    expected = json.loads((fixtures / "site/de/hafenfest.expected.json").read_text("utf-8"))
    assert (article.title, article.url, article.status) == (expected["title"], expected["url"], Status.ARTICLE)


def test_scrape_is_clean_of_fetch(site: DemoSite, options: scraper.FetchOptions) -> None:
    url = site.home + "tv/school-choir"
    assert scraper.scrape(url, fetch_options=options) == scraper.clean(scraper.fetch(url, options))


def test_the_options_of_cleaning_reach_the_cleaner(site: DemoSite, options: scraper.FetchOptions) -> None:
    with pytest.raises(scraper.CleanError, match="max_bytes"):
        scraper.scrape(
            site.home + "de/hafenfest", fetch_options=options, clean_options=scraper.CleanOptions(max_bytes=1_000)
        )


def test_errors_of_fetching_pass_through_with_their_history(site: DemoSite, options: scraper.FetchOptions) -> None:
    with pytest.raises(scraper.FetchError) as caught:
        scraper.scrape(site.home + "nowhere", fetch_options=options)
    assert caught.value.url == site.home + "nowhere"
    assert caught.value.attempts[-1].status == 404


async def test_inside_a_running_loop_scrape_says_how_to_do_it_right() -> None:
    with pytest.raises(scraper.ScraperError, match=r"async with scraper\.Reader\(\)"):
        scraper.scrape("https://example.org/")


async def test_a_reader_reads_many_at_once(site: DemoSite, options: scraper.FetchOptions) -> None:
    paths = ["de/hafenfest", "tv/school-choir", "fr/boulangerie-phare", "news/ferry-timetable-vote"]
    async with scraper.Reader(options) as reader:
        readings = await asyncio.gather(*(reader.read(site.home + path) for path in paths))
    assert [reading.page.final_url for reading in readings] == [site.home + path for path in paths]
    assert all(reading.article.status is Status.ARTICLE for reading in readings)


@pytest.mark.parametrize(
    ("article", "wanted"),
    [
        (Article(status=Status.EMPTY), True),
        (Article(status=Status.ERROR, text="Something went wrong"), True),
        (Article(status=Status.ARTICLE, text="A body."), False),
        (Article(status=Status.LISTING), False),
        (Article(status=Status.PAYWALLED, text="A start."), False),
    ],
)
def test_a_browser_is_wanted_only_where_the_plain_page_has_no_article(article: Article, wanted: bool) -> None:
    assert wants_browser(article) is wanted

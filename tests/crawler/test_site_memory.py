"""A crawl remembers what a host's pages share: learned as they come, used from the fifth on, kept for the next run."""

from __future__ import annotations

import json
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import scraper
from scraper.cleaner import CleanOptions
from scraper.cli.demo import serve
from scraper.crawler.memory import SiteMemory, Snapshot, stored_profile
from scraper.crawler.reading import Task
from scraper.crawler.scope import Scope
from scraper.crawler.workers import Workers
from scraper.page import Page
from scraper.store.database import open_database
from scraper.store.options import StoreOptions
from scraper.store.records import Kind

PAGES = 14


def write_site(folder: Path, made: ModuleType, pages: int) -> None:
    """The first pages of a made site as a folder that can be served, named by a sitemap."""
    locations = []
    for page in made.made_site("review")[:pages]:
        path = page.url.removeprefix("https://review.example/")
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{path}.html").write_bytes(page.html)
        locations.append(f"<url><loc>http://review.example/{path}</loc></url>")
    (folder / "sitemap.xml").write_text(f"<urlset>{''.join(locations)}</urlset>")
    (folder / "robots.txt").write_text("User-agent: *\nSitemap: http://review.example/sitemap.xml\n")
    (folder / "site.toml").write_text('host = "review.example"\n')


def crawl(folder: Path, resolve: str, more: str = "", *flags: str) -> None:
    config = (
        '[[source]]\nname = "review"\nsitemaps = ["http://review.example/sitemap.xml"]\ndepth = 0\n'
        f'[source.fetch]\ndelay = 0.0\nhost_concurrency = 1\nresolve = ["{resolve}"]\n[crawl]\nworkers = 1\n{more}'
    )
    (folder / "config.toml").write_text(config)
    command = [sys.executable, "-m", "scraper", "crawl", *flags]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr


def stored(folder: Path) -> list[dict[str, Any]]:
    """The articles in the order in which they were stored, with their text."""
    with sqlite3.connect(folder / ".scraper" / "articles.db") as database:
        rows = database.execute("SELECT text, document FROM articles ORDER BY id").fetchall()
    return [{"text": text, **json.loads(document)} for text, document in rows]


def test_from_the_fifth_page_on_a_crawl_removes_what_the_pages_before_it_share(
    tmp_path: Path, made_sites: ModuleType
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    write_site(site, made_sites, PAGES)
    with serve(site) as served:
        crawl(tmp_path, served.resolve)
        articles = stored(tmp_path)
        assert len(articles) == PAGES
        assert not any("profile" in article["provenance"] for article in articles[:4])
        known = [article for article in articles if "profile" in article["provenance"]]
        assert known[0] is articles[4]
        assert len(known) == PAGES - 4
        assert articles[4]["provenance"]["profile"].startswith("4-")
        removed = [removal for article in known for removal in article["removed"] if removal["kind"] == "template"]
        shared = {made_sites.COMMISSION, made_sites.PLEDGE, made_sites.EVENING}
        assert {removal["text"] for removal in removed} <= shared
        assert len(removed) >= 5
        assert all("other articles of the site" in removal["reason"] for removal in removed)

        write_site(site, made_sites, PAGES + 2)
        crawl(tmp_path, served.resolve, "", "--force")
    again = stored(tmp_path)
    assert len(again) == PAGES + 2
    assert {article["provenance"]["profile"].partition("-")[0] for article in again} == {str(PAGES)}
    assert not shared.intersection(block["text"] for article in again for block in article["blocks"])


@pytest.mark.proof
def test_memory_may_be_switched_off_and_overrides_hold(tmp_path: Path, made_sites: ModuleType) -> None:
    site = tmp_path / "site"
    site.mkdir()
    write_site(site, made_sites, 6)
    override = '[[site]]\nhost = "review.example"\ntitle = "time"\nremove = ["em"]\n'
    with serve(site) as served:
        crawl(tmp_path, served.resolve, f"site_memory = 0\n{override}")
    for article in stored(tmp_path):
        assert "profile" not in article["provenance"]
        assert article["provenance"]["title"] == "override review.example"
        assert made_sites.COMMISSION not in article["text"]
    with sqlite3.connect(tmp_path / ".scraper" / "articles.db") as database:
        assert database.execute("SELECT count(*) FROM profiles").fetchone() == (0,)


@pytest.fixture
def transact(tmp_path: Path, store_url: str) -> Any:
    database = open_database(StoreOptions(url=store_url), tmp_path)

    async def call(function: Callable[..., Any], *arguments: Any) -> Any:
        with database.engine.begin() as connection:
            return function(connection, *arguments)

    yield call
    database.close()


async def learned(memory: SiteMemory, made: ModuleType, pages: slice, host: str = "review.example") -> None:
    for page in made.made_site("review")[pages]:
        await memory.of(host)
        memory.learn(host, scraper.Cleaner().study(page.html, page.url)[1])


async def test_two_runs_at_once_add_up_what_they_learn(transact: Any, made_sites: ModuleType) -> None:
    one, two = SiteMemory(transact, 5), SiteMemory(transact, 5)
    await learned(one, made_sites, slice(0, 8))
    await learned(two, made_sites, slice(6, 12))  # two pages are read by both
    await one.close()
    await two.close()
    profile, version = await transact(stored_profile, "review.example")
    assert (profile.learned, version) == (12, profile.version)


async def test_a_profile_that_cannot_be_read_is_learned_anew(transact: Any, made_sites: ModuleType) -> None:
    memory = SiteMemory(transact, 5)
    await learned(memory, made_sites, slice(0, 6))
    await memory.close()

    def spoil(connection: Any) -> None:
        connection.exec_driver_sql("""UPDATE profiles SET document = '{"form": 0}'""")

    await transact(spoil)
    fresh = SiteMemory(transact, 5)
    assert await fresh.of("review.example") is None
    await learned(fresh, made_sites, slice(0, 6))
    assert (await fresh.of("review.example")) is not None


async def test_snapshots_are_made_as_the_profile_grows_not_a_page(transact: Any, made_sites: ModuleType) -> None:
    memory = SiteMemory(transact, 5)
    versions = []
    for number in range(30):
        await learned(memory, made_sites, slice(number, number + 1))
        snapshot = await memory.of("review.example")
        versions.append(snapshot.version if snapshot else "")
    assert versions[:3] == ["", "", ""]
    assert 4 <= len({version for version in versions if version}) <= 8


async def test_a_worker_gets_a_profile_once_a_version(made_sites: ModuleType) -> None:
    pages = made_sites.made_site("review")
    profile = scraper.SiteProfile("review.example")
    for page in pages[:12]:
        profile.learn(page.html, page.url)
    snapshot = Snapshot("review.example", profile.version, pickle.dumps(profile.recurring()))

    def task(number: int) -> Task:
        page = Page(pages[number].url, pages[number].url, 200, (), pages[number].html, fetched_at=datetime.now(UTC))
        return Task(Kind.PAGE, page, Scope(("review.example",)), CleanOptions(), profile=snapshot)

    async with Workers(1, 60.0, 0) as workers:
        first = await workers.read(task(12))
        [worker] = workers.processes
        assert dict(worker.profiles) == {"review.example": profile.version}
        second = await workers.read(task(13))
        for number in range(20):  # others push it out, on both ends
            other = Snapshot(f"{number}.example", "1-a", pickle.dumps(scraper.SiteProfile()))
            page = Page("http://x.test/", "http://x.test/", 200, (), pages[0].html, fetched_at=datetime.now(UTC))
            await workers.read(Task(Kind.PAGE, page, Scope(("x.test",)), CleanOptions(), profile=other))
        assert "review.example" not in worker.profiles
        third = await workers.read(task(14))
    for reading in (first, second, third):
        assert reading.article is not None, reading.error
        assert profile.version in reading.article.document

"""Worker processes: each page has a deadline, and a page that takes its worker down takes nothing else."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import UTC, datetime

from scraper.cleaner import CleanOptions
from scraper.crawler.reading import Task
from scraper.crawler.scope import Scope
from scraper.crawler.workers import Workers
from scraper.page import Page
from scraper.store.records import Kind

WORDS = "The harbour office counted every boat twice and found one more than there had been in the morning. "


def task(body: str, path: str = "/news/boats") -> Task:
    url = f"http://news.example{path}"
    page = Page(url, url, 200, (), body.encode(), fetched_at=datetime.now(UTC))
    return Task(Kind.PAGE, page, Scope(("news.example",)), CleanOptions())


GOOD = f"<html><title>Boats</title><body><article><h1>Boats</h1>{f'<p>{WORDS * 3}</p>' * 4}</article></body></html>"
# Ten seconds of work on an idle machine: far over the deadline, within the cleaner's own limits.
SLOW = f"<html><body><article>{'<p>some words of text here, and more of it</p>' * 150_000}</article></body></html>"


async def test_a_page_over_its_deadline_is_given_up_and_the_next_is_read() -> None:
    async with Workers(1, 1.0, 0) as workers:
        slow = await workers.read(task(SLOW))
        good = await workers.read(task(GOOD))
    assert "longer than 1 s" in str(slow.error)
    assert slow.article is None
    assert good.error is None
    assert good.article is not None
    assert WORDS.strip() in good.article.text


async def test_a_killed_worker_loses_its_own_page_only() -> None:
    async with Workers(2, 30.0, 0) as workers:
        await asyncio.gather(*(workers.read(task(GOOD)) for _ in range(2)))
        reading = asyncio.create_task(workers.read(task(SLOW)))
        while not (busy := [worker for worker in workers.processes if worker.busy]):
            await asyncio.sleep(0)
        os.kill(busy[0].process.pid, signal.SIGKILL)
        others = await asyncio.gather(*(workers.read(task(GOOD)) for _ in range(4)))
        killed = await reading
    assert "SIGKILL" in str(killed.error)
    assert all(other.article is not None for other in others)


async def test_a_worker_without_memory_is_an_error_of_its_page() -> None:
    async with Workers(1, 60.0, 50_000_000) as workers:  # less than the loaded cleaner has already
        reading = await workers.read(task("<p>" + "word " * 1_900_000))
    assert reading.article is None
    assert reading.error is not None


async def test_no_process_is_left_behind() -> None:
    async with Workers(2, 30.0, 0) as workers:
        await asyncio.gather(*(workers.read(task(GOOD)) for _ in range(2)))
        processes = [worker.process for worker in workers.processes]
    assert len(processes) == 2
    assert not any(process.is_alive() for process in processes)

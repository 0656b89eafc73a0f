"""A storm of faults leaves nothing behind: no task, socket, file or memory, and the same Fetcher still serves."""

from __future__ import annotations

import asyncio
import gc
import importlib.util
import os
import random
import sys
import tracemalloc
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from scraper import errors
from scraper.fetcher import Fetcher, FetchOptions, SkippingClock

STORM = 1_000
#: What a storm may leave in Python's memory, bytes: caches and kept connections, which are bounded. A seventh of
#: the one largest body that was read in it.
LEFT = 1_500_000

FAULTS = [
    "/close",
    "/reset",
    "/reset/body",
    "/short",
    "/long",
    "/chunks/bad",
    "/chunks/cut",
    "/chunks/good",
    "/garbage",
    "/circle/a",
    "/chain/12",
    "/chain/3",
    "/bomb/gzip",
    "/bomb/br",
    "/bomb/zstd",
    "/bomb/deflate",
    "/large/11000000",
    "/headers/70000",
    "/headers/90000/many",
    "/headers/300000",
    "/cut/gzip",
    "/cut/br",
    "/cut/zstd",
    "/coded?as=br",
    "/coded?as=gzip",
    "/status/404",
    "/status/500",
    "/status/502",
    "/status/503",
    "/status/429",
    "/status/503?retry-after=1",
    "/status/429?retry-after=86400",
    "/status/503?retry-after=Wed,%2021%20Oct%202099%2007:28:00%20GMT",
    "/drip",
    "/drip/headers",
    "/silent",
    "/silent/body",
    "/late/0.05",
    "/typed?type=application/pdf",
    "/typed?type=image/png",
    "/typed?type=text/html;charset=nonsense",
    "/to?url=http://10.0.0.1/",
    "/to?url=http://169.254.169.254/",
    "/to?url=file:///etc/passwd",
    "/ok",
    "/ok/gzip",
    "/ok/br",
    "/ok/zstd",
    "/ok/deflate",
    "/tagged",
    "/cookie",
    "/login",
]


def load_faults() -> ModuleType:
    path = Path(__file__).parents[1] / "fetcher" / "faults.py"
    spec = importlib.util.spec_from_file_location("proof_faults", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def open_files() -> int:
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0


def memory(servers: list[Any]) -> int:
    """What Python holds, without what the servers have written down."""
    for server in servers:
        server.asked.clear()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


async def storm(fetcher: Fetcher, servers: list[Any], count: int, seed: int) -> Counter[str]:
    """Ask for so many faults, 50 at once, some of them cancelled in the middle."""
    chance = random.Random(seed)
    outcomes: Counter[str] = Counter()
    places = asyncio.Semaphore(50)

    async def one(url: str, cancelled_after: float | None) -> None:
        async with places:
            try:
                async with asyncio.timeout(cancelled_after):
                    page = await fetcher.get(url)
                    outcomes["ok"] += 1
                    assert page.status == 200
            except TimeoutError:
                outcomes["cancelled"] += 1
            except errors.FetchError as error:
                outcomes[type(error).__name__] += 1

    # A long Retry-After pauses its whole host: the faults of one kind have hosts of their own.
    jobs = []
    for number in range(count):
        kind = number % len(FAULTS)
        server = servers[kind % len(servers)] if "retry-after" not in FAULTS[kind] else servers[-1]
        jobs.append(one(server.url(FAULTS[kind]), chance.choice([None] * 9 + [chance.random() * 0.1])))
    chance.shuffle(jobs)
    await asyncio.gather(*jobs)
    return outcomes


@pytest.mark.proof
async def test_after_a_storm_of_faults_the_same_fetcher_serves_and_nothing_is_left() -> None:
    faults = load_faults()
    files_before = open_files()
    tasks_before = len(asyncio.all_tasks())
    servers = [await faults.FaultServer(host=f"127.0.0.{n}").__aenter__() for n in range(1, 9)]
    options = FetchOptions(
        allow_networks=("127.0.0.0/8",), delay=0, host_concurrency=8, concurrency=64, attempts=2, deadline=2.0,
        read_timeout=0.3, throttle=False,
    )  # fmt: skip
    async with Fetcher(options, clock=SkippingClock()) as fetcher:
        tracemalloc.start()
        await storm(fetcher, servers, 5 * len(FAULTS), seed=1)
        level = memory(servers)
        outcomes = await storm(fetcher, servers, STORM, seed=2)
        left = memory(servers) - level
        tracemalloc.stop()
        assert sum(outcomes.values()) == STORM
        assert {"ok", "cancelled", "BodyTooLargeError", "DeadlineError", "AddressError", "StatusError"} <= set(outcomes)
        for server in servers[:-1]:
            pages = await asyncio.gather(*(fetcher.get(server.url("/ok")) for _ in range(20)))
            assert {page.body for page in pages} == {faults.HTML}
    assert left < LEFT
    for server in servers:
        await server.__aexit__()
    await asyncio.sleep(0.05)
    gc.collect()
    assert len(asyncio.all_tasks()) == tasks_before
    assert open_files() <= files_before + 1  # the loop's own resolver thread may have opened one


@pytest.mark.proof
async def test_whatever_a_server_answers_is_a_page_or_an_error_of_ours() -> None:
    """600 answers put together by chance; nothing else is raised, nothing foreseen is called unforeseen."""
    faults = load_faults()
    options = FetchOptions(
        allow_networks=("127.0.0.1/32",), delay=0, host_concurrency=10, attempts=2, deadline=2.0, read_timeout=0.1,
        throttle=False, cookies=True, meta_refresh=True,
    )  # fmt: skip
    outcomes: Counter[str] = Counter()
    async with faults.FaultServer() as server, Fetcher(options, clock=SkippingClock()) as fetcher:

        async def one(number: int) -> None:
            try:
                await fetcher.get(server.url(f"/noise/{number}"), auth=("user", "secret"))
                outcomes["ok"] += 1
            except errors.FetchError as error:
                outcomes["unforeseen" if "nobody foresaw" in str(error) else type(error).__name__] += 1

        await asyncio.gather(*(one(number) for number in range(600)))
        assert (await fetcher.get(server.url("/ok"))).body == faults.HTML
    assert outcomes["unforeseen"] == 0
    assert {"ok", "ProtocolError", "FetchTimeoutError", "StatusError", "AddressError", "UrlError"} <= set(outcomes)

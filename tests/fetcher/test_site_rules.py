"""What sites say of themselves: robots.txt, tdmrep.json and use signals, over the network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from scraper import errors
from scraper.fetcher import Fetcher, SkippingClock

Make = Callable[..., Fetcher]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
async def test_a_robots_file_answered_with_4xx_allows_everything(server: Any, make: Make, status: int) -> None:
    server.robots = (status, {}, b"User-agent: *\nDisallow: /\n")
    assert (await make().get(server.url("/ok"))).signals.robots_rule == f"robots.txt answered {status}"


@pytest.mark.parametrize("status", [500, 501, 503])
async def test_a_robots_file_answered_with_5xx_allows_nothing(server: Any, make: Make, status: int) -> None:
    server.robots = (status, {}, b"User-agent: *\nAllow: /\n")
    with pytest.raises(errors.RobotsError, match=f"answered {status}"):
        await make().get(server.url("/ok"))
    assert server.paths() == []


async def test_robots_is_asked_once_and_again_after_its_lifetime(server: Any, make: Make, clock: SkippingClock) -> None:
    fetcher = make()
    for _ in range(2):
        await asyncio.gather(*(fetcher.get(server.url("/ok")) for _ in range(5)))
    assert server.seen["/robots.txt"] == 1
    await clock.sleep(24 * 3600 + 1)
    await fetcher.get(server.url("/ok"))
    assert server.seen["/robots.txt"] == 2


async def test_rules_that_were_known_hold_when_the_file_cannot_be_had(server: Any, make: Make, clock: Any) -> None:
    fetcher = make()
    server.robots = (200, {}, b"User-agent: *\nDisallow: /private\n")
    await fetcher.get(server.url("/ok"))
    server.robots = (500, {}, b"")
    await clock.sleep(24 * 3600 + 1)
    assert (await fetcher.get(server.url("/ok"))).status == 200
    with pytest.raises(errors.RobotsError):
        await fetcher.get(server.url("/private"))


async def test_robots_redirects_are_followed_to_another_host(faults: ModuleType, server: Any, make: Make) -> None:
    async with faults.FaultServer(host="127.0.0.2") as other:
        other.pages["/rules"] = (200, {"content_type": "text/plain"}, b"User-agent: *\nDisallow: /ok\n")
        for n in range(5):
            target = server.url(f"/hop/{n + 1}") if n < 4 else other.url("/rules")
            server.pages[f"/hop/{n}"] = (302, {"location": target}, b"")
        server.robots = server.pages["/hop/0"]
        with pytest.raises(errors.RobotsError, match="Disallow: /ok"):
            await make().get(server.url("/ok"))


async def test_a_huge_robots_file_is_read_for_its_first_512_kib(server: Any, make: Make) -> None:
    rules = b"User-agent: *\n" + b"# padding\n" * 51_300 + b"Disallow: /ok\n"
    assert len(rules) > 500 * 1024
    server.robots = (200, {}, rules + b"#" * 3_000_000)
    with pytest.raises(errors.RobotsError):
        await make(max_body=1_000).get(server.url("/ok"))


async def test_our_own_product_token_goes_first(server: Any, make: Make) -> None:
    server.robots = (200, {}, b"User-agent: *\nDisallow: /\n\nUser-agent: Article-Scraper\nAllow: /\n")
    assert (await make().get(server.url("/ok"))).status == 200
    with pytest.raises(errors.RobotsError):
        await make(product_token="other").get(server.url("/ok"))
    assert (await make(product_token="other", robots=False).get(server.url("/ok"))).status == 200


async def test_robots_can_be_asked_alone(server: Any, make: Make) -> None:
    server.robots = (200, {}, b"User-agent: *\nCrawl-delay: 7\nDisallow: /x\nSitemap: http://a.test/s.xml\n")
    verdict = await make().robots(server.url("/x/y"))
    assert (verdict.allowed, verdict.crawl_delay, verdict.sitemaps) == (False, 7.0, ("http://a.test/s.xml",))
    assert verdict.rule == "Disallow: /x (line 3, group *)"


async def test_a_crawl_delay_is_kept(server: Any, make: Make, clock: SkippingClock) -> None:
    server.robots = (200, {}, b"User-agent: *\nCrawl-delay: 7\n")
    fetcher = make()
    await fetcher.get(server.url("/ok"))
    await fetcher.get(server.url("/ok"))
    assert sum(clock.slept) == pytest.approx(14, abs=1.0)


async def test_use_signals_are_recorded_as_they_are_written(server: Any, make: Make) -> None:
    server.robots = (200, {}, b"License: https://a.test/l.xml\nUser-agent: *\nContent-Signal: ai-train=no\nAllow: /\n")
    headers = {"x_robots_tag": "noarchive", "tdm_reservation": "1", "tdm_policy": "https://a.test/p"}
    body = b"<html><head><meta content='index, noai' name=robots></head><body><meta name=robots content=no></body>"
    server.pages["/page"] = (200, headers, body)
    signals = (await make().get(server.url("/page"))).signals
    assert signals.robots_rule == "Allow: / (line 4, group *)"
    assert (signals.x_robots_tag, signals.meta_robots) == ("noarchive", "index, noai")
    assert (signals.tdm_reservation, signals.tdm_policy) == ("1", "https://a.test/p")
    assert (signals.content_signal, signals.license) == ("ai-train=no", "https://a.test/l.xml")


async def test_tdmrep_is_asked_by_option_once_a_host(server: Any, make: Make) -> None:
    rules = [
        {"location": "/news/*", "tdm-reservation": 1, "tdm-policy": "https://a.test/p"},
        {"location": "/", "tdm-reservation": 0},
    ]
    server.pages["/.well-known/tdmrep.json"] = (200, {"content_type": "application/json"}, json.dumps(rules).encode())
    server.pages["/news/a"] = server.pages["/b"] = (200, {}, b"<p>x</p>")
    assert (await make().get(server.url("/news/a"))).signals.tdm_reservation is None
    fetcher = make(tdmrep=True)
    assert (await fetcher.get(server.url("/news/a"))).signals.tdm_reservation == "1"
    assert (await fetcher.get(server.url("/b"))).signals.tdm_reservation == "0"
    assert server.seen["/.well-known/tdmrep.json"] == 1
    with pytest.raises(errors.ReservedError, match="tdm-reservation: 1"):
        await make(respect_reservation=True).get(server.url("/news/a"))


@pytest.mark.parametrize(
    ("headers", "body", "reserved"),
    [
        ({"tdm_reservation": "1"}, b"<p>x</p>", True),
        ({"tdm_reservation": "0"}, b"<p>x</p>", False),
        ({"content_signal": "search=yes, ai-train=no"}, b"<p>x</p>", True),
        ({"content_signal": "ai-train=yes"}, b"<p>x</p>", False),
        ({"x_robots_tag": "noai, noimageai"}, b"<p>x</p>", True),
        ({"x_robots_tag": "noindex"}, b"<p>x</p>", False),
        ({}, b'<meta name="tdm-reservation" content="1"><p>x</p>', True),
        ({}, b'<meta name="robots" content="noai"><p>x</p>', True),
        ({}, b"<p>x</p>", False),
    ],
)
async def test_reserved_pages_are_refused_by_option(
    server: Any, make: Make, headers: dict[str, str], body: bytes, reserved: bool
) -> None:
    server.pages["/page"] = (200, headers, body)
    assert (await make().get(server.url("/page"))).body == body
    fetcher = make(respect_reservation=True)
    if reserved:
        with pytest.raises(errors.ReservedError):
            await fetcher.get(server.url("/page"))
    else:
        assert (await fetcher.get(server.url("/page"))).body == body

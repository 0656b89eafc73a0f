"""Every fault gets its own error, in bounded time and memory, from a real server."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from scraper import errors
from scraper.fetcher import Fetcher

Make = Callable[..., Fetcher]


async def failure(fetcher: Fetcher, url: str) -> errors.FetchError:
    with pytest.raises(errors.FetchError) as caught:
        await fetcher.get(url)
    return caught.value


@pytest.mark.parametrize(
    ("path", "kind", "tries"),
    [
        ("/close", errors.ConnectError, 4),
        ("/reset", errors.ConnectError, 4),
        ("/reset/body", errors.ConnectError, 4),
        ("/short", errors.BodyDecodeError, 4),
        ("/chunks/cut", errors.BodyDecodeError, 4),
        ("/chunks/bad", errors.ProtocolError, 1),
        ("/garbage", errors.ProtocolError, 1),
        ("/circle/a", errors.RedirectError, 2),
        ("/chain/11", errors.RedirectError, 11),
        ("/bomb/gzip", errors.BodyTooLargeError, 1),
        ("/bomb/deflate", errors.BodyTooLargeError, 1),
        ("/bomb/br", errors.BodyTooLargeError, 1),
        ("/bomb/zstd", errors.BodyTooLargeError, 1),
        ("/large/10000001", errors.BodyTooLargeError, 1),
        ("/headers/70000", errors.BodyTooLargeError, 1),
        ("/headers/90000/many", errors.BodyTooLargeError, 1),
        ("/headers/300000", errors.BodyTooLargeError, 1),
        ("/cut/gzip", errors.BodyDecodeError, 4),
        ("/cut/br", errors.BodyDecodeError, 4),
        ("/cut/zstd", errors.BodyDecodeError, 4),
        ("/coded?as=gzip", errors.BodyDecodeError, 4),
        ("/coded?as=br", errors.BodyDecodeError, 4),
        ("/coded?as=compress", errors.BodyDecodeError, 4),
        ("/coded?as=gzip,gzip,gzip,gzip", errors.BodyDecodeError, 4),
        ("/status/404", errors.StatusError, 1),
        ("/status/403", errors.StatusError, 1),
        ("/status/500", errors.StatusError, 1),
        ("/status/304", errors.StatusError, 1),
        ("/status/300", errors.StatusError, 1),
        ("/status/429", errors.StatusError, 4),
        ("/status/502", errors.StatusError, 4),
        ("/status/503", errors.StatusError, 4),
        ("/status/504", errors.StatusError, 4),
        ("/typed?type=application/pdf&body=%25PDF-1.7", errors.MediaTypeError, 1),
        ("/typed?type=text/html&body=%25PDF-1.7", errors.MediaTypeError, 1),
        ("/typed?type=image/png&body=x", errors.MediaTypeError, 1),
        ("/typed?body=%89PNG%0D%0A%1A%0A", errors.MediaTypeError, 1),
        ("/typed?type=application/json&body={}", errors.MediaTypeError, 1),
    ],
)
async def test_a_fault_gets_its_own_error_with_its_history(
    server: Any, make: Make, path: str, kind: type[errors.FetchError], tries: int
) -> None:
    """The error names the URL, holds every attempt, and says what to do."""
    fetcher = make()
    error = await failure(fetcher, server.url(path))
    assert type(error) is kind
    assert error.url == server.url(path)
    assert len(error.attempts) == tries == len(server.paths())
    assert server.url("").split("//")[1] in str(error)
    assert (await fetcher.get(server.url("/ok"))).status == 200, "the fetcher still serves"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw-deflate", "br", "zstd"])
async def test_content_codings_are_undone(server: Any, make: Make, faults: ModuleType, coding: str) -> None:
    page = await make().get(server.url(f"/ok/{coding}"))
    assert page.body == faults.HTML
    assert page.attempts[0].size < len(faults.HTML)


@pytest.mark.parametrize("path", ["/drip", "/drip/headers", "/silent", "/silent/body"])
async def test_the_deadline_holds_whatever_the_server_does(server: Any, make: Make, path: str) -> None:
    began = time.monotonic()
    error = await failure(make(deadline=0.4, read_timeout=5.0), server.url(path))
    assert isinstance(error, errors.DeadlineError)
    assert 0.4 <= time.monotonic() - began < 2.0
    assert [attempt.outcome for attempt in error.attempts] == ["DeadlineError"]


@pytest.mark.parametrize("path", ["/silent", "/silent/body"])
async def test_silence_is_a_timeout_and_tried_again(server: Any, make: Make, path: str) -> None:
    error = await failure(make(read_timeout=0.1, attempts=2), server.url(path))
    assert isinstance(error, errors.FetchTimeoutError)
    assert len(error.attempts) == 2


@pytest.mark.parametrize("path", ["/close?times=2", "/short?times=2", "/status/503?times=2", "/status/429?times=2"])
async def test_a_passing_fault_is_tried_again_until_it_passes(server: Any, make: Make, path: str) -> None:
    page = await make().get(server.url(path))
    assert page.status == 200
    assert len(page.attempts) == 3
    assert page.attempts[-1].outcome == "ok"


async def test_back_off_grows_and_the_time_for_it_is_bounded(server: Any, make: Make, clock: Any) -> None:
    await failure(make(throttle=False), server.url("/status/502"))
    first, second, third = clock.slept
    assert 0.5 <= first <= 1.0 <= second <= 1.5
    assert 2.0 <= third <= 2.5
    error = await failure(make(throttle=False, retry_time=1.2), server.url("/status/504"))
    assert len(error.attempts) == 2


@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_retry_after_is_waited_for_in_both_forms(server: Any, make: Make, clock: Any, form: str) -> None:
    later = datetime.now(UTC) + timedelta(seconds=31)
    value = "30" if form == "seconds" else later.strftime("%a,%%20%d%%20%b%%20%Y%%20%H:%M:%S%%20GMT")
    page = await make().get(server.url(f"/status/503?times=1&retry-after={value}"))
    assert page.status == 200
    assert 28 <= sum(clock.slept) <= 32
    assert "Retry-After" in page.attempts[0].note
    assert 28 <= page.attempts[1].wait <= 32


async def test_retry_after_pauses_the_whole_host(server: Any, make: Make, clock: Any) -> None:
    """A page and a feed of one host wait for the same pause."""
    fetcher = make(attempts=1)
    await failure(fetcher, server.url("/status/429?retry-after=40"))
    assert clock.slept == []
    page = await fetcher.get(server.url("/ok"), accept="feed")
    assert 38 <= sum(clock.slept) <= 40
    assert page.attempts[0].wait >= 38


async def test_a_pause_beyond_patience_is_an_error_that_says_how_long(server: Any, make: Make, clock: Any) -> None:
    fetcher = make()
    first = await failure(fetcher, server.url("/status/429?retry-after=3600"))
    second = await failure(fetcher, server.url("/ok"))
    for error in (first, second):
        assert isinstance(error, errors.StatusError)
        assert error.status == 429
        assert error.retry_after == pytest.approx(3600, abs=5)
    assert clock.slept == []
    assert server.paths() == ["/status/429"]


async def test_bytes_after_the_body_never_become_the_next_answer(server: Any, make: Make) -> None:
    fetcher = make(host_concurrency=1)
    await fetcher.get(server.url("/long"))
    assert b"smuggled" not in (await fetcher.get(server.url("/ok"))).body


async def test_a_body_may_be_as_large_as_the_limit(server: Any, make: Make) -> None:
    fetcher = make(max_body=5_003)
    assert len((await fetcher.get(server.url("/large/5000"))).body) == 5_003
    assert isinstance(await failure(fetcher, server.url("/large/5001")), errors.BodyTooLargeError)


async def test_wrong_certificates_are_refused_with_the_reason(
    faults: ModuleType, make: Make, server_context: Callable[..., ssl.SSLContext], ca_file: str
) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    cases = {
        "expired": (server_context("127.0.0.1", not_after=yesterday), ca_file),
        "mismatch": (server_context("elsewhere.test"), ca_file),
        "self-signed|local issuer": (server_context("127.0.0.1"), ""),
    }
    for reason, (context, trusted) in cases.items():
        async with faults.FaultServer(tls=context) as server:
            error = await failure(make(ca_file=trusted), server.url("/ok"))
        assert isinstance(error, errors.TlsError)
        assert any(word in str(error) for word in reason.split("|")), str(error)
        assert len(error.attempts) == 1


async def test_a_trusted_certificate_is_a_connection(
    faults: ModuleType, make: Make, server_context: Callable[..., ssl.SSLContext], ca_file: str
) -> None:
    async with faults.FaultServer(tls=server_context("127.0.0.1")) as server:
        fetcher = make(ca_file=ca_file)
        for path in ("/ok", "/ok/br", "/large/3000000"):
            assert (await fetcher.get(server.url(path))).status == 200


async def test_a_handshake_that_never_ends_is_a_timeout(server: Any, make: Make) -> None:
    error = await failure(make(connect_timeout=0.2, attempts=1), server.url("/ok").replace("http:", "https:"))
    assert isinstance(error, errors.FetchTimeoutError)

"""Asking one address: the host's turn, the request, its record, and another try where that may help."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from http.cookiejar import CookieJar

import httpx

from scraper.errors import DeadlineError, FetchError, StatusError
from scraper.fetcher import retry
from scraper.fetcher.clock import Clock
from scraper.fetcher.decoding import ACCEPT_ENCODING
from scraper.fetcher.exchange import Answer, Bounds, exchange
from scraper.fetcher.host import Host, Hosts
from scraper.fetcher.options import FetchOptions
from scraper.fetcher.turns import PausedError, Turn
from scraper.page import Attempt
from scraper.url import origin_of

REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Headers that are not bound to the host that they were given for.
_HARMLESS = frozenset({"accept", "accept-encoding", "accept-language", "user-agent", "dnt", "sec-gpc", "from"})


@dataclass
class Journey:
    """One call of `Fetcher.get`: what it may send, what is left of its time, what was tried.

    ``begin``: when its first request started, by the clock; ``spent``: seconds of the deadline that requests and
    back-off have used; ``free``: when the last request ended, or this one was wanted; ``refuse``: why a redirect's
    target may not be asked, or None.
    """

    url: str
    headers: Mapping[str, str]
    auth: httpx.Auth | None = None
    begin: float | None = None
    spent: float = 0.0
    free: float = 0.0
    attempts: list[Attempt] = field(default_factory=list)
    refuse: Callable[[str], str | None] | None = None

    @property
    def is_conditional(self) -> bool:
        """Whether a 304 is an answer to it."""
        return "if-none-match" in self.headers or "if-modified-since" in self.headers

    def is_home(self, target: str) -> bool:
        """Whether headers and credentials may go there: the journey's own origin, or its https form."""
        own, there = origin_of(self.url), origin_of(target)
        return own == there or (own.startswith("http:") and there == own.replace("http:", "https:", 1))


class Asker:
    """Asks addresses for journeys."""

    def __init__(self, options: FetchOptions, hosts: Hosts, clock: Clock) -> None:
        self._options, self._hosts, self._clock = options, hosts, clock
        self._places = asyncio.Semaphore(options.concurrency)
        self._cookies = httpx.Cookies(CookieJar()) if options.cookies else None

    async def ask(self, target: str, journey: Journey, bounds: Bounds) -> Answer:
        """The answer of an address: 2xx, a redirect, or a 304 that was asked for; with retries. Raises `FetchError`."""

        async def attempt() -> Answer:
            return await self._attempt(target, host, journey, bounds)

        def may_wait(seconds: float) -> bool:
            longest = max(seconds, host.turns.pace.pause(self._clock.now()))
            return journey.spent + seconds < self._options.deadline and longest <= self._patience(journey)

        async def sleep(seconds: float) -> None:
            journey.spent += seconds
            await self._clock.sleep(seconds)

        journey.free = self._clock.now()
        async with self._hosts.at(target, journey.free) as host:
            return await retry.attempts(attempt, count=self._options.attempts, may_wait=may_wait, sleep=sleep)

    def _patience(self, journey: Journey) -> float:
        """Seconds that a pause or back-off may take; the wait for the first turn does not count."""
        passed = 0.0 if journey.begin is None else self._clock.now() - journey.begin
        return max(0.0, self._options.retry_time - passed)

    async def _attempt(self, target: str, host: Host, journey: Journey, bounds: Bounds) -> Answer:
        try:
            async with host.turns.take(self._clock, self._places, self._patience(journey)) as turn:
                request = self._request(target, journey)

                async def trace(name: str, info: object) -> None:
                    # Not when sending begins: a process that loses the processor in between sends later than it noted.
                    if name.endswith(("send_request_headers.complete", "send_request_headers.failed")):
                        turn.sent()

                if host.turns.pace.gap:
                    request.extensions["trace"] = trace
                record = Attempt(target, "ok", started=self._clock.today(), wait=self._clock.now() - journey.free)
                answer, record = await self._timed(host, turn, request, journey, bounds, record)
        except PausedError as paused:
            what = f"the host answered {paused.status} and asked for a pause of another {paused.seconds:.0f} s"
            error = StatusError(what, url=target, status=paused.status, hint="Ask again after it")
            error.retry_after = paused.seconds
            raise error from None
        pause = None
        if answer.status in (429, 503):
            pause = retry.retry_after(answer.header("retry-after"), self._clock.today())
            await host.turns.overloaded(self._clock, answer.status, pause)
        else:
            host.turns.pace = host.turns.pace.answered(answer.latency)
        return self._judged(journey, answer, record, pause)

    async def _timed(
        self, host: Host, turn: Turn, request: httpx.Request, journey: Journey, bounds: Bounds, record: Attempt
    ) -> tuple[Answer, Attempt]:
        """Send within what is left of the deadline; a failure is recorded here."""
        begin = self._clock.now()
        journey.begin = begin if journey.begin is None else journey.begin
        auth = journey.auth if journey.is_home(record.url) else None
        try:
            async with asyncio.timeout(self._options.deadline - journey.spent) as limit:
                again = _outside(limit, turn)
                answer = await exchange(host.transport, request, bounds, auth, self._cookies, again)
        except TimeoutError:
            what = f"not there after {self._options.deadline:g} s"
            error: FetchError = DeadlineError(what, url=record.url, hint="The option 'deadline' raises the limit")
        except FetchError as failure:
            error = failure
        else:
            journey.free = self._clock.now()
            seconds = journey.free - begin - turn.waited
            journey.spent += seconds
            return replace(answer, url=record.url), replace(record, seconds=seconds)
        journey.free = self._clock.now()
        seconds = journey.free - begin - turn.waited
        journey.spent += seconds
        error.url = error.where = record.url
        journey.attempts.append(replace(record, outcome=type(error).__name__, seconds=seconds, note=error.what))
        raise error

    def _judged(self, journey: Journey, answer: Answer, record: Attempt, pause: float | None) -> Answer:
        """The answer, when it is one; the journey's history is kept. ``pause``: seconds that the host asks for."""
        location = answer.header("location") if answer.status in REDIRECTS else None
        if location is not None:
            outcome, note = "redirect", location
        elif 200 <= answer.status < 300:
            outcome, note = "ok", ""
        elif answer.status == 304 and journey.is_conditional:
            outcome, note = "not-modified", ""
        else:
            outcome, note = "status", "" if pause is None else f"Retry-After: {answer.header('retry-after')}"
        record = replace(record, status=answer.status, size=answer.size, outcome=outcome, note=note)
        journey.attempts.append(record)
        if outcome != "status":
            return answer
        what = f"the server answered {answer.status}"
        error = StatusError(what, url=answer.url, status=answer.status, hint=_advice(answer.status))
        error.retry_after = pause
        raise error

    def _request(self, target: str, journey: Journey) -> httpx.Request:
        headers = {"user-agent": self._options.user_agent, "accept-encoding": ACCEPT_ENCODING, **journey.headers}
        if not journey.is_home(target):
            headers = {name: value for name, value in headers.items() if name in _HARMLESS}
        timeout = httpx.Timeout(self._options.read_timeout, connect=self._options.connect_timeout)
        encoded = [(name.encode("ascii", "replace"), value.encode()) for name, value in headers.items()]
        return httpx.Request("GET", target, headers=encoded, extensions={"timeout": timeout.as_dict()})


def _outside(limit: asyncio.Timeout, turn: Turn) -> Callable[[], Awaitable[None]]:
    """Another turn, waited for outside of the limit: waits for politeness are no time of the answer."""

    async def again() -> None:
        end, loop = limit.when(), asyncio.get_running_loop()
        assert end is not None
        left = end - loop.time()
        limit.reschedule(None)
        await turn.again()
        limit.reschedule(loop.time() + left)

    return again


def _advice(status: int) -> str:
    if status in (401, 403):
        return "The site wants a login or refuses us; the option 'auth' sends one"
    if status in (404, 410):
        return "The page is gone; check the address"
    if status in retry.RETRIED_STATUSES:
        return "Ask again later"
    return "Open the address in a browser"

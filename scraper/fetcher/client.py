"""The Fetcher: URL -> Page.

Theory of operation. A *journey* is one call of `get`: hops along redirects, at each hop up to ``attempts`` requests.
Each hop asks the guard and robots.txt again. Each request waits for its host's turn (`host`, `pace`), runs within what
is left of the journey's deadline (`exchange`), and leaves an `Attempt`; `retry` decides about another one.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpx

from scraper.errors import (
    DeadlineError,
    FetchError,
    MediaTypeError,
    RedirectError,
    ReservedError,
    RobotsError,
    StatusError,
    UsageError,
)
from scraper.fetcher import content, retry
from scraper.fetcher.clock import Clock
from scraper.fetcher.decoding import ACCEPT_ENCODING
from scraper.fetcher.exchange import Answer, Bounds, exchange
from scraper.fetcher.guard import Guard, Lookup, system_lookup
from scraper.fetcher.host import Host, PausedError
from scraper.fetcher.options import DEFAULT, FetchOptions
from scraper.fetcher.pace import Pace
from scraper.fetcher.robots import SIZE_LIMIT, Robots, Verdict
from scraper.fetcher.signals import reservation, signals
from scraper.fetcher.transport import make_transport
from scraper.page import Attempt, Page
from scraper.url import credentials_of, host_of, normalise, origin_of

REDIRECTS = frozenset({301, 302, 303, 307, 308})
ACCEPT = {
    "page": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
    "feed": "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5",
    "any": "*/*",
}
#: Hosts remembered with their robots.txt and pace; the longest unused are forgotten beyond it.
KNOWN_HOSTS = 1_000
#: Hosts with open connections.
OPEN_HOSTS = 128
#: A robots.txt that could not be had is asked again after, seconds.
ROBOTS_AGAIN = 300.0
#: Headers that are not bound to the host that they were given for.
_HARMLESS = frozenset({"accept", "accept-language", "user-agent", "dnt", "sec-gpc", "from"})


@dataclass(frozen=True, slots=True)
class Validators:
    """What was stored of an earlier answer, for a conditional request."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, page: Page) -> Validators:
        """The validators of a page."""
        return cls(page.header("etag"), page.header("last-modified"))


@dataclass
class _Journey:
    """One call of `get`: what it may send, what is left of its time, what was tried."""

    url: str
    begin: float
    headers: Mapping[str, str]
    auth: tuple[str, str] | httpx.Auth | None
    spent: float = 0.0
    attempts: list[Attempt] = field(default_factory=list)


class Fetcher:
    """Fetches pages; keeps connections, robots.txt and paces by host. Use it as ``async with Fetcher() as fetcher``.

    ``transport``: an httpx transport instead of the network (the guard then sees URLs only, not connections).
    ``clock`` and ``lookup``: time and name resolution, for tests.
    """

    def __init__(
        self,
        options: FetchOptions = DEFAULT,
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        clock: Clock | None = None,
        lookup: Lookup = system_lookup,
    ) -> None:
        self.options = options
        self._transport = transport
        self._clock = clock or Clock()
        self._guard = Guard(options, lookup)
        self._places = asyncio.Semaphore(options.concurrency)
        self._hosts: OrderedDict[str, Host] = OrderedDict()
        self._cookies = CookieJar(None if options.cookies else DefaultCookiePolicy(allowed_domains=[]))
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection. Nothing may be fetched afterwards."""
        self._closed = True
        for host in self._hosts.values():
            await self._disconnect(host)
        self._hosts.clear()

    async def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        accept: str = "page",
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | httpx.Auth | None = None,
    ) -> Page:
        """The page at ``url``.

        ``validators`` make the request conditional: a page with ``not_modified`` has no body. ``accept``: "page" (HTML,
        XHTML, plain text), "feed" (XML, JSON and what feeds are mistaken for) or "any". ``headers`` and ``auth`` go to
        the URL's own host only. Raises a `FetchError` with the history of attempts.
        """
        if self._closed:
            raise UsageError("the Fetcher is closed", hint="Fetch inside its 'async with' block")
        target = normalise(url)
        user, _, password = self.options.auth.partition(":")
        given = (user, password) if user else None
        sent = {**{name.lower(): value for name, value in self.options.headers}, "accept": ACCEPT[accept]}
        sent |= {name.lower(): value for name, value in (headers or {}).items()}
        sent |= _conditions(validators)
        journey = _Journey(target, self._clock.now(), sent, auth or credentials_of(url) or given)
        try:
            return await self._travel(journey, accept)
        except FetchError as error:
            error.attempts = tuple(journey.attempts)
            if error.url != target:
                error.what += f" (at {error.url})"
                error.url = error.where = target
            raise

    async def robots(self, url: str) -> Verdict:
        """What robots.txt says of ``url``, whether or not the options obey it. Raises `FetchError` when the host cannot
        be asked at all."""
        target = normalise(url)
        self._guard.check(target)
        return await self._verdict(target, _Journey(target, self._clock.now(), {}, None))

    async def _travel(self, journey: _Journey, accept: str) -> Page:
        target, visited = journey.url, [journey.url]
        bounds = Bounds(self.options.max_headers, self.options.max_body)
        while True:
            self._guard.check(target)
            verdict = await self._verdict(target, journey) if self.options.robots else None
            if verdict and not verdict.allowed:
                raise RobotsError(f"robots.txt disallows it: {verdict.rule}", url=target, hint=f"See {verdict.url}")
            answer = await self._persist(target, journey, bounds)
            if answer.status in REDIRECTS and answer.header("location") is not None:
                target = self._next(target, answer.header("location") or "", visited)
                continue
            page = self._page(journey, answer, visited, verdict, accept)
            again = content.refresh(page.body) if self.options.meta_refresh else None
            if again is None:
                return page
            target = self._next(target, again[1], visited)

    def _next(self, url: str, location: str, visited: list[str]) -> str:
        target = normalise(location, url)
        if len(visited) > self.options.max_redirects:
            what = f"more than {self.options.max_redirects} redirects"
            raise RedirectError(what, url=url, hint="The option 'max_redirects' raises the limit")
        if target in visited and not self.options.cookies:
            raise RedirectError(
                f"redirects in a circle, back to {target}", url=url, hint="The option 'cookies' may help"
            )
        if url.startswith("https:") and target.startswith("http:") and not self.options.downgrade:
            raise RedirectError(
                f"redirects from https down to {target}", url=url, hint="The option 'downgrade' allows it"
            )
        visited.append(target)
        return target

    def _page(
        self, journey: _Journey, answer: Answer, visited: list[str], verdict: Verdict | None, accept: str
    ) -> Page:
        declared = answer.header("content-type")
        nosniff = (answer.header("x-content-type-options") or "").strip().lower() == "nosniff"
        found = content.sniff(answer.body, declared, nosniff)
        page = Page(
            url=journey.url,
            final_url=answer.url,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            charset=content.charset(declared),
            media_type=found,
            fetched_at=self._clock.today(),
            redirects=tuple(visited[1:]),
            attempts=tuple(journey.attempts),
            signals=signals(answer.headers, answer.body, verdict),
        )
        if page.not_modified:
            return page
        if answer.body and not content.is_wanted(found, accept):
            what = f"the media type is {found}" + (
                f", declared as {declared}" if content.essence(declared) != found else ""
            )
            hint = "HTML, XHTML and plain text are read" if accept == "page" else "This is no feed"
            raise MediaTypeError(what, url=answer.url, media_type=found, hint=hint)
        if self.options.respect_reservation and (why := reservation(page.signals)):
            raise ReservedError(f"text-and-data mining is reserved ({why})", url=answer.url, hint="Ask the publisher")
        return page

    async def _persist(self, target: str, journey: _Journey, bounds: Bounds) -> Answer:
        """The answer of one hop: redirect, 2xx or 304; with retries."""
        host = self._host(target)
        host.users += 1
        try:

            def may_wait(seconds: float) -> bool:
                left = self._patience(journey)
                return (
                    journey.spent + seconds < self.options.deadline
                    and max(seconds, host.pace.pause(self._clock.now())) <= left
                )

            async def sleep(seconds: float) -> None:
                journey.spent += seconds
                await self._clock.sleep(seconds)

            return await retry.attempts(
                lambda: self._attempt(target, host, journey, bounds),
                count=self.options.attempts,
                may_wait=may_wait,
                sleep=sleep,
            )
        finally:
            host.users -= 1
            host.last_used = self._clock.now()

    def _patience(self, journey: _Journey) -> float:
        return self.options.retry_time - (self._clock.now() - journey.begin)

    async def _attempt(self, target: str, host: Host, journey: _Journey, bounds: Bounds) -> Answer:
        asked = self._clock.now()
        try:
            async with host.turn(self._clock, self._places, self._patience(journey)) as sent:
                begin = self._clock.now()
                record = Attempt(target, "ok", started=self._clock.today(), wait=begin - asked)
                client = await self._client(host)
                request = self._request(client, target, journey)

                async def trace(name: str, info: object) -> None:
                    if name.endswith("send_request_headers.started"):
                        sent()

                if host.pace.gap:
                    request.extensions["trace"] = trace
                try:
                    async with asyncio.timeout(self.options.deadline - journey.spent):
                        answer = await exchange(client, request, bounds, self._auth(target, journey))
                except TimeoutError:
                    what = f"not there after {self.options.deadline:g} s"
                    raise DeadlineError(what, url=target, hint="The option 'deadline' raises the limit") from None
                finally:
                    seconds = self._clock.now() - begin
                    journey.spent += seconds
        except PausedError as pause:
            what = f"the host answered {pause.status} and asked for a pause of another {pause.seconds:.0f} s"
            raise StatusError(what, url=target, status=pause.status, hint="Ask again after it") from None
        except FetchError as error:
            journey.attempts.append(replace(record, outcome=type(error).__name__, seconds=seconds, note=error.what))
            raise
        return self._judged(target, host, journey, answer, replace(record, seconds=seconds))

    def _judged(self, target: str, host: Host, journey: _Journey, answer: Answer, record: Attempt) -> Answer:
        """The answer, when it is one; its host's pace and the journey's history are kept."""
        record = replace(record, status=answer.status, size=answer.size)
        pause = None
        if answer.status in (429, 503):
            pause = retry.retry_after(answer.header("retry-after"), self._clock.today())
            host.pace = host.pace.overloaded(self._clock.now(), pause)
            host.pause_status = answer.status
        else:
            host.pace = host.pace.answered(answer.latency)
        moved = answer.status in REDIRECTS and answer.header("location") is not None
        fresh = answer.status == 304 and ("if-none-match" in journey.headers or "if-modified-since" in journey.headers)
        if 200 <= answer.status < 300 or moved or fresh:
            outcome = "redirect" if moved else "not-modified" if fresh else "ok"
            journey.attempts.append(
                replace(record, outcome=outcome, note=(answer.header("location") or "") if moved else "")
            )
            return answer
        note = f"Retry-After: {answer.header('retry-after')}" if pause is not None else ""
        journey.attempts.append(replace(record, outcome="status", note=note))
        raise StatusError(
            f"the server answered {answer.status}", url=target, status=answer.status, hint=_advice(answer.status)
        )

    def _request(self, client: httpx.AsyncClient, target: str, journey: _Journey) -> httpx.Request:
        headers = journey.headers
        if not self._is_home(target, journey):
            headers = {name: value for name, value in headers.items() if name in _HARMLESS}
        timeout = httpx.Timeout(self.options.read_timeout, connect=self.options.connect_timeout)
        return client.build_request("GET", target, headers=headers, timeout=timeout)

    def _auth(self, target: str, journey: _Journey) -> httpx.Auth | None:
        if not self._is_home(target, journey):
            return None
        return httpx.BasicAuth(*journey.auth) if isinstance(journey.auth, tuple) else journey.auth

    def _is_home(self, target: str, journey: _Journey) -> bool:
        """Whether headers and credentials may go there: the same origin, or its https form."""
        own, there = origin_of(journey.url), origin_of(target)
        return own == there or (own.startswith("http:") and there == own.replace("http:", "https:", 1))

    async def _verdict(self, target: str, journey: _Journey) -> Verdict:
        host, origin = self._host(target), origin_of(target)
        async with host.robots_lock:
            known = host.robots.get(origin)
            if known is None or known[1] <= self._clock.now():
                rules = await self._robots(origin, journey)
                lifetime = self.options.robots_lifetime if not rules.status_rule or rules.allowed else ROBOTS_AGAIN
                host.robots[origin] = known = (rules, self._clock.now() + lifetime)
                if rules.crawl_delay:
                    host.pace = host.pace.slowed_to(rules.crawl_delay)
        return known[0].verdict(target)

    async def _robots(self, origin: str, journey: _Journey) -> Robots:
        first = target = f"{origin}/robots.txt"
        token = self.options.product_token
        side = _Journey(
            first, journey.begin, {"accept": "text/plain,*/*;q=0.5", "accept-encoding": "identity"}, None, journey.spent
        )
        visited = [first]
        try:
            while True:
                self._guard.check(target)
                answer = await self._persist(target, side, Bounds(self.options.max_headers, SIZE_LIMIT, cut=True))
                if answer.status not in REDIRECTS:
                    break
                target = self._next(target, answer.header("location") or "", visited)
        except StatusError as error:
            allowed = error.status < 500
            return Robots(first, token, status_rule=f"robots.txt answered {error.status}", allowed=allowed)
        except RedirectError as error:
            return Robots(first, token, status_rule=f"robots.txt: {error.what}", allowed=True)
        finally:
            journey.spent = side.spent
            journey.attempts.extend(replace(attempt, note=attempt.note or "robots.txt") for attempt in side.attempts)
        return Robots(first, token, answer.body.decode("utf-8", "replace"))

    def _host(self, url: str) -> Host:
        name = _host_key(url)
        host = self._hosts.get(name)
        if host is None:
            pace = Pace(self.options.delay, max(self.options.max_delay, self.options.delay), self.options.throttle)
            host = self._hosts[name] = Host(name, pace, asyncio.Semaphore(self.options.host_concurrency))
        self._hosts.move_to_end(name)
        return host

    async def _client(self, host: Host) -> httpx.AsyncClient:
        if host.client is None:
            transport = self._transport or make_transport(self.options, self._guard)
            headers = {"user-agent": self.options.user_agent, "accept-encoding": ACCEPT_ENCODING}
            host.client = httpx.AsyncClient(
                transport=transport, headers=headers, cookies=self._cookies, trust_env=False
            )
            await self._sweep()
        return host.client

    async def _sweep(self) -> None:
        """Forget what was longest unused: connections first, then the host."""
        now = self._clock.now()
        idle = [host for host in self._hosts.values() if not host.users and not host.pace.pause(now)]
        connected = sum(host.client is not None for host in self._hosts.values())
        for host in idle:
            if host.client is not None and connected > OPEN_HOSTS:
                connected -= 1
                await self._disconnect(host)
            if len(self._hosts) > KNOWN_HOSTS and host.client is None:
                del self._hosts[host.name]

    async def _disconnect(self, host: Host) -> None:
        client, host.client = host.client, None
        if client is not None and self._transport is None:
            await client.aclose()


def fetch(url: str, options: FetchOptions = DEFAULT) -> Page:
    """The page at ``url``, for one-off use without an event loop. Raises a `FetchError`."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_fetch(url, options))
    raise UsageError(
        "fetch() cannot run inside a running event loop",
        hint="Write: async with scraper.Fetcher() as fetcher: page = await fetcher.get(url)",
    )


async def _fetch(url: str, options: FetchOptions) -> Page:
    async with Fetcher(options) as fetcher:
        return await fetcher.get(url)


def _conditions(validators: Validators | None) -> dict[str, str]:
    pairs = (("if-none-match", validators.etag), ("if-modified-since", validators.last_modified)) if validators else ()
    return {name: value for name, value in pairs if value}


def _host_key(url: str) -> str:
    """A host has one pace for http and https; another port is another server."""
    origin = origin_of(url)
    name = host_of(url)
    return origin.partition("://")[2] if origin.rpartition(":")[2].isdecimal() else name


def _advice(status: int) -> str:
    if status in (401, 403):
        return "The site wants a login or refuses us; the option 'auth' sends one"
    if status in (404, 410):
        return "The page is gone; check the address"
    if status in retry.RETRIED_STATUSES:
        return "Ask again later"
    return "Open the address in a browser"

"""The Fetcher: URL -> Page.

Theory of operation. A *journey* is one call of `get`: hops along redirects, at each hop up to ``attempts`` requests.
Each hop asks the guard and the site's rules again (`rulebook`). Each request waits for its host's turn (`host`,
`pace`), runs within what is left of the journey's deadline (`asking`, `exchange`) and leaves an `Attempt`; `retry`
decides about another one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx

from scraper.errors import FetchError, MediaTypeError, RedirectError, ReservedError, RobotsError, UrlError, UsageError
from scraper.fetcher import content
from scraper.fetcher.asking import REDIRECTS, Asker, Journey
from scraper.fetcher.clock import Clock
from scraper.fetcher.exchange import Answer, Bounds
from scraper.fetcher.guard import Guard, Lookup, system_lookup
from scraper.fetcher.host import Hosts
from scraper.fetcher.options import DEFAULT, FetchOptions
from scraper.fetcher.robots import Verdict
from scraper.fetcher.rulebook import Rulebook
from scraper.fetcher.signals import collected, reservation
from scraper.fetcher.turns import TurnBook
from scraper.page import Attempt, Page, UseSignals
from scraper.url import credentials_of, normalise

if TYPE_CHECKING:
    from scraper.fetcher.browser import Renderer

ACCEPT = {
    "page": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
    "feed": "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5",
    "any": "*/*",
}


_HTML = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Validators:
    """What was stored of an earlier answer, for a conditional request."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, page: Page) -> Validators:
        """The validators of a page."""
        return cls(page.header("etag"), page.header("last-modified"))

    def headers(self) -> dict[str, str]:
        """The request headers that ask whether they still hold (RFC 9110, section 13.1)."""
        pairs = (("if-none-match", self.etag), ("if-modified-since", self.last_modified))
        return {name: value for name, value in pairs if value}


class Fetcher:
    """Fetches pages; keeps connections, site rules and paces by host. Use it as ``async with Fetcher() as fetcher``.

    ``transport``: an httpx transport instead of the network (the guard then sees URLs only, not connections).
    ``clock`` and ``lookup``: time and name resolution, for tests. ``book``: the hosts' turns, where several fetchers
    share them.
    """

    def __init__(
        self,
        options: FetchOptions = DEFAULT,
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        clock: Clock | None = None,
        lookup: Lookup = system_lookup,
        book: TurnBook | None = None,
    ) -> None:
        self.options = options
        self._clock = clock or Clock()
        self._guard = Guard(options, lookup)
        book = book or TurnBook()
        self._hosts = Hosts(options, self._guard, transport, book)
        self._asker = Asker(options, self._hosts, self._clock)
        self._rules = Rulebook(options, self._asker, self._hosts, self._guard, self._clock, book.memory)
        self._renderer: Renderer | None = None
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
        if self._renderer is not None:
            await self._renderer.aclose()
        await self._hosts.aclose(self._clock.now())

    async def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        accept: str = "page",
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | httpx.Auth | None = None,
        refuse: Callable[[str], str | None] | None = None,
    ) -> Page:
        """The page at ``url``.

        ``validators`` make the request conditional: a page with ``not_modified`` has no body. ``accept``: "page" (HTML,
        XHTML, plain text), "feed" (XML, JSON and what feeds are mistaken for) or "any". ``headers`` and ``auth`` go to
        the URL's own host only. ``refuse`` is asked before a redirect is followed: why its target may not be asked, or
        None. Raises a `FetchError` with the history of attempts.
        """
        if self._closed:
            raise UsageError("the Fetcher is closed", hint="Fetch inside its 'async with' block")
        if accept not in ACCEPT:
            raise UsageError(f"accept={accept!r}", hint=f"One of {', '.join(ACCEPT)}")
        target = normalise(url)
        sent = {name.lower(): value for name, value in self.options.headers} | {"accept": ACCEPT[accept]}
        sent |= {name.lower(): value for name, value in (headers or {}).items()}
        sent |= validators.headers() if validators else {}
        journey = Journey(target, sent, self._auth(auth or credentials_of(url)), refuse=refuse)
        with _history(journey):
            page = await self._travel(journey, accept, [target])
            if self.options.render == "always" and page.media_type in _HTML and page.body:
                page = await self._rendered(page, journey)
            return page

    async def render(self, page: Page) -> Page:
        """A page once more, after its scripts ran in a browser (the extra ``browser``); where they lead elsewhere, the
        page there. Raises a `FetchError`, `BrowserError` where there is no browser."""
        journey = Journey(page.url, {"accept": ACCEPT["page"]}, attempts=list(page.attempts))
        with _history(journey):
            return await self._rendered(page, journey)

    async def robots(self, url: str) -> Verdict:
        """What robots.txt says of ``url``, whether or not the options obey it. Raises `FetchError` when the host cannot
        be asked at all."""
        target = normalise(url)
        self._guard.check(target)
        verdict, _ = await self._rules.verdict(target, Journey(target, {}))
        return verdict

    def _auth(self, given: tuple[str, str] | httpx.Auth | None) -> httpx.Auth | None:
        if given is None and self.options.auth:
            user, _, password = self.options.auth.partition(":")
            given = (user, password)
        return httpx.BasicAuth(*given) if isinstance(given, tuple) else given

    async def _travel(self, journey: Journey, accept: str, visited: list[str]) -> Page:
        """The page at the last of the addresses visited, or where it leads."""
        target = visited[-1]
        bounds = Bounds(self.options.max_headers, self.options.max_body)
        while True:
            self._guard.check(target)
            verdict, reserved = await self._rules.verdict(target, journey) if self.options.robots else (None, None)
            if verdict and not verdict.allowed:
                raise RobotsError(f"robots.txt disallows it: {verdict.rule}", url=target, hint=f"See {verdict.url}")
            answer = await self._asker.ask(target, journey, bounds)
            if answer.status in REDIRECTS:
                target = self._next(target, answer.header("location") or "", visited, journey)
                continue
            signals = collected(answer.headers, answer.body, verdict, reserved)
            page = self._page(journey, answer, visited, signals)
            if onward := self._refreshed(page):
                target = self._next(target, onward, visited, journey)
                continue
            self._accept(page, accept)
            return page

    async def _rendered(self, page: Page, journey: Journey) -> Page:
        from scraper.fetcher.browser import Renderer

        if self._renderer is None:
            self._renderer = Renderer(self.options, self._guard, self._may_ask)
        while True:
            begin, started = self._clock.now(), self._clock.today()
            try:
                found = await self._renderer.render(page, self.options.deadline - journey.spent)
            finally:
                seconds = self._clock.now() - begin
                journey.spent += seconds
                journey.attempts.append(Attempt(page.final_url, "rendered", started=started, seconds=seconds))
            if not found.onward:
                attempts = tuple(journey.attempts)
                return replace(page, body=found.body, charset="utf-8", attempts=attempts, rendered=True)
            visited = [page.url, *page.redirects]
            self._next(page.final_url, found.onward, visited, journey)
            page = await self._travel(journey, "page", visited)

    async def _may_ask(self, url: str) -> bool:
        """Whether robots.txt lets a page's script ask for an address."""
        if not self.options.robots:
            return True
        try:
            verdict, _ = await self._rules.verdict(url, Journey(url, {}))
        except FetchError:
            return False
        return verdict.allowed

    def _next(self, url: str, location: str, visited: list[str], journey: Journey) -> str:
        target = normalise(location, url)
        if len(visited) > self.options.max_redirects:
            what = f"more than {self.options.max_redirects} redirects"
            raise RedirectError(what, url=url, hint="The option 'max_redirects' raises the limit")
        if target in visited and not self.options.cookies:
            what = f"redirects in a circle, back to {target}"
            raise RedirectError(what, url=url, hint="Perhaps it wants cookies: the option 'cookies'")
        if url.startswith("https:") and target.startswith("http:") and not self.options.downgrade:
            what = f"redirects from https down to {target}"
            raise RedirectError(what, url=url, hint="The option 'downgrade' allows it")
        if journey.refuse and (reason := journey.refuse(target)):
            raise RedirectError(f"redirects to {target}, which is not to be asked: {reason}", url=url)
        visited.append(target)
        return target

    def _refreshed(self, page: Page) -> str:
        if not self.options.meta_refresh or page.media_type not in _HTML:
            return ""
        seconds, onward = content.refresh(page.body) or (0.0, "")
        try:
            itself = not onward or normalise(onward, page.final_url) == page.final_url
        except UrlError:  # a script's address, or none: the page stands
            return ""
        return "" if itself or seconds > content.REFRESH_WITHIN else onward

    def _page(self, journey: Journey, answer: Answer, visited: list[str], signals: UseSignals) -> Page:
        declared = answer.header("content-type")
        nosniff = (answer.header("x-content-type-options") or "").strip().lower() == "nosniff"
        return Page(
            url=journey.url,
            final_url=answer.url,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            charset=content.charset(declared),
            media_type=content.sniff(answer.body, declared, nosniff),
            fetched_at=self._clock.today(),
            redirects=tuple(visited[1:]),
            attempts=tuple(journey.attempts),
            signals=signals,
        )

    def _accept(self, page: Page, accept: str) -> None:
        if page.not_modified:
            return
        found, declared = page.media_type, page.header("content-type")
        if page.body and not content.is_wanted(found, accept):
            what = f"the media type is {found}"
            what += f", declared as {declared}" if content.essence(declared) != found else ""
            hint = "HTML, XHTML and plain text are read" if accept == "page" else "This is no feed"
            raise MediaTypeError(what, url=page.final_url, media_type=found, hint=hint)
        if self.options.respect_reservation and (why := reservation(page.signals)):
            what = f"text-and-data mining is reserved ({why})"
            raise ReservedError(what, url=page.final_url, hint="Ask the publisher for a licence")


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


@contextmanager
def _history(journey: Journey) -> Iterator[None]:
    """Errors leave with the address that was asked for and every attempt."""
    try:
        yield
    except FetchError as error:
        error.attempts = tuple(journey.attempts)
        if error.url != journey.url:
            error.what += f" (at {error.url})"
            error.url = error.where = journey.url
        raise


async def _fetch(url: str, options: FetchOptions) -> Page:
    async with Fetcher(options) as fetcher:
        return await fetcher.get(url)

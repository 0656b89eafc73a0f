"""Pages that need JavaScript, in the system's Chromium, by Playwright (the extra ``browser``).

The document itself is not fetched again: the browser is given the page as the fetcher brought it, under its address,
so that redirects, robots.txt, the guard and the bounds were asked as for every page. What its scripts ask for goes
through the `gateway`, after robots.txt; pictures, fonts and frames are not fetched. A script that leads elsewhere is
reported as a redirect, for the fetcher to follow.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.errors import BodyTooLargeError, BrowserError, DeadlineError, install
from scraper.fetcher.gateway import Gateway
from scraper.fetcher.guard import Guard
from scraper.fetcher.options import FetchOptions
from scraper.page import Page
from scraper.url import normalise

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Route

#: Programs looked for, in this order.
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Pages rendered at once; each costs some 100 MB.
WIDTH = 2
#: The network must be silent for half a second; waiting for that ends after, seconds.
SETTLE = 5.0
_UNWANTED = frozenset({"image", "media", "font", "stylesheet", "manifest", "texttrack", "ping", "eventsource"})
_FLAGS = (
    "--proxy-bypass-list=<-loopback>",  # Chromium would go to loopback directly
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no look-ups of its own
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)

MayAsk = Callable[[str], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The document after its scripts ran, UTF-8; or ``onward``, where they lead."""

    body: bytes
    onward: str = ""


class Renderer:
    """One browser, started for the first page. ``may_ask`` says whether robots.txt allows a URL."""

    def __init__(self, options: FetchOptions, guard: Guard, may_ask: MayAsk) -> None:
        self._options, self._guard, self._may_ask = options, guard, may_ask
        self._stack = AsyncExitStack()
        self._browser: Browser | None = None
        self._starting = asyncio.Lock()
        self._places = asyncio.Semaphore(WIDTH)

    async def aclose(self) -> None:
        """End the browser."""
        self._browser = None
        await self._stack.aclose()

    async def render(self, page: Page, seconds: float) -> Rendered:
        """Run the scripts of a page, for at most ``seconds``."""
        async with self._places:
            browser = await self._started(page.url)
            try:
                async with asyncio.timeout(seconds):
                    context = await browser.new_context(
                        user_agent=self._options.user_agent, service_workers="block", accept_downloads=False
                    )
                    try:
                        return await self._run(context, page, seconds)
                    finally:
                        await context.close()
            except TimeoutError:
                await self.aclose()  # a script that never ends holds its process: start anew for the next page
                what = f"the browser was not done after {seconds:g} s"
                raise DeadlineError(what, url=page.url, hint="The option 'deadline' raises the limit") from None

    async def _run(self, context: BrowserContext, page: Page, seconds: float) -> Rendered:
        from playwright.async_api import Error, TimeoutError

        visit = _Visit(page, self._may_ask)
        await context.route("**/*", visit.answer)
        tab = await context.new_page()
        visit.frame = tab.main_frame
        try:
            await tab.goto(page.final_url, wait_until="domcontentloaded", timeout=seconds * 1000)
            with suppress(TimeoutError):
                await tab.wait_for_load_state("networkidle", timeout=min(SETTLE, seconds) * 1000)
            if visit.onward:
                return Rendered(b"", visit.onward)
            size = await tab.evaluate("document.documentElement.outerHTML.length")
            if size > self._options.max_body:
                what = f"the rendered page passes {self._options.max_body} bytes"
                raise BodyTooLargeError(what, url=page.url, hint="The option 'max_body' raises the limit")
            return Rendered((await tab.content()).encode("utf-8", "replace"))
        except Error as error:
            if visit.onward:
                return Rendered(b"", visit.onward)
            what = f"the browser failed: {error.message.splitlines()[0]}"
            raise BrowserError(what, url=page.url, hint="Fetch it without rendering") from error

    async def _started(self, url: str) -> Browser:
        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                await self._stack.aclose()
                self._browser = await self._start(url)
            return self._browser

    async def _start(self, url: str) -> Browser:
        try:
            from playwright.async_api import Error, async_playwright
        except ImportError as error:
            raise BrowserError("rendering needs Playwright", url=url, hint=install("browser")) from error
        program = self._options.browser or next(filter(None, map(shutil.which, PROGRAMS)), "")
        if not program or shutil.which(program) is None:
            what = f"no browser {program!r}" if program else "no Chromium on the PATH"
            raise BrowserError(what, url=url, hint="apt-get install chromium, or name one in the option 'browser'")
        limits = (self._options.connect_timeout, self._options.max_body)
        gateway = await self._stack.enter_async_context(Gateway(self._guard, *limits))
        flags = [*_FLAGS, f"--proxy-server=http://127.0.0.1:{gateway.port}"]
        if getattr(os, "geteuid", lambda: 1)() == 0:
            flags.append("--no-sandbox")  # Chromium refuses its sandbox to root
        try:
            driver = await self._stack.enter_async_context(async_playwright())
            browser = await driver.chromium.launch(executable_path=program, args=flags, headless=True)
        except Error as error:
            await self._stack.aclose()
            what = f"the browser does not start: {error.message.splitlines()[0]}"
            raise BrowserError(
                what, url=url, hint="Try it by hand: chromium --headless --dump-dom about:blank"
            ) from error
        self._stack.push_async_callback(_closed, browser)
        return browser


class _Visit:
    """Answers what one page asks for."""

    def __init__(self, page: Page, may_ask: MayAsk) -> None:
        self._page, self._may_ask = page, may_ask
        self._given = False
        self.frame: object = None
        self.onward = ""

    async def answer(self, route: Route) -> None:
        """The document from memory, scripts and data from the network where robots.txt allows it, nothing else."""
        request = route.request
        if request.is_navigation_request():
            if request.frame != self.frame:
                await route.abort()
            elif not self._given:
                self._given = True
                await route.fulfill(status=200, headers=_headers(self._page), body=self._page.body)
            else:
                self.onward = request.url
                await route.abort()
        elif request.resource_type in _UNWANTED or not await self._allowed(request.url):
            await route.abort()
        else:
            await route.continue_()

    async def _allowed(self, url: str) -> bool:
        if url.startswith(("data:", "blob:")):
            return True
        return await self._may_ask(normalise(url)) if url.startswith(("http:", "https:")) else False


def _headers(page: Page) -> dict[str, str]:
    declared = f"{page.media_type}; charset={page.charset}" if page.charset else page.media_type
    kept = {name: value for name, value in page.headers if name in ("content-security-policy", "content-language")}
    return {**kept, "content-type": declared}


async def _closed(browser: Browser) -> None:
    with suppress(Exception):  # it may have crashed
        await asyncio.wait_for(browser.close(), 5.0)

"""Pages rendered in the real Chromium: scripts run, the guard and robots.txt hold, nothing gets past the gateway."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from scraper import errors
from scraper.fetcher import Fetcher
from scraper.fetcher.browser import PROGRAMS

Make = Callable[..., Fetcher]

playwright = pytest.importorskip("playwright", reason="the extra 'browser' is not installed")
if not any(map(shutil.which, PROGRAMS)):
    pytest.skip("no Chromium on the PATH", allow_module_level=True)

SCRIPT = b"""<!DOCTYPE html><html><head><meta charset=utf-8><title>t</title></head><body><div id=a>empty</div><script>
fetch(%s).then(r => r.text(), e => 'refused').then(t => { document.getElementById('a').textContent = t; });
</script></body></html>"""


def page_that_asks(url: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {}, SCRIPT % repr(url).encode()


async def test_a_page_is_given_after_its_scripts_ran(server: Any, make: Make) -> None:
    server.pages["/page"] = page_that_asks("/data")
    server.pages["/data"] = (200, {"content_type": "text/plain"}, "Wörter aus dem Skript".encode())
    fetcher = make(render="always", deadline=30.0)
    page = await fetcher.get(server.url("/page"))
    assert "Wörter aus dem Skript" in page.body.decode()
    assert (page.rendered, page.charset, page.status) == (True, "utf-8", 200)
    assert page.attempts[-1].outcome == "rendered"
    assert server.seen["/page"] == 1, "the document is not fetched twice"


@pytest.mark.proof
async def test_a_plain_page_can_be_rendered_later(server: Any, make: Make) -> None:
    server.pages["/page"] = page_that_asks("/data")
    server.pages["/data"] = (200, {"content_type": "text/plain"}, b"later")
    fetcher = make(deadline=30.0)
    page = await fetcher.get(server.url("/page"))
    assert b"later" not in page.body
    assert b"later" in (await fetcher.render(page)).body


async def test_scripts_reach_only_what_guard_and_robots_allow(faults: Any, server: Any, make: Make) -> None:
    """A closed address, an address behind a name, and a path that robots.txt disallows are all refused."""
    server.robots = (200, {}, b"User-agent: *\nDisallow: /private\n")
    server.pages["/private"] = (200, {"content_type": "text/plain"}, b"secret")
    async with faults.FaultServer(host="127.0.0.2") as other:
        other.pages["/x"] = (200, {"content_type": "text/plain", "access_control_allow_origin": "*"}, b"secret")
        fetcher = make(render="always", deadline=30.0, allow_networks=("127.0.0.1/32",))
        for target in (other.url("/x"), other.url("/x", host="localhost"), "/private", "file:///etc/passwd"):
            server.pages["/page"] = page_that_asks(target)
            page = await fetcher.get(server.url("/page"))
            assert b"refused" in page.body
            assert b"secret" not in page.body
        assert other.asked == []
        assert server.seen["/private"] == 0


@pytest.mark.proof
async def test_the_gateway_guards_even_without_robots(faults: Any, server: Any, make: Make) -> None:
    async with faults.FaultServer(host="127.0.0.2") as other:
        other.pages["/x"] = (200, {"content_type": "text/plain", "access_control_allow_origin": "*"}, b"secret")
        fetcher = make(render="always", robots=False, deadline=30.0, allow_networks=("127.0.0.1/32",))
        server.pages["/page"] = page_that_asks(other.url("/x"))
        assert b"secret" not in (await fetcher.get(server.url("/page"))).body
        assert other.asked == []


@pytest.mark.proof
async def test_a_script_that_leads_elsewhere_is_a_redirect_under_the_same_rules(server: Any, make: Make) -> None:
    server.robots = (200, {}, b"User-agent: *\nDisallow: /private\n")
    server.pages["/page"] = (200, {}, b"<script>location.href = '/ok'</script>")
    server.pages["/bad"] = (200, {}, b"<script>location.href = '/private'</script>")
    fetcher = make(render="always", deadline=30.0)
    page = await fetcher.get(server.url("/page"))
    assert (page.url, page.final_url) == (server.url("/page"), server.url("/ok"))
    assert page.redirects == (server.url("/ok"),)
    with pytest.raises(errors.RobotsError):
        await fetcher.get(server.url("/bad"))


@pytest.mark.proof
async def test_a_script_without_end_ends_at_the_deadline_and_the_next_page_is_served(server: Any, make: Make) -> None:
    server.pages["/page"] = (200, {}, b"<p>x</p><script>while (true) {}</script>")
    fetcher = make(render="always", deadline=6.0)
    with pytest.raises(errors.DeadlineError):
        await fetcher.get(server.url("/page"))
    assert (await fetcher.get(server.url("/ok"))).rendered


@pytest.mark.proof
async def test_a_page_that_grows_beyond_the_limit_is_refused(server: Any, make: Make) -> None:
    server.pages["/page"] = (200, {}, b"<script>document.write('x'.repeat(300000))</script>")
    with pytest.raises(errors.BodyTooLargeError):
        await make(render="always", deadline=30.0, max_body=100_000).get(server.url("/page"))


async def test_a_missing_browser_is_an_error_that_says_what_to_install(server: Any, make: Make, tmp_path: Any) -> None:
    with pytest.raises(errors.BrowserError, match="apt-get install chromium"):
        await make(render="always", browser="/nowhere/chromium").get(server.url("/ok"))
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    os.chmod(broken, 0o755)
    with pytest.raises(errors.BrowserError, match="does not start"):
        await make(render="always", browser=str(broken)).get(server.url("/ok"))

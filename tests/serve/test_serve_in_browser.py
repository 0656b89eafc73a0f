"""The service's pages in the real browser: found, read, compared; nothing of a page runs."""

from __future__ import annotations

from typing import Any

import httpx
import pytest


def test_an_article_is_found_read_and_compared_with_its_page(watched: Any, service: str) -> None:
    page = watched.open(service + "/")
    page.get_by_role("searchbox").fill("winter ferry council")
    page.keyboard.press("Enter")
    page.locator("mark").first.wait_for(state="visible")
    page.get_by_role("link", name="Council votes for a winter ferry").click()
    assert page.locator(".story p").first.inner_text().startswith("Port Ellery will keep its ferry")
    page.get_by_role("link", name="Compare with the page").click()
    page.locator("#place").wait_for()
    page.keyboard.press("n")
    assert page.locator("#place").inner_text().startswith("1 of ")
    assert page.locator("#page .note").count() == 0, "cleaned today it is the same"
    assert watched.said == []
    assert all(address.startswith(service) for address in watched.asked)


def test_a_source_is_chosen(watched: Any, service: str) -> None:
    page = watched.open(service + "/")
    page.get_by_role("navigation", name="Sources").get_by_role("link", name="<b>hostile</b>").click()
    assert page.locator(".list li").count() == 1


def test_the_health_of_the_sources_is_drawn(watched: Any, service: str) -> None:
    page = watched.open(service + "/health")
    assert page.locator(".health").count() == 2
    assert page.locator(".health .plot svg").count() == 8
    assert watched.said == []


def test_what_is_not_there_is_told_on_a_page(watched: Any, service: str) -> None:
    page = watched.open(service + "/read/999999")
    assert "there is no article 999999" in page.locator(".note").inner_text()


def test_nothing_of_a_hostile_page_runs_on_any_page(watched: Any, service: str) -> None:
    (hostile,) = httpx.get(f"{service}/articles", params={"source": "<b>hostile</b>"}, trust_env=False).json()[
        "articles"
    ]
    script = "</script><script>document.title='ran'</script>"
    paths = (f"/?q={script}", "/", f"/read/{hostile['id']}", f"/why/{hostile['id']}", "/health", f"/?source={script}")
    for path in paths:
        page = watched.open(service + path)
        assert page.title() != "ran", path
    assert watched.said == []
    assert all(address.startswith(service) for address in watched.asked), watched.asked


def test_what_does_not_fit_is_told_to_readers_on_a_page(watched: Any, service: str) -> None:
    page = watched.open(service + "/read/0")
    assert page.locator(".note").is_visible()


@pytest.mark.parametrize("path", ["/", "/?q=ferry", "/health"])
def test_on_a_phone_nothing_is_wider_than_the_screen(chromium: Any, service: str, path: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(service + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()

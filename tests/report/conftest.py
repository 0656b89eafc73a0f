"""Reports in the real Chromium, with everything told that a page said, asked for or failed with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from scraper.fetcher.browser import PROGRAMS


@dataclass
class Watched:
    """An open page, and what it said (console, errors) and asked for beyond itself."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, path: Path) -> Any:
        """Open a file as a reader does, from disk."""
        self.page.goto(path.as_uri())
        return self.page

    @property
    def calm(self) -> bool:
        """Whether the page was silent and asked for nothing but itself."""
        return self.said == [] and len(self.asked) <= 1


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="the extra 'browser' is not installed")
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no Chromium on the PATH")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def watched(chromium: Any) -> Iterator[Watched]:
    """A page of a desktop's width in a fresh context."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    found = Watched(context.new_page())
    found.page.on("console", lambda message: found.said.append(message.text))
    found.page.on("pageerror", lambda problem: found.said.append(str(problem)))
    found.page.on("dialog", lambda dialog: found.said.append(dialog.message))
    context.on("request", lambda request: found.asked.append(request.url))
    yield found
    context.close()

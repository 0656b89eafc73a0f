"""Shared by all tests."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import settings

from scraper.fetcher.browser import PROGRAMS

# Time is no test: a loaded machine takes longer.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

#: The repository's own pages, texts and expected results (tests run from a checkout, the package may be installed
#: elsewhere).
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """The folder of our own pages and texts."""
    return FIXTURES


def module_of(path: Path) -> ModuleType:
    """A helper of the tests, which are no package."""
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[path.stem] = module
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A PostgreSQL of this session's own."""
    module = module_of(Path(__file__).with_name("postgres.py"))
    try:
        module.binaries()
    except module.MissingError as missing:
        pytest.skip(str(missing))
    with module.server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Any) -> Iterator[str]:
    """A database for one test, empty."""
    with postgres.borrowed() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The same test on SQLite and on PostgreSQL."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return "sqlite:///.scraper/articles.db"


#: The fixture site, and a site whose page tries to get out of every report.
SOURCES = """
[[source]]
name = "courier"
serve = "{fixtures}/site"
depth = 0
[source.fetch]
delay = 0.0

[[source]]
name = "<b>hostile</b>"
serve = "{fixtures}/reports"
depth = 1
[source.fetch]
delay = 0.0
"""


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a configuration and its store after one crawl, to be read only."""
    folder = tmp_path_factory.mktemp("crawled")
    (folder / "config.toml").write_text(SOURCES.format(fixtures=FIXTURES), encoding="utf-8")
    command = [sys.executable, "-m", "scraper", "crawl"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode in (0, 3), run.stderr
    return folder


@dataclass
class Watched:
    """An open page, and what it said (console, errors) and asked for beyond itself."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, address: Path | str) -> Any:
        """Open a URL, or a file as a reader does, from disk."""
        self.page.goto(address if isinstance(address, str) else address.as_uri())
        return self.page

    @property
    def calm(self) -> bool:
        """Whether the page was silent and asked for nothing but itself."""
        return self.said == [] and len(self.asked) <= 1


@pytest.fixture(scope="module")  # while Playwright is open, an event loop runs, and other modules run their own
def chromium() -> Iterator[Any]:
    """The system's Chromium, without a window."""
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


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI, where everything that a test may need is installed, a test that is skipped has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None and os.environ.get("CI") else []
    for report in skipped:
        reporter.write_line(f"\nskipped, which counts as failed in CI: {report.nodeid}: {report.longrepr}", red=True)
    if skipped and not exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def made_sites() -> ModuleType:
    """The two made sites of 50 pages (``tests/made_sites.py``)."""
    return module_of(Path(__file__).with_name("made_sites.py"))

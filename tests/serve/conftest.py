"""The reading service as a user runs it: a process of its own on loopback, over a store that a crawl has filled."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("uvicorn", reason="the extra 'serve' is not installed")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The URL of a service over the store of a folder."""
    command = [sys.executable, "-m", "scraper", "serve", "--port", "0", "--max-request", "300000", "--workers", "1"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", first)
        assert found, first + process.stderr.read()
        yield found[0]
        process.terminate()
        rest = process.stderr.read()
        assert process.wait(20) == 143, rest
        assert "Traceback" not in rest


@pytest.fixture(scope="session")
def service(crawled: Path) -> Iterator[str]:
    """The service's URL, without a slash at its end."""
    with serving(crawled) as url:
        yield url


@pytest.fixture(scope="session")
def serve_in() -> Callable[[Path], AbstractContextManager[str]]:
    """``with serve_in(folder) as url:``, for a test with a store of its own."""
    return serving


@pytest.fixture
def client(service: str) -> Iterator[httpx.Client]:
    """A client of the service."""
    with httpx.Client(base_url=service, timeout=60, trust_env=False) as found:
        yield found


@pytest.fixture(scope="session")
def ferry(service: str) -> int:
    """The number of a stored article."""
    found = httpx.get(f"{service}/search", params={"q": "Marigold timetable"}, trust_env=False).json()["articles"]
    number: int = next(hit["id"] for hit in found if hit["url"].endswith("/news/ferry-timetable-vote"))
    return number

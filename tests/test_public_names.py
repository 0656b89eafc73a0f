"""The public names are what we promise, and importing the package stays light."""

from __future__ import annotations

import subprocess
import sys

import scraper


def test_public_names_are_sorted_and_every_one_can_be_loaded() -> None:
    assert list(scraper.__all__) == sorted(scraper.__all__)
    for name in scraper.__all__:
        assert getattr(scraper, name) is not None


def test_importing_the_package_loads_no_network_store_or_command_line_library() -> None:
    code = "import scraper, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {
        "httpx",
        "sqlalchemy",
        "typer",
        "rich",
        "trafilatura",
        "asyncio",
        "numpy",
        "selectolax",
        "pydantic",
        "lxml",
    }
    assert not heavy & set(loaded)

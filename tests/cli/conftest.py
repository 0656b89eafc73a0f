"""The command as a user calls it: a process of its own, with the fixture site served on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from scraper.cli.demo import DemoSite, serve

Run = Callable[..., "subprocess.CompletedProcess[str]"]

#: Seconds after which a command that should have ended has failed.
PATIENCE = 60


@pytest.fixture(scope="session")
def site(fixtures: Path) -> Iterator[DemoSite]:
    """The fixture site on the air; its faults are used up by the first test that meets them."""
    with serve(fixtures / "site") as served:
        yield served


@pytest.fixture(scope="session")
def run_in() -> Run:
    """``run_in(folder, "clean", "-", input=...)``; wide columns, so that no message is wrapped."""

    def call(folder: Path, *arguments: str, **kwargs: object) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
        settings = {"cwd": folder, "env": environment, "timeout": PATIENCE, "encoding": "utf-8", **kwargs}
        command = [sys.executable, "-m", "scraper", *arguments]
        return subprocess.run(command, capture_output=True, check=False, **settings)  # type: ignore[call-overload,no-any-return]

    return call


@pytest.fixture
def run(run_in: Run, tmp_path: Path) -> Run:
    """``run("clean", "-", input=...)`` in an empty folder."""
    return partial(run_in, tmp_path)

"""Shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

#: The repository's own pages, texts and expected results (tests run from a checkout, the package may be installed
#: elsewhere).
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """The folder of our own pages and texts."""
    return FIXTURES


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI, where everything that a test may need is installed, a test that is skipped has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped") and not exitstatus:
        reporter.write_line("skipped tests count as failed in CI", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

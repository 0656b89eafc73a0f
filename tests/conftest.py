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
    skipped = reporter.stats.get("skipped", []) if reporter is not None and os.environ.get("CI") else []
    for report in skipped:
        reporter.write_line(f"\nskipped, which counts as failed in CI: {report.nodeid}: {report.longrepr}", red=True)
    if skipped and not exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

"""Shared by all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

#: The repository's own pages, texts and expected results (tests run from a checkout, the package may be installed
#: elsewhere).
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """The folder of our own pages and texts."""
    return FIXTURES

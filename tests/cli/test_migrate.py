"""scraper migrate, as a user calls it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scraper.cli.migrate import EXAMPLES
from scraper.store import urls
from scraper.store.database import open_database
from scraper.store.options import StoreOptions


def test_the_examples_copy_a_store_there_and_back(
    run: Callable[..., Any], tmp_path: Path, postgres: Any, postgres_url: str
) -> None:
    with open_database(StoreOptions(), tmp_path) as database, database.engine.begin() as connection:
        urls.source_ids(connection, ["courier"])
    for example in EXAMPLES:
        done = run(*(postgres_url if "example.org" in part else part for part in shlex.split(example)[1:]))
        assert done.returncode == 0, done.stderr
        assert "1 rows of" in done.stderr
    again = run("migrate", "sqlite:///copy.db", postgres_url)
    assert (again.returncode, "holds a store already" in again.stderr) == (2, True)
    assert run("migrate", "sqlite:///missing.db", postgres.create()).returncode == 1


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/name"])
def test_what_is_no_store_is_refused(run: Callable[..., Any], url: str) -> None:
    assert run("migrate", url, "sqlite:///copy.db").returncode in (1, 2)

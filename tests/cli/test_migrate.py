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


@pytest.mark.parametrize("url", ["nonsense", "mysql://host:secret@name/x", "sqlite://", "sqlite:///."])
@pytest.mark.parametrize("target", [False, True])
def test_what_is_no_store_is_refused(run: Callable[..., Any], tmp_path: Path, url: str, target: bool) -> None:
    with open_database(StoreOptions(url="sqlite:///kept.db"), tmp_path):
        pass
    done = run("migrate", *(["sqlite:///kept.db", url] if target else [url, "sqlite:///copy.db"]))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert "sqlite:///FILE" in done.stderr or "Name a file" in done.stderr
    assert "secret" not in done.stderr
    assert not (tmp_path / "copy.db").exists()


def test_a_store_is_copied_within_its_folder_and_not_onto_itself(run: Callable[..., Any], tmp_path: Path) -> None:
    with open_database(StoreOptions(url="sqlite:///kept.db"), tmp_path):
        (tmp_path / "run.lock").touch()
    onto = run("migrate", "sqlite:///kept.db", "sqlite:///./kept.db")
    assert onto.returncode == 2
    assert "the store itself" in onto.stderr
    beside = run("migrate", "sqlite:///kept.db", "sqlite:///copy.db")
    assert beside.returncode == 0, beside.stderr

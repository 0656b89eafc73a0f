"""The first command of the README on a machine that has nothing installed: a fresh environment, then the main job."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(not (PROJECT / "scraper").is_dir(), reason="the tests run outside of a checkout"),
]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the repository ships; the checkout stays as it is."""
    folder = tmp_path_factory.mktemp("fresh") / "clone"
    folder.mkdir()
    for name in ("scraper", "fixtures"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "config.toml"):
        shutil.copy(PROJECT / name, folder)
    return folder


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A virtual environment with Python's own pip and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON") and key != "VIRTUAL_ENV"}
    return kept | {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def shell(command: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=500
    )


def titles(folder: Path) -> set[str]:
    """The titles of the site's articles, section pages left out."""
    expected = (json.loads(path.read_text("utf-8")) for path in folder.rglob("*.expected.json"))
    return {article["title"] for article in expected if article["status"] != "listing"}


def test_the_first_command_crawls_the_fixture_site_and_the_second_run_downloads_nothing(
    clone: Path, environment: dict[str, str]
) -> None:
    first = shell("pip install . && scraper crawl", clone, environment)
    assert first.returncode in (0, 3), first.stderr
    database = sqlite3.connect(clone / ".scraper" / "articles.db")
    stored = {title for (title,) in database.execute("SELECT title FROM articles")}
    database.close()
    assert len(stored) >= 16
    assert titles(clone / "fixtures" / "site") <= stored
    assert str(clone / ".scraper" / "articles.db") in first.stderr + first.stdout
    assert list((clone / ".scraper" / "warc").rglob("*.warc.gz"))

    second = shell("scraper crawl", clone, environment)
    assert second.returncode == 0, second.stderr
    assert re.search(r"no page body was downloaded", second.stderr + second.stdout)

    forced = shell("scraper crawl --force", clone, environment)
    assert forced.returncode in (0, 3), forced.stderr
    assert not re.search(r"no page body was downloaded", forced.stderr + forced.stdout)

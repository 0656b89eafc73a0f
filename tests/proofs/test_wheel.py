"""The wheel is whole: what is built from a checkout works where the checkout is not."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
NEEDED = ("pyproject.toml", "README.md", "scraper")

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(not (PROJECT / "scraper").is_dir(), reason="the tests run outside of a checkout"),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built by pip from a copy of the checkout, so that the checkout stays as it is."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in NEEDED:
        path = PROJECT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, source)
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", out, source], check=True)
    [built] = out.glob("*.whl")
    return built


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = PROJECT / "scraper"
    files = {str(p.relative_to(PROJECT)) for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    assert held == files


def test_an_installed_wheel_cleans_a_page_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Weights, phrases and schema are found in the installed package, not in the folder of the sources."""
    site = tmp_path / "site"
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", site, wheel], check=True)
    page = next((PROJECT / "fixtures" / "site" / "news").glob("*.html"))
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r}); import scraper;"
        f"assert scraper.__file__.startswith({str(site)!r});"
        f"print(scraper.clean(open({str(page)!r}, 'rb').read()).text)"
    )
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert len(run.stdout.split()) > 100

"""The farm of loopback sites as a fixture."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

SOURCE = """
[[source]]
name = "site{site}"
home = "{base}/"
depth = {depth}
schedule = "{schedule}"
allow_networks = ["127.0.0.0/8"]
[source.fetch]
delay = {delay}
"""
FARM = Path(__file__).with_name("farm.py")


@dataclass(frozen=True)
class Served:
    """A farm on the air. ``module``: the farm's own functions, which say what its sites hold."""

    port: int
    hosts: int
    articles: int
    log: Path
    module: ModuleType

    def base(self, site: int) -> str:
        return f"http://{self.module.address(site)}:{self.port}"

    def sources(self, depth: int = 3, schedule: str = "", delay: float = 0.0) -> str:
        """Every site as a source of a configuration."""
        found = (SOURCE.format(site=site, base=self.base(site), depth=depth, schedule=schedule, delay=delay)
                 for site in range(self.hosts))  # fmt: skip
        return "".join(found)

    def requests(self) -> list[tuple[float, str, str, int]]:
        """Seconds, host, path and status of every request, in order."""
        lines = (line.split("\t") for line in self.log.read_text().splitlines())
        return [(float(at), host, path, int(status)) for at, host, path, status in lines]


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts farms; they end with the test."""
    running = []
    specification = importlib.util.spec_from_file_location("farm", FARM)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)

    def start(hosts: int, articles: int, late: int = 0) -> Served:
        log = tmp_path / f"requests{len(running)}.tsv"
        log.touch()
        sizes = ["--hosts", str(hosts), "--articles", str(articles), "--late", str(late), "--log", str(log)]
        process = subprocess.Popen(
            [sys.executable, str(FARM), *sizes], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        running.append(process)
        return Served(int(process.stdout.readline()), hosts, articles, log, module)

    yield start
    for process in running:
        process.stdin.close()
        process.stdout.close()
        process.wait(10)


@pytest.fixture
def start_in() -> Callable[..., subprocess.Popen[bytes]]:
    """``start_in(folder, "crawl")``, with its output in the folder's output.txt."""

    def start(folder: Path, *command: str) -> subprocess.Popen[bytes]:
        with (folder / "output.txt").open("ab") as output:
            whole = [sys.executable, "-m", "scraper", *command]
            return subprocess.Popen(whole, cwd=folder, stdout=output, stderr=output, start_new_session=True)

    return start

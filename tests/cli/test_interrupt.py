"""Ctrl-C in a terminal reaches every process of a command at once, also those that have just begun to load."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.store.database import open_database
from scraper.store.options import StoreOptions

PAGE = "<!doctype html><title>T</title><article>" + "<p>A sentence of an article that is long enough.</p>" * 40


def has_child(group: int, name: bytes) -> bool:
    """Whether a process of the group, not its leader, has that in its command line."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            of_group = int(stat.read_text().rpartition(")")[2].split()[2]) == group != int(stat.parent.name)
            if of_group and name in stat.with_name("cmdline").read_bytes():
                return True
    return False


def interrupted(folder: Path, name: bytes, *command: str) -> subprocess.CompletedProcess[str]:
    """The command, interrupted as by a terminal when its child of that name begins."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scraper", *command],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    while process.poll() is None and not has_child(process.pid, name):
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.01)
    os.killpg(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)


@pytest.mark.parametrize(
    ("name", "command"),
    [
        (b"scraper.scale.bulk.child", "bulk rows.jsonl -o out --workers 1"),
        (b"multiprocessing.spawn", "bulk rows.jsonl -o out --workers 1"),
        (b"forkserver", "serve --port 0"),
    ],
)
def test_a_command_that_is_interrupted_while_its_processes_load_ends_without_noise(
    tmp_path: Path, name: bytes, command: str
) -> None:
    (tmp_path / "rows.jsonl").write_text(json.dumps({"html": PAGE}) + "\n")
    (tmp_path / "config.toml").touch()
    with open_database(StoreOptions(), tmp_path):
        pass
    done = interrupted(tmp_path, name, *command.split())
    assert done.returncode == 130
    assert "Traceback" not in done.stderr, done.stderr
    assert "Error" not in done.stderr


def test_a_crawl_that_is_interrupted_while_its_processes_load_has_asked_nothing_in_vain(
    tmp_path: Path, fixtures: Path, run_in: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    (tmp_path / "config.toml").write_text(
        f'[[source]]\nname = "courier"\nserve = "{fixtures}/site"\ndepth = 0\n[source.fetch]\ndelay = 0.0\n'
    )
    done = interrupted(tmp_path, b"forkserver", "crawl")
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert run_in(tmp_path, "crawl").returncode in (0, 3)
    (status,) = json.loads(run_in(tmp_path, "status", "--to", "json").stdout)
    assert status["articles"] == 29
    assert "CrawlError" not in status["errors"]

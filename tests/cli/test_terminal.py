"""On a terminal, results are Markdown and progress is a bar; both are tried on a real pseudo-terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest


def on_terminal(folder: Path, *arguments: str, stream: str) -> tuple[int, str]:
    """Exit code and what appears on the terminal when ``stream`` (stdout or stderr) is one."""
    ours, theirs = pty.openpty()
    other = {"stdout": "stderr", "stderr": "stdout"}[stream]
    process = subprocess.Popen(
        [sys.executable, "-m", "scraper", *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", "TERM": "xterm"},
        **{stream: theirs, other: subprocess.DEVNULL},  # type: ignore[call-overload]
    )
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 65_536):
            shown += chunk
    except OSError:  # Linux says EIO when the last writer has closed the terminal
        pass
    finally:
        os.close(ours)
    return process.wait(timeout=60), shown.decode("utf-8")


@pytest.fixture
def pages(fixtures: Path) -> list[str]:
    return [str(path) for path in sorted((fixtures / "site" / "news").glob("*-*.html"))]


def test_a_terminal_gets_markdown_by_itself(pages: list[str], tmp_path: Path) -> None:
    code, shown = on_terminal(tmp_path, "clean", pages[0], stream="stdout")
    assert code == 0
    assert shown.startswith("# ")


def test_a_terminal_gets_a_progress_bar_and_the_notes_above_it(pages: list[str], tmp_path: Path) -> None:
    code, shown = on_terminal(tmp_path, "clean", *pages, "missing.html", "-o", "out/", stream="stderr")
    assert code == 3
    assert "error: missing.html: there is no such file" in shown
    assert f"{len(pages) + 1}/{len(pages) + 1}" in shown
    assert f"{len(pages)} files in out" in shown

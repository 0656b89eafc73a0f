"""What the help promises holds: every command says what it does, and its examples run."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from zstandard import ZstdCompressor

from scraper import __version__
from scraper.cli import COMMANDS
from scraper.cli.demo import DemoSite

PROJECT = Path(__file__).resolve().parent.parent.parent

#: Commands that go on until they are told to stop, what they say first, and what the test adds to them.
ENDLESS = {"watch": ("Watching 1 ", ""), "serve": ("Reading at http://127.0.0.1:", " --port 0")}

#: Commands that need a PostgreSQL; test_worker.py and test_migrate.py run their examples.
ELSEWHERE = ("worker", "migrate")

EXAMPLES = [
    (name, example)
    for name in COMMANDS
    if name not in (*ENDLESS, *ELSEWHERE)
    for example in import_module(f"scraper.cli.{name}").EXAMPLES
]


def test_the_version_is_the_package_s(run) -> None:
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"scraper {__version__}\n", "")


def test_the_version_loads_no_command() -> None:
    code = "import sys; from scraper.cli import main; main(['--version']); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"typer", "rich", "httpx", "sqlalchemy", "pydantic", "numpy"} & set(run.stdout.split())


def test_the_help_lists_every_command(run) -> None:
    done = run("--help")
    assert done.returncode == 0
    for name in COMMANDS:
        assert f" {name} " in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_shows_its_examples(run, name: str) -> None:
    done = run(name, "--help")
    assert done.returncode == 0, done.stderr
    examples = import_module(f"scraper.cli.{name}").EXAMPLES
    assert examples
    for example in examples:
        assert example in done.stdout


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("fetsch https://example.org/", ("Did you mean 'fetch'? Try: scraper --help",)),
        ("clean", ("'FILE'", "Try: scraper clean --help")),
        ("clean page.html --frm html", ("--frm", "--from", "Try: scraper clean --help")),
        ("clean page.html --max-bytes two", ("--max-bytes", "integer", "Try: scraper clean --help")),
        ("report --days 0", ("--days", "1", "Try: scraper report --help")),
    ],
)
def test_a_command_line_that_cannot_be_read_is_one_clear_error(run, line: str, says: tuple[str, ...]) -> None:
    done = run(*line.split(), env={**os.environ, "COLUMNS": "40"})
    assert (done.returncode, done.stdout) == (2, "")
    [error] = done.stderr.splitlines()
    assert error.startswith("error: ")
    for words in says:
        assert words in error


def test_no_command_is_answered_with_the_help(run) -> None:
    assert run().stdout == run("--help").stdout


def test_the_help_shows_the_tables_of_the_configuration_as_they_are_written(run) -> None:
    assert "whose [clean] and [[site]] hold" in run("bulk", "--help").stdout
    assert "the tables [[site]]" in run("check", "--help").stdout
    assert "the tables [[site]]" in run("--help").stdout
    assert "[sink]" in run("reclean", "--help").stdout


def test_no_two_flags_of_a_command_have_one_name(run) -> None:
    from scraper.cli.application import load

    for name in COMMANDS:
        flags = [flag for parameter in load(name).params for flag in parameter.opts + parameter.secondary_opts]
        assert len(flags) == len(set(flags)), name


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the examples name: saved pages, a dump, and the shipped configuration after one crawl."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(PROJECT / "fixtures" / "site", folder / "fixtures" / "site")
    shutil.copy(PROJECT / "config.toml", folder)
    shutil.copy(PROJECT / "config.toml", folder / "newsroom.toml")
    news = PROJECT / "fixtures" / "site" / "news"
    (folder / "pages").mkdir()
    for page in ("ferry-timetable-vote.html", "lighthouse-keeper-retires.html"):
        shutil.copy(news / page, folder / "pages")
    shutil.copy(news / "ferry-timetable-vote.html", folder / "page.html")
    shutil.copy(PROJECT / "fixtures" / "text" / "tags-commas.txt", folder / "dump.txt")
    row = json.dumps({"text": (folder / "dump.txt").read_text(encoding="utf-8")})
    (folder / "dumps.jsonl.zst").write_bytes(ZstdCompressor().compress(row.encode()))
    crawl = shell("scraper crawl", folder)
    assert crawl.returncode in (0, 3), crawl.stderr
    return folder


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = command.replace("scraper ", f"{sys.executable} -m scraper ", 1)
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[example for _, example in EXAMPLES])
def test_every_example_runs(site: DemoSite, workspace: Path, tmp_path: Path, name: str, example: str) -> None:
    """Only the addresses are others: the fixture site stands in for the hosts of the examples."""
    command = example
    if "https://example.org/" in command and name != "init":
        for path, ours in (
            ("news/story", "news/ferry-timetable-vote"),
            ("a", "de/hafenfest"),
            ("b", "tv/school-choir"),
        ):
            command = command.replace(f"https://example.org/{path}", site.home + ours)
        command += f" --resolve {site.resolve} --delay 0"
    run = shell(command, tmp_path if name == "init" else workspace)
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("name", "example"), [(name, e) for name in ENDLESS for e in import_module(f"scraper.cli.{name}").EXAMPLES]
)
def test_every_example_of_an_endless_command_runs_until_it_is_told_to_stop(
    workspace: Path, tmp_path: Path, name: str, example: str
) -> None:
    says, added = ENDLESS[name]
    folder = tmp_path / "fresh"
    shutil.copytree(workspace, folder, ignore=shutil.ignore_patterns(".scraper") if name == "watch" else None)
    process = subprocess.Popen(
        [sys.executable, "-m", *shlex.split(example + added)],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    first = process.stderr.readline()
    process.terminate()
    stdout, rest = process.communicate(timeout=60)
    assert first.startswith(says), first + rest
    assert (process.returncode, stdout) == (143, ""), rest
    assert "Traceback" not in rest

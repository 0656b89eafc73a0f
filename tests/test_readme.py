"""What the README says holds: its tables are the code's, its commands and programs run.

``python tests/test_readme.py`` rewrites the tables after an option or exit code has changed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import MISSING, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import get_type_hints

import pytest

from scraper import cli as commands
from scraper.cleaner import SiteOverride, SiteTest
from scraper.cli.demo import DemoSite, serve
from scraper.cli.output import MEANINGS
from scraper.config import Config
from scraper.crawler.source import Source
from scraper.option import options_of

PROJECT = Path(__file__).resolve().parent.parent
README = PROJECT / "README.md"

#: Addresses of the README -> pages of the fixture site that stand in for them.
STAND_INS = {
    "https://example.org/news/story": "news/ferry-timetable-vote",
    "https://example.org/a": "de/hafenfest",
    "https://example.org/b": "tv/school-choir",
}


def exit_codes() -> str:
    rows = [f"| {int(code)} | {meaning} |" for code, meaning in MEANINGS.items()]
    return "\n".join(["| Code | Meaning |", "|---|---|", *rows])


def options() -> str:
    tables = [("source", Source), ("site", SiteOverride), ("site.test", SiteTest)]
    tables += [(name, hint) for name, hint in get_type_hints(Config).items() if is_dataclass(hint)]
    parts = []
    for name, cls in tables:
        rows = []
        for key, field in options_of(cls).items():
            default = field.default_factory() if field.default_factory is not MISSING else field.default
            shown = "" if is_dataclass(default) or key == "test" else f"`{json.dumps(default, ensure_ascii=False)}`"
            choices = ", ".join(f"`{choice}`" for choice in field.metadata["choices"])
            meaning = field.metadata["help"] + (f"; one of {choices}" if choices else "")
            rows.append(f"| `{key}` | {shown} | {meaning.replace('|', chr(92) + '|').replace('<', '&lt;')} |")
        title = f"`[[{name}]]`" if name.startswith(("source", "site")) else f"`[{name}]`"
        parts.append("\n".join([f"### {title}", "", "| Key | Default | Meaning |", "|---|---|---|", *rows]))
    return "\n\n".join(parts)


def extras() -> str:
    text = (PROJECT / "pyproject.toml").read_text("utf-8")
    rows = []
    for name in tomllib.loads(text)["project"]["optional-dependencies"]:
        line = next(line for line in text.splitlines() if line.startswith(f"{name} = ["))
        rows.append(f"| `{name}` | {line.partition('# ')[2] or 'tests, style and types'} |")
    return "\n".join(["| Extra | What for |", "|---|---|", *rows])


TABLES: dict[str, Callable[[], str]] = {"exit codes": exit_codes, "options": options, "extras": extras}


def section(text: str, name: str) -> tuple[int, int]:
    """Where a generated table begins and ends."""
    begin = text.index(f"<!-- {name} -->") + len(f"<!-- {name} -->")
    return begin, text.index("<!-- end -->", begin)


def rewritten(text: str) -> str:
    """The README with its tables made anew."""
    for name, table in TABLES.items():
        begin, end = section(text, name)
        text = f"{text[:begin]}\n{table()}\n{text[end:]}"
    return text


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text("utf-8"), re.DOTALL)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines() if line]
INSTALLING = [command for command in COMMANDS if command.startswith("pip install")]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_readme_is_what_the_code_says(name: str) -> None:
    text = README.read_text("utf-8")
    begin, end = section(text, name)
    assert text[begin:end].strip() == TABLES[name](), "run: python tests/test_readme.py"


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    with serve(PROJECT / "fixtures" / "site") as served:
        yield served


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a clone, with the files that the README's commands name."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(PROJECT / "fixtures", folder / "fixtures")
    shutil.copy(PROJECT / "config.toml", folder)
    (folder / "pages").mkdir()
    shutil.copy(PROJECT / "fixtures/site/news/ferry-timetable-vote.html", folder / "page.html")
    shutil.copy(PROJECT / "fixtures/site/tv/school-choir.html", folder / "pages")
    shutil.copy(PROJECT / "fixtures/text/tags-space-sorted.txt", folder / "dump.txt")
    return folder


#: What each command's help shows too, and tests/cli/test_help.py runs.
IN_HELP = {example for name in commands.COMMANDS for example in import_module(f"scraper.cli.{name}").EXAMPLES}


def test_every_command_of_the_readme_runs(clone: Path, site: DemoSite) -> None:
    """Only addresses are others: the fixture site stands in for example.org."""
    assert len(COMMANDS) > 10
    for command in ["scraper crawl", *(c for c in COMMANDS if c not in INSTALLING and c not in IN_HELP)]:
        line = re.sub(r"^scraper ", f"{sys.executable} -m scraper ", command)
        if command.startswith(("scraper fetch", "scraper explain http")):
            for address, path in STAND_INS.items():
                line = re.sub(re.escape(address) + r"(?=\s|$)", site.home + path, line)
            line += f" --resolve {site.resolve} --delay 0"
        run = subprocess.run(line, shell=True, cwd=clone, capture_output=True, text=True, check=False, timeout=60)
        # the fixture site has pages without an article, of which a crawl tells
        allowed = (0, 3) if command.startswith("scraper crawl") else (0,)
        assert run.returncode in allowed, f"{command}: {run.stderr}"


def test_the_installing_commands_are_those_that_the_whole_check_runs() -> None:
    assert INSTALLING == ["pip install . && scraper crawl", "pip install '.[dev]' && pytest"]
    if (PROJECT / ".ci" / "run").exists():
        lines = (PROJECT / ".ci" / "run").read_text("utf-8").splitlines()
        assert any(line.startswith("pip install") and line.endswith("'.[dev]'") for line in lines)
        assert "check pytest pytest" in lines


def test_every_program_of_the_readme_runs(clone: Path, site: DemoSite) -> None:
    programs = blocks("python")
    assert programs
    for program in programs:
        text = program.replace("delay=2.0", f"delay=0.0, resolve=({site.resolve!r},)")
        for address, path in STAND_INS.items():
            text = text.replace(f'"{address}"', f'"{site.home}{path}"')
        run = subprocess.run(
            [sys.executable, "-c", text], cwd=clone, capture_output=True, text=True, check=False, timeout=60
        )
        assert run.returncode == 0, run.stderr
        assert run.stdout.strip()


def test_the_picture_of_before_and_after_is_what_happens(clone: Path) -> None:
    """Every value of the picture, up to its dots, stands in the article."""
    picture = README.read_text("utf-8").partition("**After**")[2].partition("```text\n")[2].partition("```")[0]
    command = [sys.executable, "-m", "scraper", "clean", "fixtures/text/tags-space-sorted.txt", "--to", "json"]
    article = json.loads(subprocess.run(command, cwd=clone, capture_output=True, text=True, check=True).stdout)
    shown = {line[:10].strip() or line: line[10:].strip() for line in picture.splitlines()}
    assert article["title"] == shown["title"]
    assert len(article["text"].split("\n\n")) == 9
    tags = [tag for tag in shown["tags"].split(" | ") if tag != "..."]
    assert article["tags"][: len(tags)] == tags
    assert article["rights"].startswith(shown["rights"].removesuffix("..."))
    removed = {(removal["kind"], removal["text"][:20]) for removal in article["removed"]}
    for line in picture.partition("removed")[2].splitlines():
        kind, _, text = line.strip().partition("  ")
        assert (kind, text.strip()[:20]) in removed


def test_every_path_that_the_readme_names_exists() -> None:
    text = README.read_text("utf-8")
    named = re.findall(r"`((?:scraper|fixtures|tests)/[\w./-]+)`", text) + re.findall(r"\]\((\w[\w./-]+)\)", text)
    assert named
    for path in named:
        assert (PROJECT / path).exists() or not (PROJECT / path.partition("/")[0]).exists(), path


if __name__ == "__main__":
    os.chdir(PROJECT)
    README.write_text(rewritten(README.read_text("utf-8")), "utf-8")

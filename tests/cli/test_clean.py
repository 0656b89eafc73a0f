"""scraper clean: saved pages and flattened texts in, articles out, in the form and place that was asked for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

PAGE = "news/ferry-timetable-vote.html"


@pytest.fixture
def page(fixtures: Path) -> Path:
    return fixtures / "site" / PAGE


@pytest.fixture
def expected(fixtures: Path) -> dict[str, object]:
    path = (fixtures / "site" / PAGE).with_suffix(".expected.json")
    loaded: dict[str, object] = json.loads(path.read_text("utf-8"))
    return loaded


def test_one_page_and_json_give_one_object(run, page: Path, expected: dict[str, object]) -> None:
    done = run("clean", str(page), "--to", "json")
    assert done.returncode == 0, done.stderr
    article = json.loads(done.stdout)
    assert article["title"] == expected["title"]
    assert article["status"] == "article"


def test_several_pages_and_json_give_json_lines_in_order(run, fixtures: Path) -> None:
    pages = sorted((fixtures / "site" / "news").glob("*-*.html"))
    done = run("clean", *map(str, pages), "--to", "json")
    assert done.returncode == 0, done.stderr
    titles = [json.loads(line)["title"] for line in done.stdout.splitlines()]
    wanted = [json.loads(p.with_suffix(".expected.json").read_text("utf-8"))["title"] for p in pages]
    assert titles == wanted


def test_a_pipe_gets_json_lines_by_itself(run, page: Path) -> None:
    done = run("clean", str(page))
    assert len(done.stdout.splitlines()) == 1
    assert json.loads(done.stdout)["text"]


@pytest.mark.parametrize(
    ("form", "start"), [("markdown", "# Council votes"), ("text", "Port Ellery will keep"), ("html", "<!doctype html>")]
)
def test_an_article_is_rendered_as_asked(run, page: Path, form: str, start: str) -> None:
    done = run("clean", str(page), "--to", form)
    assert done.returncode == 0, done.stderr
    assert done.stdout.lower().startswith(start.lower())
    assert done.stdout.endswith("\n")
    assert "Port Ellery will keep its ferry" in done.stdout


def test_a_page_comes_from_standard_input(run, page: Path) -> None:
    done = run("clean", "-", "--to", "text", input=page.read_text("utf-8"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Port Ellery will keep its ferry")


def test_the_url_given_resolves_relative_links(run, tmp_path: Path) -> None:
    body = "<p>A sentence that is long enough to be part of an article, with <a href='/more'>a link</a> in it.</p>" * 8
    (tmp_path / "page.html").write_text(f"<html><body><article><h1>T</h1>{body}</article></body></html>")
    done = run("clean", "page.html", "--url", "https://example.org/a/b", "--to", "markdown")
    assert "https://example.org/more" in done.stdout


def test_a_folder_gets_a_file_for_each_input(run, fixtures: Path, tmp_path: Path) -> None:
    pages = sorted((fixtures / "site" / "tv").glob("*-*.html"))
    done = run("clean", *map(str, pages), "--to", "markdown", "-o", "out/")
    assert (done.returncode, done.stdout) == (0, "")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [p.with_suffix(".md").name for p in pages]
    assert f"{len(pages)} files in out" in done.stderr


def test_two_inputs_of_one_name_get_two_files(run, page: Path, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        shutil.copy(page, tmp_path / folder / "page.html")
    done = run("clean", "a/page.html", "b/page.html", "-o", "out/", "--to", "json")
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["page-2.json", "page.json"]


@pytest.mark.parametrize(("name", "start"), [("a.md", "# "), ("a.json", "{\n"), ("a.jsonl", '{"'), ("a.txt", "Port")])
def test_the_ending_of_the_file_chooses_the_form(run, page: Path, tmp_path: Path, name: str, start: str) -> None:
    done = run("clean", str(page), "-o", name)
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / name).read_text("utf-8").startswith(start)


def test_an_output_that_cannot_be_written_is_one_clear_error(run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("clean", str(page), "-o", "file/below.md")
    assert done.returncode == 1
    assert done.stderr.startswith("error: file/below.md: the result cannot be written")
    assert "Traceback" not in done.stderr


def test_an_error_leaves_an_older_result_alone(run, tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text("precious")
    assert run("clean", "missing.html", "-o", "old.json").returncode == 3
    assert (tmp_path / "old.json").read_text() == "precious"


def test_explain_lists_every_removed_block_on_stderr(run, page: Path) -> None:
    done = run("clean", str(page), "--to", "json", "--explain")
    removed = json.loads(done.stdout)["removed"]
    listed = [line for line in done.stderr.splitlines() if " | " in line]
    assert len(removed) > 5
    assert len(listed) == len(removed)
    for line, removal in zip(listed, removed, strict=True):
        kind, _, rest = line.strip().partition(" ")
        assert kind == removal["kind"]
        assert removal["reason"] in rest
        assert " ".join(removal["text"].split())[:40] in line


def test_options_of_the_cleaner_are_flags(run, page: Path) -> None:
    done = run("clean", str(page), "--max-bytes", "2000")
    assert (done.returncode, done.stdout) == (3, "")
    assert "max_bytes" in done.stderr


def test_a_flag_out_of_bounds_is_a_usage_error_that_names_it(run, page: Path) -> None:
    done = run("clean", str(page), "--max-tags", "5")
    assert done.returncode == 2
    assert done.stderr.startswith("error: --max-tags: found 5 (a whole number), allowed: a whole number at least 100")


def test_an_unknown_form_is_a_usage_error_that_names_the_forms(run, page: Path) -> None:
    done = run("clean", str(page), "--to", "pdf")
    assert done.returncode == 2
    assert 'found "pdf"' in done.stderr
    assert '"markdown"' in done.stderr


def test_options_can_come_from_a_configuration_file(run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text("[clean]\nmax_bytes = 2000")
    done = run("clean", str(page), "--config", "my.toml")
    assert done.returncode == 3
    assert "max_bytes" in done.stderr


def test_a_reader_that_has_enough_ends_the_command_quietly(fixtures: Path, tmp_path: Path) -> None:
    import subprocess
    import sys

    pages = [str(p) for p in (fixtures / "site").rglob("*.html")] * 20
    process = subprocess.Popen(
        [sys.executable, "-m", "scraper", "clean", *pages], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"Traceback" not in stderr

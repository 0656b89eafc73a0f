"""scraper diff as a user calls it: a site is crawled, edits an article, and is crawled again."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

URL = "http://harbour-courier.example/news/ferry-timetable-vote"
GONE = "Opponents argued that the money would be better spent on the sea wall"
NOTICE = "Correction: An earlier version of this article gave a wrong time for the first boat."
SOURCE = '[[source]]\nname = "courier"\nserve = "site"\ndepth = 0\n[source.fetch]\ndelay = 0.0\n'


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory, fixtures: Path, run_in) -> Path:
    """A folder with a store after two crawls, between which one page was edited: words, a time and a name, and a notice
    in the place of a paragraph."""
    folder = tmp_path_factory.mktemp("edited")
    shutil.copytree(fixtures / "site", folder / "site")
    (folder / "config.toml").write_text(SOURCE, encoding="utf-8")
    assert run_in(folder, "crawl").returncode == 0
    page = folder / "site" / "news" / "ferry-timetable-vote.html"
    html = page.read_text(encoding="utf-8")
    assert html.count("four per cent in January") == html.count(f"<p>{GONE}") == 1
    html = html.replace("four per cent in January", "4.5 per cent in January").replace("at 7:10,", "at 7:25,")
    html = html.replace("said Ruben Tallis", "said Robert Tallis")
    page.write_text(re.sub(f"<p>{GONE}.*?</p>", f"<p>{NOTICE}</p>", html), encoding="utf-8")
    assert run_in(folder, "crawl", "--force").returncode == 0
    return folder


def test_an_edit_is_shown_by_paragraph_with_its_corrections(edited: Path, run_in) -> None:
    shown = run_in(edited, "diff", URL)
    assert shown.returncode == 0
    assert "Those will rise by [-four-]{+4.5+} per cent in January" in shown.stdout
    assert f"[-{GONE}" in shown.stdout
    assert re.search(r"correction, number, paragraph \d+: 7:10 -> 7:25", shown.stdout)
    assert re.search(r"correction, name, paragraph \d+: Ruben -> Robert", shown.stdout)
    assert re.search(rf"correction, note, paragraph \d+: {NOTICE}", shown.stdout)
    assert shown.stdout.count("correction, ") == 3
    assert "edited by the site" in shown.stdout


def test_an_edit_as_json_says_the_same(edited: Path, run_in) -> None:
    found = json.loads(run_in(edited, "diff", URL, "--to", "json").stdout)
    assert [version["reason"] for version in found["revisions"]] == ["new", "edited"]
    assert (found["from"], found["to"]) == (1, 2)
    assert sorted(change["kind"] for change in found["changes"]) == [
        "added",
        "changed",
        "changed",
        "changed",
        "removed",
    ]
    assert {correction["kind"] for correction in found["corrections"]} == {"number", "name", "note"}
    back = json.loads(run_in(edited, "diff", URL, "--revision", "2", "1", "--to", "json").stdout)
    (added,) = (change["new"] for change in back["changes"] if change["kind"] == "added")
    assert added.startswith(GONE)


def test_what_cannot_be_shown_says_what_to_do(edited: Path, run_in) -> None:
    unknown = run_in(edited, "diff", "http://elsewhere.example/x")
    assert (unknown.returncode, unknown.stdout) == (3, "")
    assert "scraper search" in unknown.stderr
    other = run_in(edited, "diff", "http://harbour-courier.example/news/lighthouse-keeper-retires")
    assert (other.returncode, "nothing has changed" in other.stdout) == (0, True)
    no_article = run_in(edited, "diff", "http://harbour-courier.example/internal/style-guide")
    assert (no_article.returncode, "scraper why" in no_article.stderr) == (3, True)
    missing = run_in(edited, "diff", URL, "--revision", "1", "9")
    assert (missing.returncode, "there is no revision 9" in missing.stderr) == (2, True)

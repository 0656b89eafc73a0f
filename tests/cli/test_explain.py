"""scraper explain: pages, texts and URLs in, one HTML page out."""

from __future__ import annotations

from pathlib import Path


def test_a_page_is_explained_into_a_file(run, fixtures: Path, tmp_path: Path) -> None:
    done = run("explain", str(fixtures / "site/news/ferry-timetable-vote.html"), "-o", "report.html")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "written to report.html\n")
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert report.startswith("<!doctype html>")
    assert "Council votes for a winter ferry" in report


def test_without_a_file_the_report_goes_to_stdout(run, fixtures: Path) -> None:
    text = (fixtures / "text/tags-commas.txt").read_text(encoding="utf-8")
    done = run("explain", "-", "--from", "text", input=text)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip().endswith("</html>")


def test_a_url_is_fetched_and_explained(run, site) -> None:
    done = run("explain", site.home + "de/hafenfest", "--resolve", site.resolve, "--delay", "0")
    assert done.returncode == 0, done.stderr
    assert 'class="removed' in done.stdout


def test_private_addresses_stay_refused(run) -> None:
    done = run("explain", "http://127.0.0.1:9/")
    assert (done.returncode, done.stdout) == (3, "")
    assert "--allow-network" in done.stderr


def test_a_file_that_is_not_there_is_told(run) -> None:
    done = run("explain", "nowhere.html")
    assert (done.returncode, done.stdout) == (3, "")
    assert "nowhere.html: there is no such file" in done.stderr


def test_a_report_that_cannot_be_written_is_told(run, fixtures: Path) -> None:
    done = run("explain", str(fixtures / "site/blog/gulls.html"), "-o", "no/such/folder/report.html")
    assert done.returncode == 1
    assert "no/such/folder/report.html" in done.stderr
    assert "Traceback" not in done.stderr


def test_options_of_cleaning_hold(run, fixtures: Path) -> None:
    done = run("explain", str(fixtures / "site/blog/gulls.html"), "--engine", "trafilatura")
    assert done.returncode == 0
    assert "engine trafilatura: not in the article that it found" in done.stdout

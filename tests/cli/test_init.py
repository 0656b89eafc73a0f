"""scraper init: a commented configuration for a site that is given by its home page."""

from __future__ import annotations

import re
from pathlib import Path

from scraper.cli.template import all_site_keys, all_source_keys, tables, top_keys
from scraper.config import load

PROJECT = Path(__file__).resolve().parent.parent.parent


def uncommented(text: str) -> str:
    """The file with every default key taken out of its comment."""
    return re.sub(r"(?m)^#(?=\w+ = )", "", text)


def test_the_file_is_a_configuration_of_the_site(run, tmp_path: Path) -> None:
    done = run("init", "https://www.news.example.org")
    assert (done.returncode, done.stdout) == (0, "")
    assert "scraper crawl" in done.stderr
    [source] = load(tmp_path / "config.toml").source
    assert (source.name, source.home) == ("news.example.org", "https://www.news.example.org/")


def test_a_file_that_is_there_stays_unless_forced(run, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("# mine")
    done = run("init", "https://example.org")
    assert done.returncode == 2
    assert "--force" in done.stderr
    assert (tmp_path / "config.toml").read_text() == "# mine"
    assert run("init", "https://example.org", "--force").returncode == 0
    assert load(tmp_path / "config.toml").source[0].home == "https://example.org/"


def test_another_file_is_named_in_the_next_command(run, tmp_path: Path) -> None:
    done = run("init", "https://example.org/", "-o", "other.toml", "--name", "mine")
    assert "scraper crawl --config other.toml" in done.stderr
    assert load(tmp_path / "other.toml").source[0].name == "mine"


def test_what_is_no_url_is_refused_and_writes_nothing(run, tmp_path: Path) -> None:
    done = run("init", "not a url")
    assert done.returncode != 0
    assert done.stderr.startswith("error: ")
    assert not (tmp_path / "config.toml").exists()


def test_the_defaults_in_the_comments_are_the_defaults(run, tmp_path: Path) -> None:
    run("init", "https://example.org/")
    path = tmp_path / "config.toml"
    plain = load(path)
    path.write_text(uncommented(path.read_text("utf-8")), "utf-8")
    assert load(path) == plain


def test_the_shipped_configuration_explains_every_key_as_the_code_does() -> None:
    text = (PROJECT / "config.toml").read_text("utf-8")
    assert top_keys() in text
    assert all_source_keys() in text
    assert all_site_keys() in text
    assert text.endswith(tables())


def test_the_shipped_configuration_names_the_fixture_site() -> None:
    config = load(PROJECT / "config.toml")
    [source] = config.source
    assert Path(source.serve) == PROJECT / "fixtures" / "site"
    assert config.store.url == f"sqlite:///{PROJECT}/.scraper/articles.db"

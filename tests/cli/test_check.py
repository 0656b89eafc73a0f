"""scraper check tries the overrides of sites on saved and downloaded pages, and says what fails, where and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scraper.cli.demo import DemoSite
from scraper.config import load
from scraper.errors import ConfigError

PROMO = "Our morning letter tells you what the town will talk about, free of charge, before anyone else."
BODY = "The council met in the evening and went through the plans for the harbour one after the other, until late."
PAGE = f"""<html><head><title>Plans agreed</title></head><body><article><h1>Plans agreed</h1>
<p>{BODY}</p><p class=promo>{PROMO}</p><p>{BODY.replace("harbour", "market")}</p></article></body></html>"""
SITE = '[[site]]\nhost = "example.com"\nremove = [".promo"]\n'
TEST = f'[[site.test]]\npage = "pages/a.html"\nmust = ["{BODY[:40]}"]\nmust_not = ["{PROMO[:40]}"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text(PAGE)
    return tmp_path


def test_tests_that_hold_end_with_0(run, folder: Path) -> None:
    (folder / "config.toml").write_text(SITE + TEST)
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "ok      example.com  pages/a.html\n1 test, 0 failed\n"


def test_a_failure_says_what_the_article_misses_and_what_it_has(run, folder: Path) -> None:
    wrong = TEST.replace("must_not", "other").replace("must", "must_not").replace("other", "must")
    (folder / "config.toml").write_text(SITE + wrong + SITE.replace(".com", ".org") + TEST)
    done = run("check")
    assert done.returncode == 3
    assert f'misses "{PROMO[:40]}"' in done.stdout
    assert f'has "{BODY[:40]}"' in done.stdout
    assert done.stdout.endswith("2 tests, 1 failed\n")
    assert run("check", "example.org").returncode == 0


def test_a_selector_that_matches_nothing_on_any_page_is_said(run, folder: Path) -> None:
    (folder / "config.toml").write_text(
        SITE.replace('".promo"', '".promo", ".old-promo, .x"') + 'body = "#gone"\n' + TEST
    )
    done = run("check")
    assert done.returncode == 0
    assert "example.com: on no page of its tests anything matches remove .old-promo, .x" in done.stderr
    assert "example.com: on no page of its tests anything matches body #gone" in done.stderr


def test_a_page_may_be_downloaded_under_the_guard(run, folder: Path, site: DemoSite) -> None:
    url = f"{site.home}news/ferry-timetable-vote"
    said = f'[[site]]\nhost = "{site.host}"\nremove = ["h2"]\n'
    said += f'[[site.test]]\npage = "{url}"\nmust_not = ["What it costs"]\n'
    (folder / "config.toml").write_text(said + f'[fetch]\ndelay = 0.0\nresolve = ["{site.resolve}"]\n')
    assert run("check").returncode == 0
    (folder / "config.toml").write_text(said.replace(url, "http://127.0.0.1:9/"))
    done = run("check")
    assert done.returncode == 3
    assert "may not be asked" in done.stdout
    assert "127.0.0.1" in done.stdout


def test_a_page_that_is_not_there_fails_its_test_alone(run, folder: Path) -> None:
    (folder / "config.toml").write_text(SITE + TEST + TEST.replace("a.html", "b.html"))
    done = run("check")
    assert done.returncode == 3
    assert "FAILED  example.com  pages/b.html" in done.stdout
    assert "cannot be read" in done.stdout


def test_a_name_without_override_is_answered_with_the_nearest(run, folder: Path) -> None:
    (folder / "config.toml").write_text(SITE + TEST)
    done = run("check", "exmaple.com")
    assert done.returncode == 2
    assert "Did you mean example.com?" in done.stderr
    (folder / "config.toml").write_text("")
    assert run("check").returncode == 2


def test_overrides_hold_in_clean_and_what_they_miss_is_a_warning(run, folder: Path) -> None:
    (folder / "config.toml").write_text(SITE + 'tags = ".tags a"\n')
    arguments = ("clean", "pages/a.html", "--url", "https://www.example.com/a", "--to", "json")
    assert PROMO in json.loads(run(*arguments).stdout)["text"]
    done = run(*arguments, "--config", "config.toml")
    article = json.loads(done.stdout)
    assert PROMO not in article["text"]
    assert {"text": PROMO, "kind": "override", "reason": "override example.com: remove .promo", "score": None} in (
        article["removed"]
    )
    assert "warning: pages/a.html: override example.com: nothing matches tags .tags a" in done.stderr


def test_overrides_hold_for_rows_of_pages(run, folder: Path) -> None:
    (folder / "config.toml").write_text(SITE)
    rows = [{"html": PAGE, "url": url} for url in ("https://example.com/a", "https://example.org/a")]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = run("clean", "rows.jsonl", "--field", "html", "--config", "config.toml")
    texts = [json.loads(line)["article"]["text"] for line in done.stdout.splitlines()]
    assert [PROMO in text for text in texts] == [False, True]


def test_overrides_hold_in_fetch(run, folder: Path, site: DemoSite) -> None:
    (folder / "config.toml").write_text(
        f'[[site]]\nhost = "{site.host}"\ntitle = "h2"\n[fetch]\ndelay = 0.0\nresolve = ["{site.resolve}"]\n'
    )
    done = run("fetch", f"{site.home}news/ferry-timetable-vote", "--to", "json", "--config", "config.toml")
    assert json.loads(done.stdout)["provenance"]["title"] == f"override {site.host}"


def test_a_folder_holds_further_overrides_whose_pages_lie_beside_them(run, folder: Path) -> None:
    (folder / "sites").mkdir()
    (folder / "sites" / "b.toml").write_text(SITE + TEST.replace("pages/", "../pages/"))
    (folder / "config.toml").write_text(
        'sites = "sites"\n' + SITE.replace(".com", ".org") + "valid_from = 2024-05-01\n"
    )
    assert [override.host for override in load(folder / "config.toml").site] == ["example.org", "example.com"]
    assert load(folder / "config.toml").site[0].valid_from == "2024-05-01"
    done = run("check", "example.com")
    assert done.returncode == 0
    assert done.stdout.startswith("ok      example.com  sites/../pages/a.html")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SITE.replace(".promo", "p["), 'site[0] (example.com).remove: found "p["'),
        (SITE + 'body = "p:foo"', 'site[0] (example.com).body: found "p:foo"'),
        (SITE + 'valid_to = "May"', "site[0] (example.com).valid_to"),
        (SITE + 'valid_from = 2024-05-01\nvalid_to = 2024-04-01', "valid_to: 2024-04-01 is before"),
        (SITE + 'remov = "x"', "did you mean site[0] (example.com).remove?"),
        ('[[site]]\nbody = "p"', "site[0]: host: this key is missing"),
        (SITE + TEST.replace("must_not", "mustnot"), "did you mean site[0] (example.com).test[0].must_not?"),
    ],
)  # fmt: skip
def test_a_mistake_is_an_error_that_names_file_site_and_key(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "sites").mkdir()
    for path, content in ((tmp_path / "config.toml", text), (tmp_path / "sites" / "a.toml", text)):
        path.write_text(content)
        if path.parent != tmp_path:
            (tmp_path / "config.toml").write_text('sites = "sites"')
        with pytest.raises(ConfigError) as caught:
            load(tmp_path / "config.toml")
        assert str(path) in str(caught.value)
        assert told in str(caught.value)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('sites = "nowhere"')
    with pytest.raises(ConfigError, match="no such folder"):
        load(tmp_path / "config.toml")

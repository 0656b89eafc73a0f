"""scraper reclean as a user calls it: a site is crawled, the options change, and the stored pages are cleaned anew."""

from __future__ import annotations

import fcntl
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

SOURCE = """
[[source]]
name = "courier"
serve = "{site}"
depth = 0
tags = ["ours"]
[source.fetch]
delay = 0.0
"""
CAPTIONS = "[source.clean]\ncaptions = true\n"
LINE = "A line that a cleaner of former days left in the text."


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, fixtures: Path, run_in) -> Path:
    """A folder with a store after one crawl."""
    folder = tmp_path_factory.mktemp("crawled")
    (folder / "config.toml").write_text(SOURCE.format(site=fixtures / "site"), encoding="utf-8")
    assert run_in(folder, "crawl").returncode == 0
    return folder


class Store:
    """A copy of it for one test."""

    def __init__(self, folder: Path, run_in: Callable) -> None:
        self.folder, self._run_in = folder, run_in

    def run(self, *arguments: str):
        return self._run_in(self.folder, *arguments)

    def reclean(self, *arguments: str) -> dict:
        """What the run says of itself, with its exit code."""
        done = self.run("reclean", *arguments, "--to", "json")
        return json.loads(done.stdout) | {"code": done.returncode, "stderr": done.stderr}

    def query(self, text: str, *values: object) -> list[tuple]:
        with sqlite3.connect(self.folder / ".scraper" / "articles.db") as connection:
            return connection.execute(text, values).fetchall()

    def age(self, count: int) -> list[str]:
        """Let the first articles be as a cleaner of former days left them; their URLs."""
        self.query(
            "UPDATE articles SET text = ? || char(10, 10) || text, text_digest = 'old', version = 'old',"
            f" cleaner = 'old' WHERE id IN (SELECT id FROM articles ORDER BY id LIMIT {count})",
            LINE,
        )
        return [url for (url,) in self.query("SELECT key FROM articles WHERE version = 'old' ORDER BY id")]

    def snapshot(self) -> list[tuple]:
        return self.query(
            "SELECT id, title, text, revision, reason, changed_at, last_seen_at FROM articles ORDER BY id"
        )


@pytest.fixture
def store(crawled: Path, tmp_path: Path, run_in) -> Store:
    shutil.copytree(crawled, tmp_path / "copy")
    return Store(tmp_path / "copy", run_in)


def test_other_options_are_shown_first_and_then_applied_as_new_versions(store: Store) -> None:
    config = store.folder / "config.toml"
    config.write_text(config.read_text("utf-8") + CAPTIONS, encoding="utf-8")
    before = store.snapshot()
    shown = store.reclean("--dry-run")
    changed = shown["outcomes"]["changed"]
    assert shown["code"] == 0
    assert 0 < changed < len(before)
    assert all(change["kind"] == "added" for sample in shown["samples"] for change in sample["changes"])
    assert store.snapshot() == before

    done = store.reclean()
    assert done["outcomes"] == shown["outcomes"]
    after = store.snapshot()
    versions = [row for row in after if row[3] == 2]
    assert len(versions) == changed
    assert {row[4] for row in versions} == {"recleaned"}
    assert [row[5:] for row in after] == [row[5:] for row in before], "the site changed nothing"
    caption = shown["samples"][0]["changes"][0]["new"]
    assert store.query("SELECT count(*) FROM articles WHERE instr(text, ?)", caption) == [(1,)]
    assert store.query("SELECT count(*) FROM tags WHERE tag = 'ours'") == [(len(before),)]
    again = store.reclean()
    assert again["outcomes"] == {"done": len(before)}


def test_what_an_older_cleaner_left_goes_from_text_search_and_export(store: Store) -> None:
    urls = store.age(3)
    original = store.snapshot()
    done = store.reclean("--samples", "2")
    assert done["outcomes"]["changed"] == 3
    assert [sample["changes"] for sample in done["samples"]] == [
        [{"kind": "removed", "place": 1, "old": LINE, "new": ""}]
    ] * 2
    assert store.query("SELECT count(*) FROM articles WHERE instr(text, ?)", LINE) == [(0,)]
    assert store.query("SELECT count(*) FROM articles_search WHERE articles_search MATCH 'former NEAR cleaner'") == [
        (0,)
    ]
    assert store.query("SELECT count(*) FROM revisions WHERE instr(text, ?)", LINE) == [(3,)]
    assert [row[2].removeprefix(LINE).strip() for row in original] == [row[2] for row in store.snapshot()]
    assert store.query("SELECT count(DISTINCT version) FROM articles") == [(1,)]
    assert "recleaned: the stored page cleaned anew" in store.run("why", urls[0]).stdout


@pytest.mark.proof
def test_only_the_named_sources_and_days_are_cleaned(store: Store) -> None:
    assert store.reclean("--source", "courier", "--since", "2099-01-01")["outcomes"] == {}
    unknown = store.run("reclean", "--source", "nobody")
    assert (unknown.returncode, "The store has: courier" in unknown.stderr) == (2, True)


@pytest.mark.proof
def test_changed_articles_are_handed_on_where_that_is_asked_for(store: Store) -> None:
    config = store.folder / "config.toml"
    config.write_text('sink = {jsonl = "out.jsonl"}\n' + config.read_text("utf-8"), encoding="utf-8")
    urls = store.age(2)
    assert store.reclean("--deliver")["outcomes"]["changed"] == 2
    assert store.query("SELECT count(*) FROM outbox") == [(2,)]
    assert store.query("SELECT count(*) FROM articles WHERE changed_at > first_seen_at") == [(2,)]
    assert store.run("crawl").returncode == 0
    lines = (store.folder / "out.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["stored"]["url"] for line in lines] == urls


def test_pages_that_are_missing_damaged_or_without_an_article_leave_what_is_stored(store: Store) -> None:
    damaged, missing, empty, erased = (
        int(id_) for (id_,) in store.query("SELECT id FROM articles ORDER BY id LIMIT 4")
    )
    store.age(5)
    before = store.snapshot()
    ((file, position, length),) = store.query(
        "SELECT file, position, length FROM captures JOIN articles ON capture_id = captures.id WHERE articles.id = ?",
        damaged,
    )
    archive = store.folder / ".scraper" / "warc" / file
    data = bytearray(archive.read_bytes())
    data[position + length // 2 : position + length // 2 + 40] = bytes(40)
    archive.write_bytes(bytes(data))
    store.query("UPDATE articles SET capture_id = NULL WHERE id = ?", erased)
    store.query(
        "UPDATE captures SET file = 'lost.warc.gz' WHERE id = (SELECT capture_id FROM articles WHERE id = ?)", missing
    )
    store.query(
        "UPDATE articles SET capture_id = (SELECT captures.id FROM captures JOIN urls ON urls.id = url_id"
        " WHERE urls.article_id IS NULL AND captures.status = 200 LIMIT 1) WHERE id = ?",
        empty,
    )
    done = store.reclean()
    assert done["code"] == 3
    assert done["outcomes"] == {"missing": 3, "empty": 1, "changed": 1, "same": len(before) - 5}
    assert len(done["problems"]) == 4
    assert "what is stored stays" in done["stderr"]
    after = store.snapshot()
    assert after[:4] == before[:4]
    assert after[4][3] == 2
    assert store.reclean()["outcomes"] == {"done": len(before)}, "what was tried is not tried again"


@pytest.mark.proof
def test_an_archive_that_is_gone_is_told_once_for_all_its_pages(store: Store) -> None:
    before = store.query("SELECT id, text FROM articles ORDER BY id")
    shutil.rmtree(store.folder / ".scraper" / "warc")
    done = store.run("reclean")
    assert done.returncode == 3
    (error,) = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert ".warc.gz" in error
    assert f"{len(before)} without a readable raw page" in done.stdout
    assert store.query("SELECT id, text FROM articles ORDER BY id") == before


def test_a_page_is_found_through_a_revisit_record(store: Store) -> None:
    store.age(1)
    store.query(
        "INSERT INTO captures (url_id, article_id, kind, status, captured_at, digest, file, position, length)"
        " SELECT url_id, captures.article_id, 'revisit', 200, captured_at, digest, file, 0, 1 FROM captures"
        " JOIN articles ON capture_id = captures.id WHERE version = 'old'"
    )
    store.query("UPDATE articles SET capture_id = (SELECT max(id) FROM captures) WHERE version = 'old'")
    assert store.reclean()["outcomes"]["changed"] == 1


def test_two_runs_at_once_cannot_happen(store: Store) -> None:
    with (store.folder / ".scraper" / "run.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = store.run("reclean")
    assert (refused.returncode, "another run holds the lock" in refused.stderr) == (5, True)


def test_without_a_store_or_raw_pages_the_way_out_is_said(tmp_path: Path, run_in) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[[source]]\nname = "a"\nhome = "http://a.example/"\n', encoding="utf-8")
    nothing = run_in(tmp_path, "reclean")
    assert (nothing.returncode, "Run `scraper crawl` first" in nothing.stderr) == (1, True)
    config.write_text('store = {warc = ""}\n' + config.read_text("utf-8"), encoding="utf-8")
    assert run_in(tmp_path, "reclean").returncode == 2

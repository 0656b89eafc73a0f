"""One archive in, one table out: complete or not there, whatever its pages do."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from pyarrow import parquet

from scraper.article import Article
from scraper.cleaner import clean
from scraper.errors import CleanError, InputError, OutputError
from scraper.scale.bulk import BulkJob, BulkOptions, Shard, ShardResult, clean_shard
from scraper.scale.bulk.process import CleaningProcess, end_idle
from scraper.scale.bulk.records import Record
from scraper.scale.bulk.table import PAGE_COLUMNS


def cleaned(source: Path, output: Path, **options: object) -> ShardResult:
    shard = Shard(str(source), source.name.partition(".")[2].partition(".")[0], source.stat().st_size, str(output))
    return clean_shard(shard, BulkJob(BulkOptions(**options)))


def test_every_page_becomes_a_row_with_all_fields_of_its_article(
    archive: Callable[..., Path], tmp_path: Path, make_page: Callable[[int], str]
) -> None:
    result = cleaned(archive("a.warc.gz", 5), tmp_path / "out" / "a.parquet")
    assert (result.counts.pages, result.counts.articles, result.counts.errors, result.counts.others) == (5, 5, 0, 2)
    rows = parquet.read_table(tmp_path / "out" / "a.parquet").to_pylist()
    assert [row["page_url"] for row in rows] == [f"http://news.example/{n}" for n in range(5)]
    assert set(rows[0]) == {*PAGE_COLUMNS, *(field.name for field in fields(Article))}
    article = clean(make_page(3), "http://news.example/3")
    assert rows[3]["text"] == article.text
    assert [block["text"] for block in rows[3]["blocks"]] == [block.text for block in article.blocks]
    assert rows[3]["removed"][0]["kind"] == article.removed[0].kind
    assert dict(rows[3]["provenance"]) == dict(article.provenance)
    assert list((tmp_path / "out").iterdir()) == [tmp_path / "out" / "a.parquet"]


def test_json_lines_hold_the_same(archive: Callable[..., Path], tmp_path: Path) -> None:
    cleaned(archive("a.warc.gz", 2), tmp_path / "a.jsonl", to="jsonl")
    one, _ = map(json.loads, (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines())
    assert one["error"] is None
    assert list(one)[:4] == list(PAGE_COLUMNS)
    assert one["title"] == "Boat 0"


def test_flattened_text_in_a_warc_is_cleaned_as_text(mixed_archive: Path, tmp_path: Path) -> None:
    cleaned(mixed_archive, tmp_path / "a.parquet")
    rows = parquet.read_table(tmp_path / "a.parquet").to_pylist()
    assert [row["engine"] for row in rows] == ["blocks"] * 4 + ["text"]
    assert "häfen office" in rows[2]["text"]
    assert "Most Popular" not in rows[4]["text"]


def test_a_page_over_its_deadline_gets_its_row_with_its_error_and_the_others_their_articles(
    archive: Callable[..., Path], tmp_path: Path, slow_page: str
) -> None:
    source = archive("a.warc.gz", 3, pages={1: slow_page})
    result = cleaned(source, tmp_path / "a.parquet", page_deadline=1.0)
    assert (result.counts.pages, result.counts.articles, result.counts.errors) == (3, 2, 1)
    rows = parquet.read_table(tmp_path / "a.parquet").to_pylist()
    assert [row["error"] is None for row in rows] == [True, False, True]
    assert "longer than 1 s" in rows[1]["error"]
    assert rows[1]["page_url"] == "http://news.example/1"
    assert "longer than 1 s" in result.examples[0]


def test_a_page_that_ends_its_process_costs_itself_only(make_page: Callable[[int], str], slow_page: str) -> None:
    with CleaningProcess(BulkJob(BulkOptions(page_deadline=60.0, page_memory=0))) as process:
        assert process.clean(Record("1", None, content=make_page(1)))["title"] == "Boat 1"
        assert process._child is not None
        killer = threading.Timer(0.3, os.kill, (process._child.pid, signal.SIGKILL))
        killer.start()
        with pytest.raises(CleanError, match="SIGKILL"):
            process.clean(Record("2", None, content=slow_page))
        assert process.clean(Record("3", None, content=make_page(3)))["title"] == "Boat 3"


def children() -> set[int]:
    """The cleaning processes of this process."""
    found = set[int]()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            ours = int(parent) == os.getpid() and state != "Z"
            if ours and b"scraper.scale.bulk.child" in stat.with_name("cmdline").read_bytes():
                found.add(int(stat.parent.name))
    return found


def test_one_process_cleans_shard_after_shard(archive: Callable[..., Path], tmp_path: Path) -> None:
    source, output = archive("a.warc.gz", 3), tmp_path / "a.parquet"
    end_idle()
    assert cleaned(source, output).counts.articles == 3
    (first,) = children()
    assert cleaned(source, output).counts.articles == 3
    assert children() == {first}
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert cleaned(source, output).counts.articles == 3, "a process that ended between two shards costs no page"
    (second,) = children()
    cleaned(source, output, page_deadline=19.0)
    (third,) = children()
    assert len({first, second, third}) == 3, "other options need another process"
    end_idle()
    assert children() == set()


def test_a_page_without_memory_is_an_error_of_its_own(make_page: Callable[[int], str]) -> None:
    with (
        CleaningProcess(BulkJob(BulkOptions(page_deadline=60.0, page_memory=50_000_000))) as process,
        pytest.raises(CleanError, match=r"ended its cleaning process|memory"),
    ):
        process.clean(Record("1", None, content="<p>" + "word " * 1_900_000))


def test_a_damaged_archive_gives_the_rows_before_the_damage_and_one_that_tells_of_it(
    archive: Callable[..., Path], tmp_path: Path
) -> None:
    source = archive("a.warc.gz", 9)
    whole = source.read_bytes()
    source.write_bytes(whole[: len(whole) // 2] + b"xxxxxxxx" + whole[len(whole) // 2 + 8 :])
    result = cleaned(source, tmp_path / "a.parquet")
    rows = parquet.read_table(tmp_path / "a.parquet").to_pylist()
    assert 1 < len(rows) < 10
    assert "damaged" in rows[-1]["error"]
    assert "damaged" in result.problem
    assert result.counts.errors == 1


def test_what_cannot_be_read_or_written_leaves_nothing(archive: Callable[..., Path], tmp_path: Path) -> None:
    noise = tmp_path / "noise.warc.gz"
    noise.write_bytes(b"this is no archive at all")
    with pytest.raises(InputError, match=r"noise\.warc\.gz"):
        cleaned(noise, tmp_path / "out" / "noise.parquet")
    assert list((tmp_path / "out").iterdir()) == []
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OutputError, match="cannot be written"):
        cleaned(archive("a.warc", 1), tmp_path / "file" / "a.parquet")

"""Which inputs there are, and what each becomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from scraper.errors import InputError, UsageError
from scraper.scale.bulk import find_inputs, plan


def outputs(*names: str) -> list[str]:
    return [shard.output for shard in plan([(name, 1) for name in names], "/out/", "parquet")]


def test_an_output_has_its_inputs_name_with_another_ending() -> None:
    assert outputs("/in/a.warc.gz") == ["/out/a.parquet"]
    assert outputs("/in/a.b.jsonl.zst", "/in/c.parquet") == ["/out/a.b.parquet", "/out/c.parquet"]


def test_equal_names_in_several_folders_stay_apart() -> None:
    assert outputs("/in/2025/a.warc", "/in/2026/a.warc") == ["/out/2025/a.parquet", "/out/2026/a.parquet"]
    assert outputs("s3://b/x/a.warc.gz", "s3://b/y/z/a.warc.gz") == ["/out/x/a.parquet", "/out/y/z/a.parquet"]


def test_two_inputs_of_one_output_are_refused() -> None:
    with pytest.raises(UsageError, match="would both become"):
        outputs("/in/a.warc.gz", "/in/a.jsonl")


def test_an_unknown_ending_is_told_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"no known archive.*\.warc\.gz"):
        outputs("/in/a.pdf")


def test_inputs_are_found_by_name_and_by_glob_each_once_with_their_size(tmp_path: Path) -> None:
    for name in ("a.warc", "b.warc", "c.txt"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "d.warc").mkdir()
    found = find_inputs([str(tmp_path / "b.warc"), str(tmp_path / "*.warc")])
    assert found == [(str(tmp_path / "b.warc"), 6), (str(tmp_path / "a.warc"), 6)]


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file has such a name"):
        find_inputs([str(tmp_path / "*.warc")])
    with pytest.raises(InputError, match="cannot be read"):
        find_inputs([str(tmp_path / "a.warc")])
    with pytest.raises(InputError, match="cannot be read"):
        find_inputs(["nosuchprotocol://a/b.warc"])

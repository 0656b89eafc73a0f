"""What stands in an archive, whatever its form and coding."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pytest
import zstandard
from pyarrow import parquet

from scraper.errors import InputError
from scraper.page import Page
from scraper.scale.bulk import BulkOptions
from scraper.scale.bulk.records import Record, read_records

LARGEST = 1_000_000
DEFAULTS = BulkOptions()


def records(path: Path, form: str, options: BulkOptions = DEFAULTS) -> list[Record]:
    with path.open("rb") as stream:
        return [record for record in read_records(stream, form, options, LARGEST) if record is not None]


def test_every_coding_of_a_warc_is_undone(mixed_archive: Path, make_page: Callable[[int], str]) -> None:
    one, two, three, four, five = records(mixed_archive, "warc")
    assert isinstance(one.content, Page)
    assert one.content.body.decode() == make_page(1)
    assert isinstance(two.content, Page)
    assert two.content.body.decode() == make_page(2)
    assert isinstance(three.content, Page)
    assert three.content.charset == "iso-8859-1"
    assert four.content == make_page(4).encode()
    assert five.is_text
    assert all(record.url == f"http://news.example/{n}" for n, record in enumerate((one, two, three, four, five), 1))
    assert one.fetched_at is not None


@pytest.mark.parametrize("packing", ["plain", "gzip", "zstd", "zstd with a dictionary"])
def test_a_warc_is_read_in_every_compression(tmp_path: Path, archive: Callable[..., Path], packing: str) -> None:
    plain = archive("a.warc", 3).read_bytes()
    path = tmp_path / "packed.warc"
    if packing == "gzip":
        path.write_bytes(archive("b.warc.gz", 3).read_bytes())
    elif packing == "zstd":
        path.write_bytes(zstandard.compress(plain))
    elif packing == "plain":
        path.write_bytes(plain)
    else:  # the dictionary stands in a skippable frame before the records (iipc.github.io/warc-specifications)
        samples = [plain[at : at + 500] for at in range(0, len(plain) - 500, 37)]
        dictionary = zstandard.train_dictionary(1_000, samples)
        raw = dictionary.as_bytes()
        head = (0x184D2A5D).to_bytes(4, "little") + len(raw).to_bytes(4, "little") + raw
        path.write_bytes(head + zstandard.ZstdCompressor(dict_data=dictionary).compress(plain))
    assert [record.url for record in records(path, "warc")] == [f"http://news.example/{n}" for n in range(3)]


def test_records_that_are_no_page_are_passed_over_and_counted(archive: Callable[..., Path]) -> None:
    with archive("a.warc.gz", 1).open("rb") as stream:
        found = list(read_records(stream, "warc", BulkOptions(), LARGEST))
    assert [record is None for record in found] == [False, True, True]


def test_a_damaged_archive_is_read_up_to_the_damage(tmp_path: Path, archive: Callable[..., Path]) -> None:
    whole = archive("a.warc.gz", 9).read_bytes()
    path = tmp_path / "damaged.warc.gz"
    path.write_bytes(whole[: len(whole) // 2] + b"xxxxxxxx" + whole[len(whole) // 2 + 8 :])
    found: list[Record | None] = []
    with path.open("rb") as stream, pytest.raises(InputError, match="damaged"):
        found.extend(read_records(stream, "warc", BulkOptions(), LARGEST))
    assert 0 < len(found) < 9


def test_a_page_that_unpacks_to_more_than_the_limit_is_cut_just_beyond_it(archive: Callable[..., Path]) -> None:
    with archive("a.warc.gz", 1, pages={0: "<p>" + "bomb " * 1_000_000}).open("rb") as stream:
        record = next(iter(read_records(stream, "warc", BulkOptions(), LARGEST)))
    assert record is not None
    assert isinstance(record.content, Page)
    assert len(record.content.body) == LARGEST + 1


@pytest.mark.parametrize("kind", [pyarrow.string(), pyarrow.binary()])
def test_parquet_is_read_by_the_names_of_its_columns(tmp_path: Path, kind: pyarrow.DataType) -> None:
    path = tmp_path / "a.parquet"
    pages = pyarrow.array([b"<p>one", None], kind) if kind == pyarrow.binary() else pyarrow.array(["<p>one", None])
    parquet.write_table(pyarrow.table({"address": ["http://a.example/", "http://b.example/"], "page": pages}), path)
    one, two = records(path, "parquet", BulkOptions(url_field="address", html_field="page"))
    assert (one.url, one.content in ("<p>one", b"<p>one")) == ("http://a.example/", True)
    assert "no page in 'page'" in two.problem
    with pytest.raises(InputError, match=r"no column 'html'.*address, page"):
        records(path, "parquet")


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_json_lines_are_read_in_every_compression_and_a_bad_row_is_told(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    rows = [json.dumps({"url": "http://a.example/", "html": "<p>one"}), "{broken", "[]", json.dumps({"html": 5})]
    path = tmp_path / "a.jsonl"
    path.write_bytes(pack("\n".join(rows).encode()))
    one, broken, no_object, number = records(path, "jsonl")
    assert (one.id, one.url, one.content) == ("1", "http://a.example/", "<p>one")
    assert "no JSON" in broken.problem
    assert "no JSON object" in no_object.problem
    assert "no page in 'html': int" in number.problem

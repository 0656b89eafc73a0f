"""Exports: every format holds every selected article, read back by other tools."""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from pyarrow import parquet

from scraper.errors import OutputError, UsageError
from scraper.store.export import FORMATS, Selection, export, read_articles
from scraper.store.sink import target


@pytest.fixture
def filled(shelf, text):
    """Two articles, two days apart."""
    shelf.put("/boats", text("boat"))
    shelf.put("/nets", text("net") + '\n\nA line with "quotes", commas\tand ümlauts.', days=2)
    return shelf


def exported(shelf, name: str, selection: Selection | None = None) -> bytes:
    stream = io.BytesIO()
    export(shelf.database, selection or Selection(), FORMATS[name], stream)
    return stream.getvalue()


def texts(shelf) -> list[str]:
    return [row[0] for row in shelf.rows("SELECT text FROM articles ORDER BY id")]


def test_json_lines_hold_the_whole_article_and_what_the_store_knows(filled) -> None:
    rows = [json.loads(line) for line in exported(filled, "jsonl").splitlines()]
    assert [row["text"] for row in rows] == texts(filled)
    assert list(rows[0])[:4] == ["title", "text", "blocks", "removed"]
    assert rows[0]["stored"]["source"] == "courier"
    assert rows[0]["stored"]["revision"] == 1


def test_csv_is_read_back_with_its_quotes_and_lists(filled) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(filled, "csv").decode("utf-8"), newline="")))
    assert [row["text"] for row in rows] == texts(filled)
    assert rows[0]["tags"] == "boats"


def test_parquet_is_read_back_with_types(filled) -> None:
    table = parquet.read_table(io.BytesIO(exported(filled, "parquet")))
    assert table.column("text").to_pylist() == texts(filled)
    assert table.column("tags").to_pylist() == [["boats"], ["boats"]]
    assert str(table.schema.field("words").type) == "int64"


def test_markdown_has_a_front_matter_and_the_body(filled) -> None:
    text = exported(filled, "markdown").decode("utf-8")
    assert text.count("---\n") == 4
    assert 'tags: ["boats"]' in text
    assert texts(filled)[0].partition("\n")[0] in text


def test_since_and_source_select(filled) -> None:
    since = filled.now + timedelta(days=1)
    assert len(list(read_articles(filled.database, Selection(since=since)))) == 1
    assert len(list(read_articles(filled.database, Selection(source="courier")))) == 2
    with pytest.raises(UsageError, match="courier"):
        list(read_articles(filled.database, Selection(source="nobody")))


def test_a_file_appears_under_its_name_only_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "out" / "articles.jsonl"
    with suppress(ZeroDivisionError), target(str(path)) as stream:
        stream.write(b"half")
        raise ZeroDivisionError
    assert list(path.parent.iterdir()) == []
    with target(str(path)) as stream:
        stream.write(b"whole")
    assert path.read_bytes() == b"whole"


def test_any_fsspec_url_takes_an_export() -> None:
    import fsspec

    with target("memory://out/articles.jsonl") as stream:
        stream.write(b"whole")
    assert fsspec.filesystem("memory").cat("/out/articles.jsonl") == b"whole"


def test_a_target_that_cannot_be_is_our_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError), target(str(tmp_path / "file" / "x.jsonl")):
        pass
    with pytest.raises(OutputError), target("nosuch://x/y"):
        pass

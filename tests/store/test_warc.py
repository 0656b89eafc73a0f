"""The archive: valid records, half ones cut off, whole ones never."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from scraper.errors import StoreError
from scraper.page import Page
from scraper.store import warc
from scraper.store.warc import Archive, read_response, response_record, revisit_record

NOW = datetime(2026, 3, 12, 23, 59, tzinfo=UTC)
URL = "http://news.example/boats"
HEADERS = (
    ("content-type", "text/html; charset=utf-8"),
    ("content-encoding", "gzip"),
    ("transfer-encoding", "chunked"),
    ("x-title", "Schiffe und Möwen"),
)
PAGE = Page(URL, URL, 200, HEADERS, "<p>Boats — 船</p>".encode() * 50)
NAME = "articles-20260312-01.warc.gz"


def fill(folder: Path, count: int) -> tuple[Archive, list[tuple[int, int]]]:
    """An archive with that many committed records."""
    archive = Archive(folder, {})
    places = [archive.append(NAME, response_record(PAGE, NOW)) for _ in range(count)]
    archive.commit(archive.flush())
    return archive, places


def check(path: Path) -> int:
    command = [sys.executable, "-c", "from warcio.cli import main; main()", "check", str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_records_are_read_back_by_two_other_readers(tmp_path: Path) -> None:
    archive, places = fill(tmp_path, 2)
    digest = response_record(PAGE, NOW).digest
    not_modified = Page(URL, URL, 304, (("etag", '"1"'),), b"")
    archive.append(NAME, revisit_record(PAGE, NOW, digest, NOW))
    archive.append(NAME, revisit_record(not_modified, NOW, digest, NOW))
    archive.commit(archive.flush())
    archive.close()
    path = tmp_path / NAME
    with path.open("rb") as file:
        kinds = [record.headers["WARC-Type"] for record in ArchiveIterator(file)]
    assert kinds == ["warcinfo", "response", "response", "revisit", "revisit"]
    with path.open("rb") as file:
        response = next(record for record in WarcioIterator(file) if record.rec_type == "response")
        headers = {name.lower() for name, _ in response.http_headers.headers}
    assert not headers & {"transfer-encoding", "content-encoding"}
    assert read_response(path, places[1][0]).body == PAGE.body
    assert check(path) == 0


@pytest.mark.parametrize("cut", [1, 50, 200])
def test_half_a_record_that_a_kill_left_is_cut_off(tmp_path: Path, cut: int) -> None:
    archive, _ = fill(tmp_path, 3)
    lengths = {NAME: (tmp_path / NAME).stat().st_size}
    archive.close()
    with (tmp_path / NAME).open("ab") as file:
        file.write(response_record(PAGE, NOW).data + response_record(PAGE, NOW).data[:cut])
    Archive(tmp_path, lengths).close()
    assert (tmp_path / NAME).stat().st_size == lengths[NAME]
    assert check(tmp_path / NAME) == 0


def test_more_than_one_batch_is_no_trace_of_a_kill_and_is_kept(tmp_path: Path) -> None:
    archive, places = fill(tmp_path, warc.BATCH + 10)
    archive.close()
    size = (tmp_path / NAME).stat().st_size
    old_copy = {NAME: sum(places[0])}  # a database that was brought back from before the other records
    again = Archive(tmp_path, old_copy)
    assert (tmp_path / NAME).stat().st_size == size
    assert again.file_for(NOW) == "articles-20260312-02.warc.gz"


def test_a_file_that_the_database_does_not_know_is_never_written_to(tmp_path: Path) -> None:
    fill(tmp_path, 1)[0].close()
    assert Archive(tmp_path, {}).file_for(NOW) == "articles-20260312-02.warc.gz"


def test_a_day_has_its_own_file(tmp_path: Path) -> None:
    archive = Archive(tmp_path, {})
    assert archive.file_for(NOW) == NAME
    assert archive.file_for(NOW + timedelta(minutes=1)) == "articles-20260313-01.warc.gz"


def test_what_is_not_committed_goes_with_a_rollback(tmp_path: Path) -> None:
    archive, _ = fill(tmp_path, 2)
    size = (tmp_path / NAME).stat().st_size
    archive.append(NAME, response_record(PAGE, NOW))
    archive.flush()
    archive.rollback()
    assert (tmp_path / NAME).stat().st_size == size


def test_an_erased_record_leaves_all_others_where_they_were(tmp_path: Path) -> None:
    archive, places = fill(tmp_path, 3)
    archive.close()
    path = tmp_path / NAME
    size = path.stat().st_size
    warc.erase(path, *places[1])
    assert path.stat().st_size == size
    assert check(path) == 0
    assert read_response(path, places[2][0]).body == PAGE.body
    with path.open("rb") as file:
        assert [record.headers["WARC-Type"] for record in ArchiveIterator(file)] == [
            "warcinfo", "response", "metadata", "response",
        ]  # fmt: skip


def test_reading_where_nothing_lies_is_an_error(tmp_path: Path) -> None:
    fill(tmp_path, 1)[0].close()
    with pytest.raises(StoreError, match="no record at offset"):
        read_response(tmp_path / NAME, 10**9)
    with pytest.raises(StoreError, match="cannot be read"):
        read_response(tmp_path / "missing.warc.gz", 0)

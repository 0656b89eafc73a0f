"""scraper clean --field: rows in, rows with articles out, in order; bad rows are told of and kept aside."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from zstandard import ZstdCompressor, ZstdDecompressor

TEXT = (
    "The ferry number {n} sails again\n\nPort Ellery will keep its ferry to Gannet Island through the winter, the town "
    "council decided on Tuesday, after a debate of five hours.\n\nThe last boat leaves the quay at 17:25, and the "
    "skipper waits for anyone who runs.\n\nMost Popular\n\nLoad more\n"
)


def rows(count: int) -> list[bytes]:
    return [json.dumps({"id": n, "text": TEXT.format(n=n)}).encode() for n in range(count)]


def run(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "scraper", "clean", *arguments]
    return subprocess.run(command, cwd=folder, input=stdin, capture_output=True, check=False, timeout=120)


@pytest.mark.parametrize("form", ["plain", "gzip", "zstd"])
def test_rows_come_out_in_order_with_their_articles(tmp_path: Path, form: str) -> None:
    pack = {"plain": bytes, "gzip": gzip.compress, "zstd": ZstdCompressor().compress}[form]
    (tmp_path / "dumps").write_bytes(pack(b"\n".join(rows(100)) + b"\n"))
    done = run(tmp_path, "--field", "text", "dumps", "--workers", "2")
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in found] == list(range(100))
    assert found[7]["article"]["title"] == "The ferry number 7 sails again"
    assert found[7]["article"]["text"].endswith("waits for anyone who runs.")
    assert found[7]["text"] == TEXT.format(n=7)


def test_bad_rows_are_told_of_and_kept_as_they_stand(tmp_path: Path) -> None:
    good = rows(2)
    bad = [b'{"text": "cut', b"[1, 2]", b'{"id": 5}', b'{"text": null}']
    (tmp_path / "dumps.jsonl").write_bytes(b"\n".join([good[0], *bad, b"", good[1]]))
    done = run(tmp_path, "--field", "text", "dumps.jsonl", "-o", "out.jsonl", "--workers", "1")
    assert done.returncode == 3
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 2
    assert (tmp_path / "out.rejected.jsonl").read_bytes().splitlines() == bad
    told = done.stderr.decode()
    for number in (2, 3, 4, 5):
        assert f"dumps.jsonl:{number}: " in told
    assert "'id'" in told


@pytest.mark.proof
def test_a_row_that_ends_its_worker_is_kept_aside_and_all_others_come_out_in_order(tmp_path: Path) -> None:
    """The system ends every process at three seconds of CPU time; only the row in the middle needs more."""
    endless = "\n".join(f"Row {n} of a dump that has no end, {n * 7919 % 1000003}." for n in range(180_000))
    poison = json.dumps({"id": "poison", "text": endless}).encode()
    good = rows(70)
    (tmp_path / "dumps.jsonl").write_bytes(b"\n".join([*good[:40], poison, *good[40:]]))
    limited = ["sh", "-c", 'ulimit -S -t 3; exec "$@"', "sh", sys.executable, "-m", "scraper", "clean"]
    command = [*limited, "--field", "text", "dumps.jsonl", "-o", "out.jsonl", "--workers", "2"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=300)
    assert done.returncode == 3, done.stderr
    assert [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_bytes().splitlines()] == list(range(70))
    assert (tmp_path / "out.rejected.jsonl").read_bytes().splitlines() == [poison]
    assert b"dumps.jsonl:41: the process that cleaned it ended" in done.stderr


def test_a_damaged_archive_gives_the_rows_before_the_damage(tmp_path: Path) -> None:
    whole = gzip.compress(b"\n".join(rows(2000)))
    (tmp_path / "dumps.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    done = run(tmp_path, "--field", "text", "dumps.jsonl.gz", "-o", "out.jsonl.zst")
    assert done.returncode == 3
    assert b"dumps.jsonl.gz" in done.stderr
    out = ZstdDecompressor().decompressobj().decompress((tmp_path / "out.jsonl.zst").read_bytes())
    assert [json.loads(line)["id"] for line in out.splitlines()] == list(range(len(out.splitlines())))
    assert len(out.splitlines()) > 100


def test_html_rows_are_cleaned_as_pages_with_their_url(tmp_path: Path) -> None:
    body = "".join(f"<p>{line}</p>" for line in TEXT.format(n=1).split("\n\n")[1:3])
    page = (
        f"<html><head><title>The ferry sails</title></head><body><nav>Menu</nav><article><h1>The ferry sails</h1>{body}"
    )
    row = json.dumps({"url": "https://example.org/ferry", "html": page})
    done = run(tmp_path, "--field", "html", "-", stdin=row.encode())
    assert done.returncode == 0, done.stderr
    article = json.loads(done.stdout)["article"]
    assert article["url"] == "https://example.org/ferry"
    assert "17:25" in article["text"]


def test_a_missing_file_is_told_of_and_the_others_are_cleaned(tmp_path: Path) -> None:
    (tmp_path / "there.jsonl").write_bytes(rows(1)[0])
    done = run(tmp_path, "--field", "text", "missing.jsonl", "there.jsonl")
    assert done.returncode == 3
    assert b"missing.jsonl" in done.stderr
    assert len(done.stdout.splitlines()) == 1

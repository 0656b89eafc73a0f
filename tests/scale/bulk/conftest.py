"""Archives of pages of our own."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

WORDS = "The harbour office counted every boat twice and found one more than there had been in the morning. "


def page(number: int, paragraphs: int = 4) -> str:
    """An article about a boat."""
    body = "".join(f"<p>Boat {number}, part {part}: {WORDS * 2}</p>" for part in range(paragraphs))
    return (
        f"<html><head><title>Boat {number}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>Boat {number}</h1>{body}</article><footer>All rights reserved</footer></body></html>"
    )


#: Ten seconds of work on an idle machine: far over any deadline here, within the cleaner's own limits.
SLOW = f"<html><body><article>{'<p>some words of text here, and more of it</p>' * 150_000}</article></body></html>"


@pytest.fixture
def make_page() -> Callable[..., str]:
    """Makes an article's page of a number."""
    return page


@pytest.fixture
def slow_page() -> str:
    """A page that takes longer than a deadline."""
    return SLOW


def _record(writer: WARCWriter, url: str, body: bytes, media: str, status: str, *extra: tuple[str, str]) -> None:
    headers = StatusAndHeaders(status, [("Content-Type", media), *extra], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers))


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., Path]:
    """Writes a WARC file of some pages and of records that are none."""

    def make(name: str, count: int, first: int = 0, pages: dict[int, str] | None = None) -> Path:
        path = tmp_path / name
        with path.open("wb") as file:
            writer = WARCWriter(file, gzip=name.endswith(".gz"))
            for number in range(first, first + count):
                html = (pages or {}).get(number) or page(number)
                _record(writer, f"http://news.example/{number}", html.encode(), "text/html; charset=utf-8", "200 OK")
            _record(writer, "http://news.example/a.png", b"\x89PNG", "image/png", "200 OK")
            _record(writer, "http://news.example/old", b"moved", "text/html", "301 Moved")
        return path

    return make


@pytest.fixture
def mixed_archive(tmp_path: Path) -> Path:
    """A page in each coding that a WARC may keep it in, a resource, and a text."""
    path = tmp_path / "mixed.warc"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=False)
        packed = gzip.compress(page(1).encode())
        _record(writer, "http://news.example/1", packed, "text/html", "200 OK", ("Content-Encoding", "gzip"))
        plain = page(2).encode()
        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(plain), plain)
        _record(writer, "http://news.example/2", chunked, "text/html", "200 OK", ("Transfer-Encoding", "chunked"))
        latin = page(3).replace("harbour", "häfen").encode("cp1252")
        _record(writer, "http://news.example/3", latin, "text/html; charset=iso-8859-1", "200 OK")
        options = {"warc_content_type": "text/html"}
        resource = writer.create_warc_record(
            "http://news.example/4", "resource", io.BytesIO(page(4).encode()), **options
        )
        writer.write_record(resource)
        text = "\n".join(["Home", "Boat 5", *(f"Part {part}: {WORDS * 2}" for part in range(4)), "Most Popular"])
        options = {"warc_content_type": "text/plain"}
        writer.write_record(
            writer.create_warc_record("http://news.example/5", "conversion", io.BytesIO(text.encode()), **options)
        )
    return path

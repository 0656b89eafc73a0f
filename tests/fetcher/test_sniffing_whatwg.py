"""WHATWG MIME Sniffing Standard: the tables of sections 5 to 8, written from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.fetcher import content

TAGS = [
    "<!DOCTYPE",
    "HTML",
    "<html",
    "<head",
    "<script",
    "<iframe",
    "<h1",
    "<div",
    "<font",
    "<table",
    "<a",
    "<style",
    "<title",
    "<b",
    "<body",
    "<br",
    "<p",
    "<!--",
]
TAGS[0:2] = ["<!DOCTYPE HTML"]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("end", [b" ", b">"])
@pytest.mark.parametrize("space", [b"", b"\t\n\x0c\r "])
def test_section_7_1_html_is_known_by_its_first_tag(tag: str, end: bytes, space: bytes) -> None:
    for spelling in (tag.lower(), tag.upper()):
        assert content.unknown_type(space + spelling.encode() + end) == "text/html"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"<?xml version='1.0'?>", "text/xml"),
        (b"  <?xml", "text/xml"),
        (b"%PDF-1.7", "application/pdf"),
        (b" %PDF-1.7", "text/plain"),
        (b"%!PS-Adobe-3.0", "application/postscript"),
        (b"\xfe\xffa\x00", "text/plain"),
        (b"\xff\xfe\x00a", "text/plain"),
        (b"\xef\xbb\xbf\x01", "text/plain"),
        (b"\x00\x00\x01\x00", "image/x-icon"),
        (b"\x00\x00\x02\x00", "image/x-icon"),
        (b"BM\x00\x00", "image/bmp"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP", "image/webp"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"FORM\x00\x00\x00\x00AIFF", "audio/aiff"),
        (b"ID3\x03", "audio/mpeg"),
        (b"OggS\x00", "application/ogg"),
        (b"MThd\x00\x00\x00\x06", "audio/midi"),
        (b"RIFF\x00\x00\x00\x00AVI ", "video/avi"),
        (b"RIFF\x00\x00\x00\x00WAVE", "audio/wave"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "video/mp4"),
        (b"\x00\x00\x00\x1cftypisom\x00\x00\x02\x00isomiso2mp41", "video/mp4"),
        (b"\x1a\x45\xdf\xa3\x93\x42\x82\x88webm", "video/webm"),
        (b"\x1f\x8b\x08", "application/x-gzip"),
        (b"PK\x03\x04", "application/zip"),
        (b"Rar!\x1a\x07\x00", "application/x-rar-compressed"),
        (b"plain words", "text/plain"),
        (b"<words in brackets>", "text/plain"),
        (b"<htmlx>", "text/plain"),
        (b"words\x00", "application/octet-stream"),
        (b"words\x0b", "application/octet-stream"),
        (b"words\x1b", "text/plain"),  # escape, as in ISO-2022-JP
        (b"", "text/plain"),
    ],
)
def test_section_7_1_bytes_without_a_type(head: bytes, expected: str) -> None:
    for declared in (None, "", "unknown/unknown", "application/unknown", "*/*", "nonsense"):
        assert content.sniff(head, declared) == expected


@pytest.mark.parametrize("byte", [*range(9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
def test_section_3_binary_data_bytes(byte: int) -> None:
    assert content.unknown_type(b"ab" + bytes([byte])) == "application/octet-stream"


def test_section_5_1_what_apache_sends_for_everything_is_checked_for_binary() -> None:
    apache = (
        "text/plain",
        "text/plain; charset=ISO-8859-1",
        "text/plain; charset=iso-8859-1",
        "text/plain; charset=UTF-8",
    )
    for declared in apache:
        assert content.sniff(b"\x00\x01binary", declared) == "application/octet-stream"
        assert content.sniff(b"<html>words", declared) == "text/plain"
    assert content.sniff(b"\x00\x01binary", "text/plain; charset=utf-8") == "text/plain"


def test_section_7_nosniff_keeps_the_declared_type_and_no_type_is_not_scriptable() -> None:
    assert content.sniff(b"\x00\x01binary", "text/plain", nosniff=True) == "text/plain"
    assert content.sniff(b"<html>", None, nosniff=True) == "text/plain"
    assert content.sniff(b"<rss>", "text/html", nosniff=True) == "text/html"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<html><rss>", "text/html"),
        (b"<rss version='2.0'>", "application/rss+xml"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><!-- a --><!DOCTYPE x><feed xmlns='x'>", "application/atom+xml"),
        (
            b"<rdf:RDF xmlns='http://purl.org/rss/1.0/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>",
            "application/rss+xml",
        ),
        (b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>", "text/html"),
        (b"<!-- never closed <rss>", "text/html"),
        (b"words", "text/html"),
    ],
)
def test_section_8_2_feeds_served_as_html(body: bytes, expected: str) -> None:
    assert content.sniff(body, "text/html; charset=utf-8") == expected


@pytest.mark.parametrize(
    ("declared", "body", "expected"),
    [
        ("application/xhtml+xml", b"<html>", "application/xhtml+xml"),
        ("application/pdf", b"<html>", "application/pdf"),
        ("image/png", b"GIF89a", "image/gif"),
        ("image/svg+xml", b"<svg>", "image/svg+xml"),
        ("application/octet-stream", b"<html>", "application/octet-stream"),
        ("TEXT/HTML;charset=x", b"<p>", "text/html"),
        (" text/html ", b"<p>", "text/html"),
        ("text/html", b"", "text/html"),
        # Beyond the standard: what no browser would show is no article either.
        ("text/html", b"%PDF-1.7", "application/pdf"),
        ("text/html", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("text/html", b"PK\x03\x04", "application/zip"),
        ("text/html", b"BMW presents", "text/html"),
        ("application/xml", b"<?xml version='1.0'?><!DOCTYPE html><html xmlns='x'>", "application/xhtml+xml"),
        ("text/xml", b"<rss>", "text/xml"),
        ("text/plain", b"ID3 is a tag format", "text/plain"),
    ],
)
def test_declared_types(declared: str, body: bytes, expected: str) -> None:
    assert content.sniff(body, declared) == expected


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        ("text/html; charset=utf-8", "utf-8"),
        ('text/html; charset="UTF-8"', "UTF-8"),
        ("text/html;charset='windows-1252'", "windows-1252"),
        ("text/html; version=1; CharSet = shift_jis ; x=y", "shift_jis"),
        ("text/html", None),
        ("text/html; charset=", None),
        (None, None),
    ],
)
def test_the_charset_travels_as_it_is_declared(header: str | None, charset: str | None) -> None:
    assert content.charset(header) == charset


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('<meta http-equiv="refresh" content="0; url=/a">', (0.0, "/a")),
        ("<META content='5;URL=\"/a b\"' HTTP-EQUIV=Refresh>", (5.0, "/a b")),
        ('<meta http-equiv=refresh content="0.5, http://a.test/">', (0.0, "http://a.test/")),
        ('<meta http-equiv=refresh content="3 /a">', (3.0, "/a")),
        ('<meta http-equiv="refresh" content="30">', None),
        ('<!-- <meta http-equiv="refresh" content="0; url=/a"> -->', None),
        ('<meta name="refresh" content="0; url=/a">', None),
        ('<meta http-equiv="refresh" content="x; url=/a">', None),
    ],
)
def test_meta_refresh_is_read_as_html_says(markup: str, found: tuple[float, str] | None) -> None:
    assert content.refresh(markup.encode()) == found


@given(st.binary(max_size=2000), st.one_of(st.none(), st.text(max_size=60)), st.booleans())
def test_no_bytes_and_no_header_raise(body: bytes, header: str | None, nosniff: bool) -> None:
    assert isinstance(content.sniff(body, header, nosniff), str)
    content.refresh(body)
    content.charset(header)

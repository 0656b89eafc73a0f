"""Sitemaps by the protocol, and as sites really write them."""

from __future__ import annotations

import gzip
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.crawler.sitemaps import MOST_URLS, SitemapURL, parse_sitemap
from scraper.errors import SourceError

URL = "http://news.example/sitemap.xml"
PLAIN = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{space}"><url><loc> http://news.example/boats </loc>
<lastmod>2024-03-12T23:58:00+01:00</lastmod></url><url><loc>/nets</loc><lastmod>2024-03-12</lastmod></url></urlset>"""
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
BOATS = SitemapURL("http://news.example/boats", datetime(2024, 3, 12, 22, 58, tzinfo=UTC))
NETS = SitemapURL("http://news.example/nets", datetime(2024, 3, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    "body",
    [
        PLAIN.format(space=SPACE).encode(),
        b"\xef\xbb\xbf" + PLAIN.format(space=SPACE).encode(),
        PLAIN.format(space="httq://mistyped").encode(),
        PLAIN.format(space=SPACE).replace(f' xmlns="{SPACE}"', "").encode(),
        gzip.compress(PLAIN.format(space=SPACE).encode()),
        PLAIN.format(space=SPACE).replace("UTF-8", "UTF-16").encode("utf-16"),
    ],
    ids=["plain", "bom", "wrong namespace", "no namespace", "gzip", "utf-16"],
)
def test_urls_and_their_dates_are_read(body: bytes) -> None:
    assert parse_sitemap(body, URL).urls == (BOATS, NETS)


def test_an_index_names_its_sitemaps() -> None:
    body = f'<sitemapindex xmlns="{SPACE}"><sitemap><loc>http://news.example/1.xml</loc></sitemap></sitemapindex>'
    sitemap = parse_sitemap(body.encode(), URL)
    assert (sitemap.urls, [item.url for item in sitemap.sitemaps]) == ((), ["http://news.example/1.xml"])


def test_the_news_extension_gives_title_and_publication_and_images_give_no_pages() -> None:
    body = f"""<urlset xmlns="{SPACE}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
    xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc>http://news.example/boats</loc>
    <image:image><image:loc>http://news.example/boats.jpg</image:loc><image:title>A picture</image:title></image:image>
    <news:news><news:publication_date>2024-03-12</news:publication_date><news:title>Boats</news:title></news:news>
    </url></urlset>"""
    (entry,) = parse_sitemap(body.encode(), URL).urls
    assert (entry.url, entry.title, entry.published) == (
        "http://news.example/boats",
        "Boats",
        datetime(2024, 3, 12, tzinfo=UTC),
    )


def test_bare_ampersands_stay_in_the_address() -> None:
    body = "<urlset><url><loc>http://news.example/?a=1&b=2&amp;c=3</loc></url></urlset>"
    assert parse_sitemap(body.encode(), URL).urls[0].url == "http://news.example/?a=1&b=2&c=3"


def test_a_sitemap_that_is_cut_off_gives_what_is_whole() -> None:
    body = PLAIN.format(space=SPACE).partition("ets</loc>")[0]
    assert parse_sitemap(body.encode(), URL).urls == (BOATS,)


def test_a_text_sitemap_has_a_url_a_line() -> None:
    body = "\ufeffhttp://news.example/boats\r\n\r\nnot a url\nhttp://news.example/nets\n"
    urls = [item.url for item in parse_sitemap(body.encode(), URL).urls]
    assert urls == ["http://news.example/boats", "http://news.example/nets"]


def test_no_more_urls_are_taken_than_the_protocol_allows() -> None:
    entries = "".join(f"<url><loc>http://news.example/{n}</loc></url>" for n in range(MOST_URLS + 10))
    assert len(parse_sitemap(f"<urlset>{entries}</urlset>".encode(), URL).urls) == MOST_URLS


def test_a_gzip_bomb_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(SourceError, match="larger than the protocol"):
        parse_sitemap(gzip.compress(b"<urlset>" + b" " * 60_000_000), URL)


def test_entities_are_not_expanded() -> None:
    body = '<!DOCTYPE x [<!ENTITY a "http://news.example/secret">]><urlset><url><loc>&a;</loc></url></urlset>'
    try:
        urls = parse_sitemap(body.encode(), URL).urls
    except SourceError:
        urls = ()
    assert "http://news.example/secret" not in [item.url for item in urls]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"<!doctype html><p>Not found", "an HTML page"),
        (b"<rss></rss>", "no sitemap"),
        (b"nothing here", "no line of this text is a URL"),
        (b"\x1f\x8b\x08broken", "broken gzip"),
    ],
)
def test_what_is_no_sitemap_is_told(body: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        parse_sitemap(body, URL)


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_give_a_sitemap_or_our_error(body: bytes) -> None:
    for whole in (body, b"<urlset>" + body):
        with suppress(SourceError):
            parse_sitemap(whole, URL)

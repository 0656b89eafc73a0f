"""Feeds of all kinds become entries; what is no feed is told."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.crawler.feeds import FeedEntry, parse_feed
from scraper.errors import SourceError

URL = "http://news.example/feed.xml"

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>
<title>Harbour</title><link>http://news.example/</link>{extra}
<item><title>Boats</title><link>http://news.example/boats</link>
<pubDate>Tue, 12 Mar 2024 23:58:00 +0100</pubDate></item>
<item><title>Nets</title><link>/nets#comments</link></item>
<item><title>No link</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title>
<entry><title>Boats</title><link rel="self" href="http://news.example/atom/1"/>
<link rel="alternate" href="http://news.example/boats"/><published>2024-03-12T22:58:00Z</published></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>H</title></channel><item rdf:about="x">
<title>Boats</title><link>http://news.example/boats</link><dc:date>2024-03-12T22:58:00Z</dc:date></item></rdf:RDF>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Harbour",
    "items": [{"id": "1", "url": "/boats", "title": "Boats", "date_published": "2024-03-12T22:58:00Z"}, {"id": "?"}, 7],
}
BOATS = FeedEntry("http://news.example/boats", "Boats", datetime(2024, 3, 12, 22, 58, tzinfo=UTC))


@pytest.mark.parametrize(
    "body", [RSS.format(extra=""), ATOM, RDF, json.dumps(JSON_FEED)], ids=["rss", "atom", "rdf", "json"]
)
def test_each_format_gives_url_title_and_date_of_an_entry(body: str) -> None:
    assert parse_feed(body.encode(), URL).entries[0] == BOATS


def test_entries_without_a_link_are_left_out_and_relative_links_resolved() -> None:
    entries = parse_feed(RSS.format(extra="").encode(), URL).entries
    assert [entry.url for entry in entries] == ["http://news.example/boats", "http://news.example/nets"]


@pytest.mark.parametrize(
    ("extra", "seconds"),
    [
        ("<ttl>30</ttl>", 1800.0),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21600.0),
        ("<ttl>soon</ttl>", None),
        ("", None),
    ],
)
def test_what_a_feed_wishes_is_read_in_seconds(extra: str, seconds: float | None) -> None:
    assert parse_feed(RSS.format(extra=extra).encode(), URL).ttl == seconds


def test_all_hours_to_skip_are_read() -> None:
    extra = "<skipHours><hour>0</hour><hour>1</hour><hour>24</hour></skipHours>"
    assert parse_feed(RSS.format(extra=extra).encode(), URL).skip_hours == {0, 1}


def test_a_feed_without_entries_is_a_feed() -> None:
    empty = '<rss version="2.0"><channel><title>x</title></channel></rss>'
    assert parse_feed(empty.encode(), URL).entries == ()


def test_a_broken_feed_gives_the_entries_before_the_break() -> None:
    broken = RSS.format(extra="").partition("<item><title>No link")[0]
    assert parse_feed(broken.encode(), URL).entries[0] == BOATS


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"<!DOCTYPE html><title>Sign in</title>", "an HTML page, no feed"),
        (b'{"items": "none"}', "no JSON Feed"),
        (b'{"items": [', "begins like JSON and is none"),
        (b"plain words", "no feed"),
        (b"", "no feed"),
    ],
)
def test_what_is_no_feed_is_told(body: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        parse_feed(body, URL)


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_give_a_feed_or_our_error(body: bytes) -> None:
    with suppress(SourceError):
        parse_feed(body, URL)

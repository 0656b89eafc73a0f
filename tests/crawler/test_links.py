"""Links of a page, shapes of URLs, and what is in scope."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.crawler.links import looks_like_article, page_links, shape
from scraper.crawler.scope import Scope, scope_of, trap
from scraper.crawler.source import Source

URL = "http://news.example/politics/"


def test_links_are_resolved_once_each_in_the_order_of_the_page() -> None:
    html = '<a href="b">1</a><a href="/a#x">2</a><a href="/a">3</a><a href="//other.example/c">4</a>'
    pages = page_links(html, URL).pages
    assert pages == ("http://news.example/politics/b", "http://news.example/a", "http://other.example/c")


def test_the_base_element_counts() -> None:
    assert page_links('<base href="/x/"><a href="a">', URL).pages == ("http://news.example/x/a",)


@pytest.mark.parametrize(
    "href", ["#top", "", "javascript:void(0)", "mailto:a@b.example", "tel:1", "data:,x", "http://[bad"]
)
def test_what_leads_to_no_page_is_left_out(href: str) -> None:
    assert page_links(f'<a href="{href}">', URL).pages == ()


def test_links_that_ask_not_to_be_followed_are_not() -> None:
    assert page_links('<a rel="sponsored nofollow" href="/ad"><a href="/a">', URL).pages == ("http://news.example/a",)
    whole = page_links('<meta name="ROBOTS" content="noindex, NoFollow"><a href="/a">', URL)
    assert (whole.pages, whole.followed) == ((), False)


def test_feeds_of_the_head_are_found() -> None:
    html = (
        '<link rel="alternate" type="application/atom+xml" href="/atom"><link rel="alternate" hreflang="de" href="/de">'
    )
    assert page_links(html, URL).feeds == ("http://news.example/atom",)


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_give_links_or_none(body: bytes) -> None:
    assert isinstance(page_links(body, URL).pages, tuple)


@pytest.mark.parametrize(
    ("url", "expected", "article"),
    [
        ("http://n.example/2024/03/12/winter-ferry-vote", "/N/N/N/slug", True),
        ("http://n.example/news/the-last-keeper-retires.html", "/news/slug.html", True),
        ("http://n.example/sport/2024-03-12/result", "/sport/D/result", True),
        ("http://n.example/news/", "/news", False),
        ("http://n.example/", "/", False),
        ("http://n.example/list?page=2&sort=x", "/list?page&sort", False),
        ("http://n.example/calendar/2024/3", "/calendar/N/N", False),
    ],
)
def test_a_shape_generalises_what_changes_from_page_to_page(url: str, expected: str, article: bool) -> None:
    assert (shape(url), looks_like_article(url)) == (expected, article)


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("http://news.example/politics/a", True),
        ("http://www.news.example/politics/a", True),
        ("http://sub.news.example/politics/a", False),
        ("http://news.example:8080/politics/a", False),
        ("http://other.example/politics/a", False),
        ("http://news.example/sport/a", False),
        ("http://news.example/politics/archive/a", False),
    ],
)
def test_scope_is_hosts_and_path_patterns(url: str, inside: bool) -> None:
    scope = Scope(("news.example",), ("/politics/*",), ("*/archive/*",))
    assert (scope.refusal(url) is None) == inside


def test_a_star_takes_all_hosts_below() -> None:
    scope = Scope(("*.news.example",))
    assert scope.refusal("http://a.b.news.example/") is None
    assert scope.refusal("http://news.example/") is None
    assert scope.refusal("http://badnews.example/") is not None


def test_a_source_without_hosts_stays_at_those_that_it_names() -> None:
    source = Source("x", home="http://news.example/", feeds=("http://feeds.example:81/f",))
    assert scope_of(source).hosts == ("news.example", "feeds.example:81")


@pytest.mark.parametrize(
    "url",
    [
        "http://n.example/" + "a" * 2_050,
        "http://n.example/a/b/a/c/a/",
        "http://n.example/1/2/3/4/5/6/7/8/9/10/11/12/13",
        "http://n.example/photo.JPG",
    ],
)
def test_traps_and_files_are_smelled(url: str) -> None:
    assert trap(url)


def test_ordinary_addresses_are_no_traps() -> None:
    assert trap("http://n.example/2024/03/12/news/winter-ferry-vote.html?id=4") is None


def test_a_source_of_feeds_alone_has_their_whole_site() -> None:
    scope = scope_of(Source("x", feeds=("http://feeds.news.example/f", "http://127.0.0.5:8080/f")))
    assert scope.refusal("http://www.news.example/a") is None
    assert scope.refusal("http://127.0.0.5:8080/a") is None
    assert scope.refusal("http://127.0.0.6:8080/a") is not None
    assert scope.refusal("http://other.example/a") is not None

"""RFC 3986 (section 6 and its examples), the WHATWG URL Standard, and what makes two URLs one page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import UrlError
from scraper.url import credentials_of, host_of, key, normalise, origin_of, port_of, redact, site_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        # RFC 3986, section 6.2.2
        ("HTTP://www.EXAMPLE.com/", "http://www.example.com/"),
        ("http://example.com/%7euser/%2d%2E%5f", "http://example.com/~user/-._"),
        ("http://example.com/%41%5a%30", "http://example.com/AZ0"),
        ("http://example.com/a%c2%b1b%2fc", "http://example.com/a%C2%B1b%2Fc"),
        ("http://example.com/a/./b/../b/%63/%7bfoo%7d", "http://example.com/a/b/c/%7Bfoo%7D"),
        ("http://example.com", "http://example.com/"),
        ("http://example.com:/", "http://example.com/"),
        ("http://example.com:80/", "http://example.com/"),
        ("https://example.com:443/", "https://example.com/"),
        ("http://example.com:443/", "http://example.com:443/"),
        ("http://example.com/a?b=%7e&c=%2f", "http://example.com/a?b=~&c=%2F"),
        # what a request never carries
        ("http://example.com/a#part", "http://example.com/a"),
        ("http://user:secret@example.com/", "http://example.com/"),
        # WHATWG
        ("  http://example.com/\n", "http://example.com/"),
        ("ht\ntp://exa\tmple.com/", "http://example.com/"),
        ("http:\\\\example.com\\a", "http://example.com/a"),
        ("http:example.com/a", "http://example.com/a"),
        ("http:////example.com/a", "http://example.com/a"),
        ("http://example.com/a b?c d", "http://example.com/a%20b?c%20d"),
        ("http://example.com/ü?ü", "http://example.com/%C3%BC?%C3%BC"),
        ("http://Bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://faß.example/", "http://xn--fa-hia.example/"),
        ("http://ＧＯ.com/", "http://go.com/"),
        ("http://ex%61mple.com/", "http://example.com/"),
        ("http://192.168.257/", "http://192.168.1.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://017700000001/", "http://127.0.0.1/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://[2001:DB8:0:0:0:0:0:1]/", "http://[2001:db8::1]/"),
        ("http://[::127.0.0.1]/", "http://[::7f00:1]/"),
        ("http://example.com/%2e%2e/a/%2e/b", "http://example.com/a/b"),
        ("http://example.com/../../a", "http://example.com/a"),
        ("http://example.com/a//b", "http://example.com/a//b"),
        ("http://example.com/?", "http://example.com/"),
        ("http://example.com/%zz%", "http://example.com/%zz%"),
    ],
)
def test_normalise(url: str, expected: str) -> None:
    assert normalise(url) == expected
    assert normalise(expected) == expected


@pytest.mark.parametrize(
    "url",
    [
        "", "example.com", "/a", "//example.com/", "http://", "http:///", "http://exa mple.com/", "http://a<b>.com/",
        "http://example.com:99999/", "http://example.com:port/", "http://1.2.3.256/", "http://[::1/", "http://[1::2::3]/",
        "http://a%00b.com/", "ftp://example.com/", "file:///etc/passwd", "data:text/html,x", "javascript:alert(1)",
        "mailto:a@example.com", "about:blank",
    ],
)  # fmt: skip
def test_what_is_no_http_url_is_refused(url: str) -> None:
    with pytest.raises(UrlError):
        normalise(url)


#: RFC 3986, section 5.4; the fragment is dropped.
BASE = "http://a/b/c/d;p?q"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
        ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q"),
        ("g#s", "http://a/b/c/g"), ("g?y#s", "http://a/b/c/g?y"), (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"),
        ("g;x?y#s", "http://a/b/c/g;x?y"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("./", "http://a/b/c/"),
        ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"),
        ("../../", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("/./g", "http://a/g"),
        ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"), ("g..", "http://a/b/c/g.."),
        ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"), ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"),
        ("g/../h", "http://a/b/c/h"), ("g;x=1/./y", "http://a/b/c/g;x=1/y"), ("g;x=1/../y", "http://a/b/c/y"),
        ("g?y/./x", "http://a/b/c/g?y/./x"), ("http:g", "http://a/b/c/g"),
    ],
)  # fmt: skip
def test_references_are_resolved_as_in_section_5_4(reference: str, expected: str) -> None:
    assert normalise(reference, BASE) == expected


@given(st.text(max_size=80), st.sampled_from(["", "http://", "https://a.test/", "http://a.test/?"]))
def test_normalising_twice_changes_nothing_and_nothing_else_is_raised(text: str, start: str) -> None:
    try:
        once = normalise(start + text)
    except UrlError:
        return
    assert normalise(once) == once
    assert key(once) == key(key(once))
    assert "@" not in once.split("/")[2]
    once.encode("ascii")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.test/x?utm_source=rss&id=1", "https://a.test/x?id=1"),
        ("https://a.test/x?UTM_Source=rss", "https://a.test/x"),
        ("https://a.test/x?b=2&a=1", "https://a.test/x?a=1&b=2"),
        ("https://a.test/x?fbclid=a&gclid=b&mc_cid=c#top", "https://a.test/x"),
        ("https://a.test/x?at_campaign=rss&at_medium=RSS", "https://a.test/x"),
        ("https://a.test/x;jsessionid=0A1B?id=1", "https://a.test/x?id=1"),
        ("https://a.test/x?", "https://a.test/x"),
        ("https://a.test/x?&a=1&&", "https://a.test/x?a=1"),
        ("HTTPS://A.test:443/%7Ex", "https://a.test/~x"),
    ],
)
def test_urls_of_one_page_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.test/x?id=1", "https://a.test/x?id=2"),
        ("https://a.test/x?source=a", "https://a.test/x?source=b"),
        ("https://a.test/x?ref=1", "https://a.test/x"),
        ("https://a.test/x?a=1&a=2", "https://a.test/x?a=2&a=1"),
        ("https://a.test/x", "https://a.test/x/"),
        ("https://a.test/x", "https://a.test/X"),
        ("https://a.test/x", "https://b.test/x"),
        ("https://a.test/x?page=2", "https://a.test/x"),
        ("https://a.test/x?utmost=1", "https://a.test/x"),
    ],
)
def test_urls_of_two_pages_have_two(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("url", "host", "site", "origin", "port"),
    [
        ("https://News.BBC.co.uk/a", "news.bbc.co.uk", "bbc.co.uk", "https://news.bbc.co.uk", 443),
        (
            "http://user:pw@www.example.com.:8080/",
            "www.example.com",
            "example.com",
            "http://www.example.com.:8080",
            8080,
        ),
        ("http://www.example.test/", "www.example.test", "example.test", "http://www.example.test", 80),
        ("http://localhost:1/", "localhost", "localhost", "http://localhost:1", 1),
        ("http://127.1/", "127.0.0.1", "127.0.0.1", "http://127.0.0.1", 80),
        ("http://[::1]:81/", "[::1]", "[::1]", "http://[::1]:81", 81),
        ("https://a.b.github.io/", "a.b.github.io", "b.github.io", "https://a.b.github.io", 443),
        ("https://www.asahi.com/", "www.asahi.com", "asahi.com", "https://www.asahi.com", 443),
    ],
)
def test_parts(url: str, host: str, site: str, origin: str, port: int) -> None:
    assert (host_of(url), site_of(url), origin_of(url), port_of(url)) == (host, site, origin, port)


def test_no_url_has_no_host() -> None:
    for text in ("", "a", "/a/b", "mailto:a@b.test", "http://"):
        assert host_of(text) == ""


def test_credentials_are_taken_out_and_never_shown() -> None:
    assert credentials_of("https://us%65r:p%40ss@a.test/x") == ("user", "p@ss")
    assert credentials_of("https://a.test/x@y") is None
    assert redact("https://user:pa@ss@a.test/x@y") == "https://a.test/x@y"
    assert redact("not a url") == "not a url"
    with pytest.raises(UrlError) as caught:
        normalise("http://user:s3cret@[bad/")
    assert "s3cret" not in str(caught.value)

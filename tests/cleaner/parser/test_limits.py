"""Limits are checked before parsing: bytes, tags, depth, and formatting that the parser would repeat."""

from __future__ import annotations

import pytest

from scraper.cleaner.options import DEFAULT, CleanOptions
from scraper.cleaner.parser.limits import check_limits
from scraper.cleaner.parser.nesting import measure
from scraper.errors import TooLargeError

DEEP = 20_000


@pytest.mark.parametrize(
    ("page", "option"),
    [
        (b"x" * 10_000_001, "max_bytes"),
        (b"<i>x</i>" * 500_001, "max_tags"),
        (b"<div>" * DEEP, "max_depth"),
        (b"<div>" * DEEP + b"</div>" * DEEP, "max_depth"),
        (b"<div></b>" * DEEP, "max_depth"),
        (b"</x><div>" * DEEP + b"</div><x>" * DEEP, "max_depth"),
        (b"<div><object></div>" * DEEP, "max_depth"),
        (b"<b><div></b>" * DEEP, "max_depth"),
        (b"<ul><li>" * DEEP, "max_depth"),
        (b"<table><tr><td>" * DEEP, "max_depth"),
        (b"<blockquote>x" * DEEP, "max_depth"),
        (b"<span class='a>b'>" * DEEP, "max_depth"),
        (b"<x-y>" * DEEP, "max_depth"),
        (b"<p>" + b"".join(b"<b id=%d>" % i for i in range(900)) + b"</p>" + b"<p>x</p>" * 10_000, "open formatting"),
    ],
)
def test_beyond_a_limit_the_error_names_the_option(page: bytes, option: str) -> None:
    with pytest.raises(TooLargeError, match=option):
        check_limits(page, DEFAULT)


@pytest.mark.parametrize(
    "page",
    [
        b"<p>x" * 50_000,
        b"<br>" * 100_000,
        b"<BR/>" * 100_000,
        b"<a href=/x>t</a>" * 100_000,
        b"<a href=/x>t" * 20_000,
        b"<ul>" + b"<li>x" * 20_000,
        b"<table>" + b"<tr><td>x<td>y" * 5_000,
        b"<table>" + b"<tbody><tr><td>x" * 5_000,
        b"<dl>" + b"<dt>x<dd>y" * 5_000,
        b"<select>" + b"<option>x" * 5_000,
        b"<svg>" + b"<path d=M0/>" * 5_000 + b"</svg>",
        b"<script>" + b"'<div>'," * 5_000 + b"</script>",
        b"<!--" + b"<div>" * 5_000 + b"-->",
        b"<div title='" + b"<div>" * 5_000 + b"'>",
        b"<textarea>" + b"<div>" * 5_000,
        b"<" * 100_000,
        b"<div a='" * 10_000,
        b"<!-" * 30_000,
        b"<p title='" + b"x" * 1_000_000 + b"'>text",
        b"<div>" * 900 + b"text",
        b"<div data-x='" + b"a=b " * 100_000 + b"'>text",
        b"<script>" + b"a = b; " * 100_000 + b"</script>",
        b"<script>x = '<div class=\"' + " + b"a = b, " * 100_000 + b"</script>",
        b"word " * 100_000,
    ],
)
def test_what_only_looks_deep_passes(page: bytes) -> None:
    check_limits(page, DEFAULT)


def test_a_tag_of_thousands_of_attributes_is_refused() -> None:
    many = b" ".join(b"a%d=%d" % (i, i) for i in range(20_000))
    for page in (
        b"<div " + many + b">x",
        b"<p>x</p>" * 2_000 + b"<p title='>' " + many,
        b"<p " + b"a " * 20_000,
        b"<!-- <script> --><p " + b"a " * 20_000,
    ):
        with pytest.raises(TooLargeError, match="attributes"):
            check_limits(page, DEFAULT)


def test_limits_are_options() -> None:
    page = b"<div>" * 600 + b"<p>x</p>" * 600
    check_limits(page, DEFAULT)
    for options in (CleanOptions(max_depth=500), CleanOptions(max_tags=1_000), CleanOptions(max_bytes=5_000)):
        with pytest.raises(TooLargeError):
            check_limits(page, options)


def test_the_walk_counts_what_the_parser_would_build() -> None:
    assert measure(b"<div><p>a<p>b<ul><li>c<li>d<ul><li>e</ul></ul></div><br><img>", 10**4, 10**6).depth == 5
    assert measure(b"<p><b><i>x</p><p>y</p><p>z</p>", 10**4, 10**6).repeated == 4

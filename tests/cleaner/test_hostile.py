"""Hostile and broken pages: no crash, no recursion error, our errors only, equal articles for equal pages."""

from __future__ import annotations

import re
import string
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper import Article, CleanError, clean
from scraper.errors import TooLargeError

URL = "https://courier.example/2024/06/a-page-of-a-hostile-kind"
KINDS = Path(__file__).resolve().parents[2] / "fixtures" / "kinds"
PAGES = sorted(KINDS.glob("*.html"))
PROSE = "<p>The orchard above the river was planted by the grandfather of the owner, who prunes every tree himself.</p>"


def inert(html: str) -> None:
    """Fails where something in the HTML could run or load what is no http(s)."""
    tree = LexborHTMLParser(html)
    assert (
        tree.css("script, style, iframe, frame, object, embed, form, input, svg, math, template, noscript, base") == []
    )
    for node in tree.root.traverse():
        for name, value in node.attributes.items():
            assert not name.startswith("on")
            assert name in {
                "href",
                "src",
                "alt",
                "lang",
                "charset",
                "name",
                "property",
                "content",
                "rel",
                "class",
                "value",
            }
            if name in ("href", "src"):
                assert re.match(r"(https?://|mailto:)", value or "", re.I)


def cleaned(page: bytes | str) -> Article | None:
    """The article, checked; None where the page is refused."""
    try:
        article = clean(page, URL)
    except CleanError:
        return None
    inert(article.to_html())
    assert article.to_markdown()
    assert article.to_json()
    return article


@pytest.mark.parametrize(
    "page",
    [
        b"<p>word " * 10_000,
        b"<p>" + b"text<br>" * 50_000,
        (PROSE.encode() + b"<a href=/x>link</a> ") * 5_000,
        b"<a href=/x>t</a>" * 20_000,
        b"<p title='" + b"x" * 1_000_000 + b"'>text",
        b"<div " + b" ".join(b"a%d=%d" % (i, i) for i in range(4_000)) + b">text",
        b"<div class='" + b"c " * 500_000 + b"'>" + PROSE.encode(),
        b"<p>a\0b\0c" * 1_000,
        b"<div>" * 900 + PROSE.encode() * 3,
        b"<ul><li>" * 450 + b"text",
        b"<blockquote>" * 900 + PROSE.encode(),
        b"<table><tr><td>" * 300 + b"text",
        b"<table>" + b"<tr><td>a<td>b" * 5_000,
        b"<b><i><u>" * 300 + PROSE.encode(),
        b"<article><p><b><i><a href=x><ul><li><table><tr><td>text " * 30,
        b"<html><body><article" + b"<" * 10_000,
        b"&" * 100_000,
        b"&#x110000;&#0;&#xD800;" * 1_000 + PROSE.encode(),
        b"<!--" * 10_000,
        b"<script>" * 10_000,
        b"<title>" * 10_000,
        b"<svg><p>" * 300,
        b"<template>" * 300 + PROSE.encode(),
        b"<pre>" + b"x\n" * 100_000,
        b"<h1>" * 20_000,
        "<p>\u202e\u200b\ufeff\ufffe\U0010ffff</p>".encode() * 1_000,
        b"<meta property='og:title' content='" + b"t" * 1_000_000 + b"'>",
        b'<script type="application/ld+json">' + b'{"@graph":[' * 5_000 + b"</script>",
        b"<p>" + b"a" * 3_000_000,
        b"<p>" + b"a b " * 500_000,
        b"",
        b"<",
        b"\xef\xbb\xbf",
        b"\n\n\n",
        "\ud800<p>lone",
    ],
)
def test_hostile_pages_are_cleaned_or_refused(page: bytes | str) -> None:
    cleaned(page)


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 200_000,
        b"<i>x</i>" * 600_000,
        b"x" * 11_000_000,
        b"".join(b"<b id=%d><p>" % i for i in range(20_000)),
        b"<table><td>" * 100_000,
        b"<p " + b" ".join(b"a%d" % i for i in range(50_000)) + b">",
    ],
)
def test_pages_beyond_the_limits_are_refused(page: bytes) -> None:
    with pytest.raises(TooLargeError):
        clean(page, URL)


def test_no_link_or_source_that_runs_comes_out() -> None:
    evil = (
        '<a href="javascript:alert(1)" onclick="x()">one</a> <a href=" JaVa\tScript:alert(1)">two</a> '
        '<a href="data:text/html;base64,PHNjcmlwdD4=">three</a> <a href="vbscript:x">four</a> '
        '<a href="https://ok.example/&quot;onmouseover=&quot;x">five</a> <b onload="x">six</b> '
        "<img src=x onerror=alert(1)> <code>&lt;script&gt;alert(1)&lt;/script&gt;</code>"
    )
    head = '<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title><link rel=canonical href="javascript:x">'
    article = clean(
        f"{head}<article>{PROSE}<p>{evil} and enough words to be a paragraph of it.</p>{PROSE}</article>", URL
    )
    html = article.to_html()
    inert(html)
    assert "one two three four" in article.text
    assert "<script>alert(1)</script>" in article.text
    assert "javascript:" not in html.lower()
    assert "javascript:" not in article.to_markdown().lower()


_TAGS = [
    "p", "div", "b", "i", "a", "ul", "ol", "li", "table", "tr", "td", "th", "blockquote", "pre", "code", "h1", "h2",
    "br", "img", "figure", "figcaption", "span", "article", "section", "nav", "footer", "script", "style", "svg",
    "template", "select", "option", "form", "dl", "dt", "dd", "head", "body", "html", "title", "base", "noscript",
]  # fmt: skip
_ATTRIBUTES = [
    "", " href='/x'", " href='javascript:x'", " class='share related'", " id=a", " onclick=x", " src='data:x'",
    " hidden", " style='display:none'", " href=\"'>\"", " lang=x", " class",
]  # fmt: skip
_PIECES = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(_TAGS), st.sampled_from(_ATTRIBUTES)),
    st.builds("</{}>".format, st.sampled_from(_TAGS)),
    st.sampled_from([PROSE, "word ", "\n", "&nbsp;", "&lt;b&gt;", "<!--", "-->", "<![CDATA[", "<!doctype html>", "\0"]),
    st.text(string.printable, max_size=20),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_PIECES, max_size=60))
def test_generated_pages_never_raise_but_ours_and_clean_alike_twice(pieces: list[str]) -> None:
    page = "".join(pieces)
    article = cleaned(page)
    if article is not None:
        assert clean(page, URL) == article
        again = clean(article.to_html(), URL)
        assert again.text == article.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PAGES), st.data())
def test_mutated_pages_never_raise_but_ours(path: Path, data: st.DataObject) -> None:
    page = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        begin = data.draw(st.integers(0, len(page)))
        end = min(len(page), begin + data.draw(st.integers(0, 200)))
        page[begin:end] = data.draw(
            st.sampled_from([b"", b"<", b">", b'"', b"\0", b"\xff", b"</div>", b"<div>", b"&", b"<p>"])
            | st.binary(max_size=8)
        )
    article = cleaned(bytes(page))
    if article is not None:
        assert clean(bytes(page), URL) == article


def test_threads_clean_alike() -> None:
    pages = [path.read_bytes() for path in PAGES]
    alone = [clean(page, URL) for page in pages]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda page: clean(page, URL), pages * 12))
    assert together == alone * 12

"""Nodes of a kept block -> spans: the same text, with links, emphasis and code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.block import Span
from scraper.cleaner.body.inline import base_of, code_language, resolve, spans, with_gaps
from scraper.cleaner.parser.segment import segment

BASE = "https://example.org/news/today.html"


def read(html: str) -> list[tuple[str, tuple[Span, ...]]]:
    """Text and spans of every block of a page."""
    document = segment(LexborHTMLParser(html.encode()), BASE)
    return [(block.text, spans(block.nodes, BASE, block.text)) for block in document.blocks]


def test_links_are_resolved_and_emphasis_is_kept() -> None:
    [(text, found)] = read(
        '<p>The  <b>old</b> mill <a href="../mill">by the <i>river</i></a>\n runs <code>x  y</code>.</p>'
    )
    assert text == "The old mill by the river runs x y."
    mill = "https://example.org/mill"
    assert found == (
        Span("The "), Span("old", strong=True), Span(" mill "), Span("by the ", href=mill),
        Span("river", href=mill, emphasis=True), Span(" runs "), Span("x y", code=True), Span("."),
    )  # fmt: skip


def test_a_paragraph_without_markup_has_no_spans() -> None:
    assert read("<p>Only <span>words</span> here</p>") == [("Only words here", ())]


def test_line_breaks_stay_and_empty_lines_go() -> None:
    [(text, found)] = read("<p><em>Rose</em> <br> is a <b>rose<br>is</b><br></p>")
    assert text == "Rose\nis a rose\nis"
    assert "".join(span.text for span in found) == text


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/a b", "https://example.org/a%20b"),
        ("//cdn.example.org/x", "https://cdn.example.org/x"),
        ("?q=1", BASE + "?q=1"),
        ("#note", BASE + "#note"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        (" HTTPS://example.org ", "https://example.org"),
        ("javascript:void(0)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("tel:123", None),
        ("http://[::1", None),
        ("", None),
        (None, None),
    ],
)
def test_only_links_that_may_be_followed_remain(href: str | None, url: str | None) -> None:
    assert resolve(href, BASE) == url


def test_relative_links_of_a_page_without_an_address_are_dropped() -> None:
    assert resolve("/a", None) is None
    assert resolve("https://example.org/a", None) == "https://example.org/a"


def test_base_href_moves_relative_addresses() -> None:
    tree = LexborHTMLParser(b'<base href="/archive/"><p>')
    assert base_of(tree, BASE) == "https://example.org/archive/"
    assert base_of(LexborHTMLParser(b"<p>"), BASE) == BASE
    assert base_of(LexborHTMLParser(b'<base href="javascript:x">'), BASE) == BASE


def test_a_link_around_a_whole_block_is_the_block_s() -> None:
    [(_, found)] = read("<div><a href=/x><h2>Old <i>mill</i></h2></a></div>")
    url = "https://example.org/x"
    assert found == (Span("Old ", href=url), Span("mill", href=url, emphasis=True))


def test_a_row_s_spans_join_like_its_cells() -> None:
    document = segment(
        LexborHTMLParser(b"<table><tr><th>Name<th><td><a href=/n>Ann</a><td><b>4</b> to 5</table>"), BASE
    )
    [block] = document.blocks
    found = spans(block.nodes, BASE, block.text)
    assert "".join(span.text for span in found) == block.text
    assert Span("Ann", href="https://example.org/n") in found


def test_code_says_its_language() -> None:
    def language(html: str) -> str | None:
        return code_language(LexborHTMLParser(html.encode()).css_first("pre"))

    assert language('<pre><code class="hljs language-c++">x</code></pre>') == "c++"
    assert language('<pre class="lang-py">x</pre>') == "py"
    assert language("<pre>x</pre>") is None


_MARKUP = st.lists(
    st.sampled_from(
        ["<b>", "</b>", "<i>", "</i>", "<a href=/x>",
         "</a>", "<br>", "<code>", "</code>", "<span>", "</span>", " ", "\n",
         "word", "né", "&nbsp;", "&amp;", "<!-- c -->", "<script>x</script>", "<img>", "<div>", "</div>", "<p>", "<li>"]
    ), max_size=30,
)  # fmt: skip


@given(_MARKUP)
def test_spans_say_the_block_s_text_or_nothing(markup: list[str]) -> None:
    for text, found in read("".join(markup)):
        assert not found or "".join(span.text for span in found) == text


def test_links_side_by_side_are_words_of_their_own() -> None:
    page = "<p><a href=/a>Now $119 at Pear</a><a href=/b>Check price</a><a href=/c>@hill</a><a href=/d>https://t.example</a></p>"
    [(text, found)] = read(page)
    parted, spaced = with_gaps(text, found)
    assert parted == "Now $119 at Pear Check price @hill https://t.example"
    assert "".join(span.text for span in spaced) == parted


@pytest.mark.parametrize(
    "markup",
    [
        "<a href=/a>M</a><a href=/b>ichelle</a>", "The study<a href=/n>1</a>", "<a href=/a>Study</a><a href=/n>1</a>",
        "<a href=/a>Har</a><a href=/a>Bour</a>", "<a href=/a>One</a>, <a href=/b>Two</a>",
        "<b>Big</b><a href=/a>Apple</a>",
    ],
)  # fmt: skip
def test_words_and_marks_that_belong_together_stay_so(markup: str) -> None:
    [(text, found)] = read(f"<p>{markup}</p>")
    assert with_gaps(text, found) == (text, found)

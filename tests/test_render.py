"""Blocks -> text, Markdown, HTML. Markdown is judged by a CommonMark parser, HTML by an HTML parser."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from scraper.block import Block, BlockKind, Span
from scraper.render import Head, to_fragment, to_html, to_markdown, to_text

P, H, LI, Q = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.QUOTE
ROW, CODE, IMG = BlockKind.TABLE_ROW, BlockKind.CODE, BlockKind.IMAGE


def html_of(markdown: str) -> str:
    return MarkdownIt("commonmark").enable("table").render(markdown)


def words_of(html: str) -> str:
    for node in (tree := LexborHTMLParser(html)).css("br"):
        node.replace_with(" ")
    body = tree.body
    assert body is not None
    return " ".join(body.text(separator=" ").split())


def item(text: str, level: int = 1, *, ordered: bool = False, group: int = 1, continues: bool = False) -> Block:
    return Block(LI, text, level=level, ordered=ordered, group=group, continues=continues)


def test_text_numbers_the_items_of_numbered_lists_as_a_reader_sees_them() -> None:
    blocks = [
        item("Mix.", ordered=True),
        item("Salt", 2),
        item("Soak", 2, ordered=True),
        item("Bake.", ordered=True),
        item("Not too hot.", ordered=True, continues=True),
        item("Eat.", ordered=True),
        Block(P, "Then:"),
        item("Wash up.", ordered=True, group=2),
    ]
    assert to_text(blocks) == "1. Mix.\nSalt\n1. Soak\n2. Bake.\nNot too hot.\n3. Eat.\n\nThen:\n\n1. Wash up."


def test_a_list_that_begins_with_another_number_keeps_it_in_every_form() -> None:
    blocks = [
        Block(LI, "Bake.", level=1, ordered=True, group=1, number=4),
        item("Eat.", ordered=True),
        Block(LI, "Sleep.", level=1, ordered=True, group=1, number=9),
    ]
    assert to_text(blocks) == "4. Bake.\n5. Eat.\n9. Sleep."
    assert to_markdown(blocks).split() == ["4.", "Bake.", "5.", "Eat.", "9.", "Sleep."]
    assert '<li value="4">Bake.' in to_fragment(blocks)
    assert '<li value="9">Sleep.' in to_fragment(blocks)


def test_text_keeps_a_list_together_and_paragraphs_apart() -> None:
    blocks = [
        Block(P, "One."),
        item("a"),
        item("b", 2),
        item("c", group=2),
        Block(ROW, "x | y", group=3),
        Block(ROW, "1 | 2", group=3),
        Block(IMG, "a dog", src="https://example.org/d.png"),
        Block(P, "Two."),
    ]
    assert to_text(blocks) == "One.\n\na\nb\n\nc\n\nx | y\n1 | 2\n\nTwo."


def test_markdown_nests_lists_by_the_width_of_their_markers() -> None:
    items = [
        item("a"),
        item("b", 2, ordered=True),
        item("c", 2, ordered=True),
        item("more of c", 2, ordered=True, continues=True),
        item("d", 3),
        item("e"),
    ]
    assert to_markdown(items) == "- a\n  1. b\n  2. c\n\n     more of c\n     - d\n- e\n"
    html = LexborHTMLParser(html_of(to_markdown(items)))
    assert [len(html.css(s)) for s in ("ul", "ol", "ul > li > ol > li", "ol > li > ul > li")] == [2, 1, 2, 1]


def test_a_list_of_ten_keeps_what_stands_below_its_tenth_item() -> None:
    items = [item(f"n{n}", ordered=True) for n in range(10)] + [item("below", 2)]
    html = LexborHTMLParser(html_of(to_markdown(items)))
    assert html.css_first("ol > li:nth-child(10) > ul > li").text() == "below"


def test_neighbouring_lists_stay_two() -> None:
    markdown = to_markdown([item("a"), item("b", group=2), item("c", group=3)])
    assert html_of(markdown).count("<ul>") == 3
    assert to_html([item("a"), item("b", group=2)]).count("<ul>") == 2


def test_html_nests_lists_inside_their_items() -> None:
    items = [item("a"), item("b", 2, ordered=True), item("c", 3), item("d")]
    tree = LexborHTMLParser(to_html(items))
    assert tree.css_first("article > ul > li > ol > li > ul > li").text().strip() == "c"
    assert [li.text(deep=False).strip() for li in tree.css("article > ul > li")] == ["a", "d"]


def test_a_list_whose_first_item_stood_deeper_is_one_list() -> None:
    tree = LexborHTMLParser(to_html([item("a", 3), item("b", 1), item("c", 2)]))
    assert [li.text(deep=False).strip() for li in tree.css("article > ul > li")] == ["a", "b"]


def test_a_table_has_its_header_or_an_empty_one() -> None:
    rows = [
        Block(ROW, "Year | Votes", cells=("Year", "Votes"), header=True, group=1),
        Block(ROW, "1999 | 4|5", cells=("1999", "4|5"), group=1),
        Block(ROW, "2000", cells=("2000", ""), group=1),
    ]
    assert to_markdown(rows) == "| Year | Votes |\n| --- | --- |\n| 1999 | 4\\|5 |\n| 2000 |  |\n"
    assert to_markdown(rows[1:]).startswith("|  |  |\n| --- | --- |\n| 1999 ")
    tree = LexborHTMLParser(to_html(rows))
    assert [c.text() for c in tree.css("th")] == ["Year", "Votes"]
    assert [c.text() for c in tree.css("td")] == ["1999", "4|5", "2000", ""]


def test_links_in_cells_stay_in_their_cells() -> None:
    row = Block(
        ROW,
        "a | b c",
        cells=("a", "", "b c"),
        group=1,
        spans=(Span("a", href="https://example.org/a"), Span(" | b "), Span("c", strong=True)),
    )
    assert "| [a](https://example.org/a) |  | b **c** |" in to_markdown([row])
    assert '<td><a href="https://example.org/a">a</a></td><td></td><td>b <strong>c</strong></td>' in to_html([row])


def test_quotes_of_several_paragraphs_stay_one_and_different_ones_two() -> None:
    quotes = [
        Block(Q, "a", 1, group=1),
        Block(Q, "b\nc", 1, group=1),
        Block(Q, "d", 1, group=2),
        Block(Q, "e", 2, group=3),
    ]
    markdown = to_markdown(quotes)
    assert markdown == "> a\n>\n> b\\\n> c\n\n> d\n>\n> > e\n"
    assert html_of(markdown).count("<blockquote>") == 3
    assert to_html(quotes).count("<blockquote>") == 3
    assert to_html(quotes).count("</blockquote>") == 3


def test_a_picture_in_an_item_cuts_no_list() -> None:
    picture = Block(IMG, "dog", src="https://example.org/d.png", level=1, group=1, continues=True)
    blocks = [item("a"), picture, item("b")]
    assert to_text(blocks) == "a\nb"
    assert to_markdown(blocks) == "- a\n\n  ![dog](https://example.org/d.png)\n- b\n"
    assert len(LexborHTMLParser(to_html(blocks)).css("article > ul > li")) == 2


def test_code_is_fenced_by_more_backticks_than_it_holds() -> None:
    code = "def f():\n    return '''```'''  # ````\n\n\ty < 3 && z"
    markdown = to_markdown([Block(CODE, code)])
    assert markdown.startswith("`````\n")
    assert LexborHTMLParser(html_of(markdown)).css_first("code").text().rstrip("\n") == code
    assert LexborHTMLParser(to_html([Block(CODE, code)])).css_first("pre").text() == code


def test_pictures_embeds_captions_and_rules() -> None:
    blocks = [
        Block(IMG, "a [red] dog", src="https://example.org/d(1).png"),
        Block(BlockKind.CAPTION, "The dog."),
        Block(BlockKind.EMBED, "Video", src="https://example.org/v"),
        Block(BlockKind.RULE, ""),
    ]
    assert to_markdown(blocks) == (
        "![a \\[red\\] dog](https://example.org/d%281%29.png)\n\n*The dog.*\n\n[Video](https://example.org/v)\n\n---\n"
    )
    html = to_html(blocks)
    assert (
        '<figure><img src="https://example.org/d(1).png" alt="a [red] dog"><figcaption>The dog.</figcaption></figure>'
        in html
    )
    assert '<figure class="embed"><a href="https://example.org/v">Video</a></figure>' in html
    assert "<hr>" in html


def test_emphasis_that_asterisks_cannot_mark_is_marked_by_elements() -> None:
    spans = (Span("un"), Span("believ", emphasis=True), Span("able "), Span("“So!”", strong=True), Span("he said"))
    block = Block(P, "".join(s.text for s in spans), spans=spans)
    html = html_of(to_markdown([block]))
    assert "un<em>believ</em>able" in html
    assert "<strong>“So!”</strong>he said" in html


def test_neighbouring_emphasis_does_not_run_together() -> None:
    spans = (Span("a", emphasis=True), Span("b", strong=True), Span("c", strong=True, emphasis=True), Span(" d"))
    html = html_of(to_markdown([Block(P, "abc d", spans=spans)]))
    assert LexborHTMLParser(html).css_first("p").text() == "abc d"
    assert "*" not in html


def test_a_link_after_an_exclamation_mark_is_no_picture() -> None:
    spans = (Span("Look!"), Span("here", href="https://example.org/"))
    assert "<img" not in html_of(to_markdown([Block(P, "Look!here", spans=spans)]))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " java\nscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "//example.org/x",
        "file:///etc/passwd",
        "\x01javascript:alert(1)",
        "blob:x",
        "",
    ],
)
def test_no_link_but_http_and_mailto_comes_out(url: str) -> None:
    blocks = [
        Block(P, "text", spans=(Span("text", href=url),)),
        Block(IMG, "x", src=url),
        Block(BlockKind.EMBED, "x", src=url),
    ]
    tree = LexborHTMLParser(to_html(blocks, Head(url=url)))
    assert tree.css("[href], [src]") == []
    assert "](" not in to_markdown(blocks)


def test_the_head_carries_the_article_s_metadata_escaped() -> None:
    head = Head(
        'A <b> & "c"',
        "de",
        "https://example.org/a?x=1&y=2",
        ('Ann "O\'" Lee', "Bo"),
        datetime(2024, 5, 6, 7, 8, tzinfo=timezone(timedelta(hours=2))),
        None,
        ("x, y", "z"),
        "D",
        "S",
    )
    tree = LexborHTMLParser(to_html([Block(P, "text")], head))
    assert tree.css_first("title").text() == tree.css_first("h1").text() == 'A <b> & "c"'
    assert tree.css_first("html").attributes["lang"] == "de"
    assert tree.css_first("link[rel=canonical]").attributes["href"] == "https://example.org/a?x=1&y=2"
    assert [m.attributes["content"] for m in tree.css("meta[name=author]")] == ['Ann "O\'" Lee', "Bo"]
    assert (
        tree.css_first("meta[property='article:published_time']").attributes["content"] == "2024-05-06T07:08:00+02:00"
    )
    assert [m.attributes["content"] for m in tree.css("meta[property='article:tag']")] == ["x, y", "z"]


_CHARACTERS = st.sampled_from("ab1 .!*_`[]()<>#+-=|~\\&;:\"'/é“”\n")
_LETTERS = st.characters(codec="utf-8", categories=["L", "P", "S"])
_WORDS = st.text(_CHARACTERS | _LETTERS, max_size=30).map(
    lambda text: "\n".join(" ".join(line.split()) for line in text.split("\n") if line.split())
)
_SPANS = st.lists(
    st.builds(
        Span,
        st.text(st.sampled_from("ab .!*_`[<#-é“”"), min_size=1, max_size=6),
        href=st.sampled_from([None, None, "https://example.org/a_(b)", "javascript:x"]),
        strong=st.booleans(),
        emphasis=st.booleans(),
        code=st.booleans(),
    ),
    max_size=6,
)


def _spanned(spans: list[Span]) -> Block | None:
    text = "".join(span.text for span in spans)
    return Block(P, text, spans=tuple(spans)) if text and text == " ".join(text.split()) else None


@given(st.sampled_from([P, H, LI, Q, BlockKind.CAPTION, BlockKind.CORRECTION]), _WORDS)
def test_rendered_markdown_has_the_words_of_the_text(kind: BlockKind, text: str) -> None:
    if text:
        assert words_of(html_of(to_markdown([Block(kind, text, level=1, group=1)]))) == " ".join(text.split())


@given(_SPANS.map(_spanned))
def test_spans_survive_into_markdown_and_html_with_the_same_words(block: Block | None) -> None:
    if block is not None:
        assert words_of(html_of(to_markdown([block]))).replace(" ", "") == block.text.replace(" ", "")
        tree = LexborHTMLParser(to_html([block]))
        assert tree.css_first("p").text() == block.text
        assert all(a.attributes["href"].startswith("https:") for a in tree.css("a"))


@given(
    st.lists(
        st.builds(
            Block,
            st.sampled_from(list(BlockKind)),
            _WORDS,
            st.integers(0, 4),
            st.booleans(),
            group=st.integers(0, 2),
            continues=st.booleans(),
        ),
        max_size=8,
    )
)
def test_any_blocks_render_to_balanced_html_with_every_word(blocks: list[Block]) -> None:
    html = to_html(blocks)
    tree = LexborHTMLParser(html)
    for name in ("ul", "ol", "li", "blockquote", "table", "p", "figure"):
        assert html.count(f"<{name}>") + html.count(f"<{name} ") == html.count(f"</{name}>") == len(tree.css(name))
    shown = [b.text for b in blocks if b.kind not in (IMG, BlockKind.RULE, BlockKind.EMBED)]
    article = tree.css_first("article")
    for br in article.css("br"):
        br.replace_with(" ")
    assert "".join(article.text().split()) == "".join("".join(shown).split())

"""HTML -> blocks: where a block begins and ends, what kind it is, and what is never walked into."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from scraper.block import BlockKind
from scraper.cleaner.document import Document
from scraper.cleaner.parser import lexicon
from scraper.cleaner.parser.elements import TAG_BIT
from scraper.cleaner.parser.segment import segment


def blocks(html: str) -> Document:
    return segment(LexborHTMLParser(html))


def texts(html: str) -> list[str]:
    return [block.text for block in blocks(html).blocks]


def test_a_paragraph_needs_no_p_element() -> None:
    assert texts("<div>One <b>two</b> three<div>four</div>five</div>") == ["One two three", "four", "five"]


def test_two_line_breaks_end_a_block_and_one_is_a_line() -> None:
    assert texts("<div>a<br>b<br>\n<br>c</div>") == ["a\nb", "c"]


def test_inline_elements_without_space_between_them_are_one_word() -> None:
    assert texts("<div><span>W</span><span>ord</span> <i>next</i><!-- x --> <b>one</b></div>") == ["Word next one"]


def test_the_space_before_a_comment_is_a_space() -> None:
    """Server-rendered React separates texts by comments."""
    assert texts("<p>The <a href=/d>data</a> <!-- -->and more, until<!-- --> <!-- -->Monday</p>") == [
        "The data and more, until Monday"
    ]


def test_soft_hyphens_are_no_part_of_the_text() -> None:
    assert texts("<p>Don&shy;au&shy;dampf\u00adschiff</p>") == ["Donaudampfschiff"]


def test_a_formula_is_text_unless_the_page_draws_it_beside() -> None:
    formula = "<math><mi>a</mi><mo>=</mo><mn>0</mn></math>"
    assert texts(f"<p>When {formula}, all is said.</p><div>{formula}</div>") == ["When a = 0 , all is said.", "a = 0"]
    drawn = f"<span class=katex><span class=katex-mathml>{formula}</span><span>a=0</span></span>"
    assert texts(f"<p>When {drawn}, all is said.</p>") == ["When a=0, all is said."]


def test_scripts_styles_and_blocks_without_a_letter_leave_nothing() -> None:
    assert texts("<script>x</script><style>y</style><p>* * *</p><template><p>t</p></template><p>z</p>") == ["z"]


def test_navigation_is_taken_whole_and_a_footer_inside_an_article_is_not() -> None:
    document = blocks("<nav><a>Home</a><a>News</a></nav><article><p>Text</p><footer>Source</footer></article>"
                      "<footer>Imprint</footer>")  # fmt: skip
    assert [block.text for block in document.blocks] == ["Text", "Source"]
    assert document.chrome == [(0, "nav", "Home News"), (2, "footer", "Imprint")]


def test_a_header_is_the_page_s_own_unless_it_holds_the_headline_or_stands_in_the_article() -> None:
    own = blocks("<header><a>Home</a><div>Sign in</div></header><p>Text</p>")
    assert own.chrome == [(0, "header", "Home Sign in")]
    assert [block.text for block in own.blocks] == ["Text"]
    assert texts("<header><h1>Ferry saved</h1><p>By Ann</p></header><p>Text</p>") == ["Ferry saved", "By Ann", "Text"]
    assert texts("<article><header><p>By Ann</p></header><p>Text</p></article>") == ["By Ann", "Text"]
    assert texts("<header><a>Home</a><h2>Ferry saved</h2><p>Text</p><footer>Imprint</footer>")[1:] == [
        "Ferry saved",
        "Text",
    ]


def test_an_element_called_a_menu_is_one_only_where_it_holds_labels_alone() -> None:
    menu = blocks("<ul class=site-menu><li>Home<li>News</ul><p>Text</p><div role=navigation>Next page</div>")
    assert menu.chrome == [(0, "menu", "Home News"), (1, "menu", "Next page")]
    assert [block.text for block in menu.blocks] == ["Text"]
    sentence = "The harbour board has decided to keep the ferry running all winter."
    assert texts(f"<div class=nav-content>{sentence}</div>") == [sentence]
    assert texts("<div class=nav-content><p>Short.</p></div>") == ["Short."]
    assert texts("<article><ul class=menu><li>Soup<li>Fish</ul></article>") == ["Soup", "Fish"]


def test_lists_know_their_level_order_and_group() -> None:
    items = blocks("<ul><li>a<ol><li>b</li></ol></li></ul><p>x</p><ul><li>c</li></ul>").blocks
    assert [(b.kind, b.text, b.level, b.ordered) for b in items] == [
        (BlockKind.LIST_ITEM, "a", 1, False),
        (BlockKind.LIST_ITEM, "b", 2, True),
        (BlockKind.PARAGRAPH, "x", 0, False),
        (BlockKind.LIST_ITEM, "c", 1, False),
    ]
    assert items[0].group == items[1].group != items[3].group


def test_headings_quotes_captions_and_code_are_of_their_kind() -> None:
    page = "<h2>H</h2><blockquote><p>Q</p></blockquote><figure><figcaption>C</figcaption></figure><pre>a\n  b</pre>"
    found = [(b.kind, b.text) for b in blocks(page).blocks]
    assert found == [
        (BlockKind.HEADING, "H"),
        (BlockKind.QUOTE, "Q"),
        (BlockKind.CAPTION, "C"),
        (BlockKind.CODE, "a\n  b"),
    ]


def test_a_row_of_data_is_one_block_and_a_table_for_layout_is_none() -> None:
    data = blocks("<table><tr><th>Name</th><th>Age</th></tr><tr><td>Ann</td><td>7</td></tr></table>").blocks
    assert [(b.kind, b.cells, b.header) for b in data] == [
        (BlockKind.TABLE_ROW, ("Name", "Age"), True),
        (BlockKind.TABLE_ROW, ("Ann", "7"), False),
    ]
    layout = "<table><tr><td><h1>Title</h1></td><td>" + "Long. " * 100 + "</td></tr></table>"
    assert [b.kind for b in blocks(layout).blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_containers_hold_their_blocks_in_one_stretch() -> None:
    document = blocks("<div><p>a</p><section><p>b</p><p>c</p></section></div><p>d</p>")
    containers = document.containers
    section = list(containers.tags).index(TAG_BIT["section"])
    assert (containers.first[section], containers.last[section]) == (1, 3)
    assert containers.chain[document.container[1]] == 0
    assert containers.tag_chain[document.container[1]] & TAG_BIT["section"]


def test_classes_ids_and_hidden_elements_are_told_to_the_blocks_below() -> None:
    document = blocks('<div class="relatedStories-list"><p>a</p></div><div style="display: none"><p>b</p></div>')
    chains = [document.containers.chain[number] for number in document.container]
    assert chains[0] & lexicon.BIT["related"]
    assert chains[1] & lexicon.BIT["hidden"]
    assert not chains[0] & lexicon.BIT["hidden"]


def test_link_characters_are_counted_inside_links_only() -> None:
    document = blocks('<p>See <a href="/x">this</a> now</p><a href="/y"><div>All of it</div></a>')
    assert list(document.link_chars) == [4, 9]


def test_blocks_between_the_halves_of_an_inline_element_keep_their_order() -> None:
    assert texts("<span>before<p>inside</p>after</span>") == ["before", "inside", "after"]


def test_nesting_of_twenty_thousand_elements_needs_no_recursion() -> None:
    assert texts("<div>" * 20_000 + "deep" + "</div>" * 20_000) == ["deep"]


def test_scripts_and_style_sheets_are_no_text_of_a_footer() -> None:
    script = "<script>if (a) { document.write('x'); }</script><style>p { color: red }</style>"
    document = blocks(f"<p>One</p><footer><p>Imprint</p>{script}<p>Terms {{A}}</p></footer>")
    assert document.chrome == [(1, "footer", "Imprint Terms {A}")]

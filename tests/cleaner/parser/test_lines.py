"""Forms in which flattened text arrives: all of them give the same lines."""

from __future__ import annotations

import textwrap

import pytest

from scraper.block import BlockKind
from scraper.cleaner.parser.lines import read_lines

PARAGRAPHS = (
    "Port Ellery will keep its ferry to Gannet Island through the winter for the first time in eleven years, after "
    "the town council voted nine to six for a timetable with three crossings a day.",
    "The decision, taken shortly before midnight on Tuesday, ends a dispute that had divided the harbour ward since "
    "the autumn, and it commits the town to a well-known sum.",
    "“Nine people is nine people who got to a dentist,” said Ottilie Marsh, the councillor who proposed the motion, "
    "and there was some applause from the benches for visitors.",
    "Nobody left before the end.",
)


def texts(document_text: str) -> tuple[str, ...]:
    return tuple(block.text for block in read_lines(document_text).blocks)


def wrapped(width: int, between: str) -> str:
    return between.join(textwrap.fill(paragraph, width) for paragraph in PARAGRAPHS)


@pytest.mark.parametrize("width", [50, 72, 78, 100])
@pytest.mark.parametrize("between", ["\n\n", "\n"], ids=["blank lines", "no blank lines"])
def test_paragraphs_wrapped_at_a_width_are_joined(width: int, between: str) -> None:
    assert texts(wrapped(width, between)) == PARAGRAPHS


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
def test_every_kind_of_line_end_ends_a_line(end: str) -> None:
    assert texts(end.join(PARAGRAPHS)) == PARAGRAPHS


def test_no_break_and_zero_width_characters_disappear() -> None:
    assert texts("No\u00a0break,\u2009thin\u3000wide, soft\u00adhyphen, zero\u200bwidth\ufeff") == (
        "No break, thin wide, softhyphen, zerowidth",
    )


def test_verse_is_not_taken_for_a_wrapped_paragraph() -> None:
    verse = ("The gull has gone to sea again,", "The gull has gone to sea,", "It left us nothing but the rain,",
             "It left the rain to me,", "And when the winter ferry comes", "There will be room for three.")  # fmt: skip
    assert texts("\n".join(verse)) == verse


def test_bullets_and_indented_numbers_make_list_items() -> None:
    document = read_lines("Bring:\n  • a coat\n  • a hat\n- a friend\n\n  1. Walk\n  2. Wait\n")
    kinds = [(block.kind, block.text, block.ordered) for block in document.blocks]
    assert kinds == [
        (BlockKind.PARAGRAPH, "Bring:", False),
        (BlockKind.LIST_ITEM, "a coat", False),
        (BlockKind.LIST_ITEM, "a hat", False),
        (BlockKind.LIST_ITEM, "a friend", False),
        (BlockKind.LIST_ITEM, "Walk", True),
        (BlockKind.LIST_ITEM, "Wait", True),
    ]


def test_numbers_that_begin_a_paragraph_stay() -> None:
    assert texts("3. Oktober 1990 war ein Mittwoch, und es regnete am Hafen.") == (
        "3. Oktober 1990 war ein Mittwoch, und es regnete am Hafen.",
    )


def test_markdown_residue_becomes_kinds_of_blocks() -> None:
    text = (
        "# Winter ferry\n\n**The ferry** [sails](https://example.org/a_(b)) *again*, said the file `notes_on_it`.\n\n"
        "> Nine people is nine people.\n\n| Day | Boats |\n|---|---|\n| Monday | 3 |\n\n---\n\n```\nprint( 1 )\n```\n"
    )
    found = [(block.kind, block.text) for block in read_lines(text).blocks]
    assert found == [
        (BlockKind.HEADING, "Winter ferry"),
        (BlockKind.PARAGRAPH, "The ferry sails again, said the file notes_on_it."),
        (BlockKind.QUOTE, "Nine people is nine people."),
        (BlockKind.TABLE_ROW, "Day Boats"),
        (BlockKind.TABLE_ROW, "Monday 3"),
        (BlockKind.CODE, "print( 1 )"),
    ]


def test_signs_of_markdown_in_plain_text_are_characters() -> None:
    assert texts("5 * 3 * 2 = 30, said a_b_c, and #harbour was a hit_") == (
        "5 * 3 * 2 = 30, said a_b_c, and #harbour was a hit_",
    )


def test_pictures_of_markdown_have_no_words() -> None:
    text = (
        "# The ferry\n\n![The Marigold at the quay (in winter)](https://example.org/m.jpg)\n\n"
        "[![A gull](data:image/png;base64,AAAA)](/gulls)\n\nThe [ferry](/f) sails **again**.\n\n[## Other news](/n)"
    )
    assert [block.text for block in read_lines(text).blocks] == ["The ferry", "The ferry sails again.", "Other news"]


def test_addresses_that_exceed_the_width_do_not_hide_it() -> None:
    address = "https://example.org/a/very/long/address/that/no/program/breaks/whatever/its/width/may/be/in/columns.html"
    paragraph = "The ferry to Gannet Island will run through the winter, the council of Port Ellery decided. " * 4
    wrapped = "\n\n".join("\n".join(textwrap.wrap(part, 72)) for part in (paragraph, paragraph, paragraph))
    blocks = read_lines(f"{wrapped}\n\n{address}\n\n{address}").blocks
    assert [block.text for block in blocks] == [paragraph.strip()] * 3 + [address] * 2


def browser_dump(numbers: bool) -> str:
    """The paragraphs as a text browser dumps a page: a margin, nested bullets, wrapped at 72 columns, a number before
    each link."""
    count = iter(range(1, 100))

    def link(words: str) -> str:
        return f"[{next(count)}]{words}" if numbers else words

    menu = ["   " + link("Skip to the news"), "", "     * " + link("Home"), "          + " + link("Harbour")]
    menu += [f"               o {link(name)}" for name in ("Ferries", "Fish market", "Pilots", "Lighthouse")]
    marked = [paragraph.replace("Nobody", link("Nobody")) for paragraph in PARAGRAPHS]
    body = [textwrap.indent(textwrap.fill(paragraph, 70), "   ") + "\n" for paragraph in marked]
    item = textwrap.fill(PARAGRAPHS[0], 73, initial_indent="     * ", subsequent_indent="       ")
    foot = [f"   {link('Imprint')} {link('Contact')} {link('Privacy')}", "   (BUTTON) Top"]
    return "\n".join([*menu, "", "Ferry to sail in winter", "", *body, item, "", *foot])


@pytest.mark.parametrize("numbers", [True, False], ids=["links numbered", "links without numbers"])
def test_what_a_text_browser_dumped_loses_margin_width_bullets_and_link_numbers(numbers: bool) -> None:
    blocks = read_lines(browser_dump(numbers)).blocks
    menu = ("Skip to the news", "Home", "Harbour", "Ferries", "Fish market", "Pilots", "Lighthouse")
    foot = ("Imprint Contact Privacy", "(BUTTON) Top")
    expected = (*menu, "Ferry to sail in winter", *PARAGRAPHS, PARAGRAPHS[0], *foot)
    assert tuple(block.text for block in blocks) == expected
    assert [block.kind is BlockKind.LIST_ITEM for block in blocks] == [
        False,
        *[True] * 6,
        *[False] * 5,
        True,
        *[False] * 2,
    ]


def test_numbers_of_notes_are_no_numbers_of_links() -> None:
    cited = tuple(
        f"The harbour was dredged again in the year {1900 + n}, as the chronicle tells.[{n}]" for n in range(1, 15)
    )
    assert texts("\n\n".join(cited)) == cited


def test_a_schedule_is_not_taken_for_a_wrapped_paragraph() -> None:
    days = [f"{month} {day} 12pm to 1pm Ferry office 217" for month in ("September", "October") for day in (10, 17, 24)]
    lines = tuple(line for day in days for line in (day, "Ottilie Carrington-Marsh, Ph.D"))
    assert texts("\n".join(lines)) == lines


NODES = (
    ("The council of ", "Port Ellery", " decided on Tuesday that the ferry will ", "sail", ", also in winter."),
    ("“Nobody who lives on the ", "island", " voted against the ", "new timetable", ",” said the harbour master."),
    ("What the island thinks",),
    ("“We have asked for it often,” said ", "Ottilie Marsh", " of the ", "Gannet Island Society", "."),
    ("The fare stays at four pounds.",),
    ("Contact",),
    ("Imprint",),
)


@pytest.mark.parametrize("strip", [True, False], ids=["stripped", "with the page's white space"])
def test_text_nodes_that_stand_a_line_each_are_joined_to_their_blocks(strip: bool) -> None:
    """As ``get_text("\\n")`` of several libraries writes a page."""
    blocks = ["\n".join(node.strip() if strip else node for node in block) for block in NODES]
    assert texts(("\n" if strip else "\n\n\n").join(blocks)) == tuple("".join(block) for block in NODES)


def test_lines_of_code_and_labels_in_small_letters_are_not_joined() -> None:
    lines = (
        "home",
        "harbour",
        "ferries",
        "fish market",
        "def fare(age):",
        "if age < 6:",
        "return 0",
        "};",
        ")",
        ", total",
    )
    assert texts("\n".join(lines)) == lines


def test_wrapped_markdown_is_joined_although_its_list_items_are_not_wrapped() -> None:
    """As html2text writes a page: paragraphs at 78 columns, within addresses too, items and their links in one line."""
    label = "and all that has happened there since the council sat, as our own correspondents saw and told it"
    names = ("ferry", "market", "council", "harbour", "school")
    menu = [f"  * [The {name} of Port Ellery, {label}](/{name}/latest.html)" for name in names]
    menu += [f"  * The {name} of Port Ellery, {label}" for name in names]
    linked = PARAGRAPHS[0].replace(
        "town council", "[town council](/council/the-nine-to-six-vote-of-november-on-the-winter-ferry)"
    )
    body = [textwrap.fill(paragraph, 78) for paragraph in (linked, *PARAGRAPHS[1:])]
    picture = '![The Marigold, [in winter]](/m.jpg "At the "old" quay")'
    empty = "[ ](https://share.example/send?text=Ferry to sail in winter)"
    assert texts("\n\n".join(["\n".join(menu), "# Ferry to sail", picture, empty, *body]))[11:] == PARAGRAPHS


def test_blocks_with_nothing_between_them_are_parted() -> None:
    """As ``get_text()`` writes a page that has no white space between its elements."""
    names = "News|Harbour|Fish market|Lighthouse|Council|School|Weather|Ferries|Letters|People|Sport|Rowing|Sailing"
    menu = tuple(f"{names}|Swimming|Imprint|Contact|Privacy|Subscriptions".split("|"))
    videos = "The harbour master shows on YouTube and on his iPad how the ferry is loaded, and the whole town looks on."
    body = (*PARAGRAPHS[:2], PARAGRAPHS[1], videos, *PARAGRAPHS)
    assert texts("".join((*menu, "Ferry to sail in winter")) + "\n" + "".join(body)) == (
        *menu,
        "Ferry to sail in winter",
        *body,
    )


def test_names_with_a_capital_inside_are_whole_where_sentences_are() -> None:
    names = "The JavaScript of YouTube, GitHub, LinkedIn and PayPal runs on every iPad."
    lines = tuple(f"Row {number}: {names} {PARAGRAPHS[1]}" for number in range(8))
    assert texts("\n".join(lines)) == lines

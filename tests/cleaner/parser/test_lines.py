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

"""Blocks of every kind, from pages of our own writing to Markdown written by hand, to HTML and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper import Article, BlockKind, CleanOptions, clean

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "kinds"
NAMES = sorted(path.stem for path in FOLDER.glob("*.html"))


def article_of(name: str) -> Article:
    return clean((FOLDER / f"{name}.html").read_bytes(), f"https://courier.example/2024/06/{name}")


def test_every_page_has_its_markdown() -> None:
    assert len(NAMES) >= 10
    assert sorted(path.stem for path in FOLDER.glob("*--*.md")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_page_becomes_the_markdown_written_by_hand(name: str) -> None:
    assert article_of(name).to_markdown() == (FOLDER / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_html_cleans_to_the_same_text_title_and_markdown(name: str) -> None:
    article = article_of(name)
    again = clean(article.to_html(), article.url)
    assert (again.text, again.title) == (article.text, article.title)
    assert again.to_markdown() == article.to_markdown()


@pytest.mark.parametrize("name", NAMES)
def test_the_html_is_inert(name: str) -> None:
    tree = LexborHTMLParser(article_of(name).to_html())
    assert tree.css("script, style, iframe, object, embed, form, svg, [style], [onclick]") == []
    assert all(
        str(node.attributes["href"]).startswith(("http://", "https://", "mailto:")) for node in tree.css("[href]")
    )


def test_captions_stand_beside_the_text_unless_asked_for() -> None:
    name = "figures--captions-and-lazy-pictures"
    article = article_of(name)
    assert "Photo: Ada Field" not in article.text
    assert article.captions == ("The orchard in May. Photo: Ada Field",)
    asked = clean((FOLDER / f"{name}.html").read_bytes(), article.url, options=CleanOptions(captions=True))
    assert "Photo: Ada Field" in asked.text


@pytest.mark.parametrize(
    "note",
    [
        "Correction, 4 June: an earlier version of this article said that the tree stands behind the church.",
        "An earlier version of this article named the wrong year of the flood. It was 1954.",
        "Hinweis der Redaktion: In einer früheren Fassung war der Name der Brücke falsch geschrieben.",
        "Mise à jour : la mairie a répondu après la publication de cet article, mardi soir.",
    ],
)
def test_a_correction_is_a_block_of_its_kind(note: str) -> None:
    page = (FOLDER / "notes--correction-and-footnotes.html").read_bytes()
    start = page.index(b"<p>Visitors")
    article = clean(page[:start] + f"<p>{note}</p>".encode() + page[start:], "https://courier.example/pear")
    kinds = {block.text: block.kind for block in article.blocks}
    assert kinds[note] is BlockKind.CORRECTION


def test_a_paragraph_that_speaks_of_corrections_is_none() -> None:
    page = (FOLDER / "notes--correction-and-footnotes.html").read_bytes()
    said = "Corrections of the course were made twice on the way, and the updated chart was printed in the harbour."
    start = page.index(b"<p>Visitors")
    article = clean(page[:start] + f"<p>{said}</p>".encode() + page[start:], "https://courier.example/pear")
    kinds = {block.text: block.kind for block in article.blocks}
    assert kinds[said] is BlockKind.PARAGRAPH


def test_a_lead_that_is_set_as_a_heading_is_a_paragraph() -> None:
    lead = " ".join(["The tree behind the school was propped up again this week, as it is every autumn."] * 3)
    page = (FOLDER / "notes--correction-and-footnotes.html").read_bytes()
    start = page.index(b"<p>")
    article = clean(page[:start] + f"<h2>{lead}</h2>".encode() + page[start:], "https://courier.example/pear")
    kinds = {block.text: block.kind for block in article.blocks}
    assert kinds[lead] is BlockKind.PARAGRAPH

"""What must not be removed: lines that look like boilerplate and are the article's, each in a dump of its own.

``fixtures/text/keep/_dump.txt`` is a page's flattened text; each file beside it holds lines that are put in its middle.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import scraper

KEEP = Path(__file__).resolve().parents[3] / "fixtures" / "text" / "keep"
DUMP = (KEEP / "_dump.txt").read_text(encoding="utf-8")
#: The article's own lines around the middle, and lines that are not its.
OWN = ("The council of Port Ellery met", "Several residents", "The mayor opened", "In the end", "Until then")
FOREIGN = ("Load more", "Onion parade moved to a Thursday this year", "Menu", "Facebook", "Tags: Port Ellery, harbour")


def missing(middle: str, article: scraper.Article) -> list[str]:
    """The lines that the article lost; foreign lines it kept count too."""
    kept = article.text.split("\n")
    lost = [line for line in middle.splitlines() if line not in kept]
    lost += [start for start in OWN if not any(line.startswith(start) for line in kept)]
    return lost + [line for line in FOREIGN if line in kept]


@pytest.mark.parametrize("name", sorted(path.stem for path in KEEP.glob("[!_]*.txt")))
def test_lines_that_look_like_boilerplate_and_are_not_stay(name: str) -> None:
    middle = (KEEP / f"{name}.txt").read_text(encoding="utf-8").strip()
    article = scraper.clean_text(DUMP.replace("{middle}", middle))
    assert missing(middle, article) == []


def test_paragraphs_after_story_continues_below_are_kept() -> None:
    middle = "Opponents said that the money would be better spent on the sea wall, where waves broke over the road."
    around = f"Story continues below\nAdvertisement\n{middle}\nArticle continues below this ad"
    article = scraper.clean_text(DUMP.replace("{middle}", around))
    assert missing(middle, article) == []
    kinds = {removal.text: removal.kind for removal in article.removed}
    assert kinds["Story continues below"] == kinds["Advertisement"] == "advertisement"


@pytest.mark.parametrize(
    "note",
    [
        "Correction: An earlier version of this article misspelled the name of the ferry. It is Marigold.",
        "Editor's note: This story has been updated with the result of the second vote.",
        "Additional reporting by Ines Kollar in Gannet Island.",
        "If you or someone you know is struggling, the Samaritans can be reached around the clock on 116 123.",
    ],
)
def test_notes_behind_the_tags_are_kept(note: str) -> None:
    text = DUMP.replace("{middle}\n", "").replace(
        "Tags: Port Ellery, harbour\n", f"Tags: Port Ellery, harbour\n{note}\n"
    )
    article = scraper.clean_text(text)
    assert article.text.endswith(note)
    assert article.tags == ("Port Ellery", "harbour")


def test_the_author_s_note_of_an_opinion_piece_is_lifted() -> None:
    note = "Ottilie Marsh is the author of “Nine Passengers” and a fellow at the Institute for Small Harbours."
    article = scraper.clean_text(DUMP.replace("{middle}\n", "").replace("Tags: Port", f"{note}\nTags: Port"))
    assert article.author_note == note
    assert note not in article.text

"""What a block speaks of, and which of the page's articles it stands in."""

from __future__ import annotations

import numpy as np

from scraper.cleaner.engine import Cleaner

MILL = [
    "The old mill by the river has been closed since the flood of last spring carried half of its wheel away.",
    "The council will vote on the money for the mill in May, after two experts have weighed what is left of the wheel.",
    "Until then the miller grinds his rye beside the river, where the flood of the spring has left an electric mill.",
]
BAKERY = [
    "A bakery in the capital sells bread by subscription, and its founders hope that investors like the smell of it.",
    "Shares in the bakery rose by a tenth, although analysts doubt whether subscribers eat what investors promise.",
]


def article(title: str, paragraphs: list[str]) -> str:
    return f"<article><h1>{title}</h1>" + "".join(f"<p>{text}</p>" for text in paragraphs) + "</article>"


def column(html: str, name: str) -> dict[str, float]:
    """The measurement of each block by its text."""
    document, measured = Cleaner().measure(f"<title>The mill and the river</title><body>{html}")
    assert measured is not None
    row = measured.matrix((name,), np.zeros(1 << 15, np.float32))[0]
    return {block.text: float(value) for block, value in zip(document.blocks, row, strict=True)}


PAGE = article("The mill and the river", MILL) + article("Bread by subscription", BAKERY)


def test_the_article_of_the_title_is_told_from_the_next_one() -> None:
    titled = column(PAGE, "article_titled")
    assert {titled[text] for text in MILL} == {1}
    assert {titled[text] for text in BAKERY} == {0}
    assert set(column(PAGE, "article_count").values()) == {2}
    share = column(PAGE, "article_share")
    assert share[MILL[0]] > share[BAKERY[0]] > 0


def test_without_article_elements_nothing_is_said_of_them() -> None:
    page = "<h1>The mill and the river</h1>" + "".join(f"<p>{text}</p>" for text in MILL)
    assert set(column(page, "article_titled").values()) == {-1}
    assert set(column(page, "article_count").values()) == {0}


def test_blocks_that_share_words_with_the_title_have_hits() -> None:
    hits = column(PAGE, "title_hits")
    assert min(hits[text] for text in MILL[:1]) > max(hits[text] for text in BAKERY)
    assert column("".join(f"<p>{text}</p>" for text in MILL), "title_hit_share")[MILL[0]] == -1


def test_prose_shares_its_words_with_the_other_prose() -> None:
    page = f"<div>{''.join(f'<p>{text}</p>' for text in MILL)}</div><div class=x><p>Zebra quagga okapi.</p></div>"
    cohesion = column(page, "cohesion_path")
    assert cohesion[MILL[0]] > 0.3 > cohesion["Zebra quagga okapi."] == 0


def test_elements_that_are_called_alike_are_counted() -> None:
    page = "".join(f"<li class=teaser>Teaser {n} of many</li>" for n in range(5))
    assert column(f"<p>{MILL[0]}</p><ul>{page}</ul>", "twins")["Teaser 1 of many"] == 5

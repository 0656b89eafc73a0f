"""Pages without text of their own are rescued from elsewhere, and say so."""

from __future__ import annotations

import json

from scraper import CleanOptions, Status, clean
from scraper.cleaner.rescue import is_hopeless

URL = "https://example.org/2024/05/the-mill-and-the-river"
PROSE = (
    "The old mill by the river has been closed since the flood of last spring carried half of its wheel away. "
    "The council will vote on the money for it in May, after two experts have weighed what is left of the oak. "
)
LD = {"@type": "NewsArticle", "headline": "The mill", "articleBody": f"{PROSE * 2}\n\n{PROSE}"}
SHELL = f'<title>The mill</title><script type="application/ld+json">{json.dumps(LD)}</script><div id=root></div>'


def test_an_article_that_stands_only_in_json_is_taken_from_there() -> None:
    article = clean(SHELL, URL)
    assert article.engine == "embedded"
    assert article.text == f"{(PROSE * 2).strip()}\n\n{PROSE.strip()}"
    assert article.status is Status.ARTICLE
    assert 0 < article.confidence < 1


def test_no_rescue_where_the_options_say_so() -> None:
    article = clean(SHELL, URL, options=CleanOptions(rescue=False))
    assert (article.text, article.engine, article.status) == ("", "blocks", Status.EMPTY)


def test_a_page_with_text_of_its_own_is_not_rescued() -> None:
    article = clean(f"{SHELL}<article><h1>The mill</h1>{f'<p>{PROSE}</p>' * 3}</article>", URL)
    assert article.engine == "blocks"
    assert not is_hopeless(words=61, expected=0.1)
    assert is_hopeless(words=0, expected=0.0)


def test_trafilatura_may_be_chosen() -> None:
    page = f"<html><head><title>The mill</title></head><body><article>{f'<p>{PROSE}</p>' * 3}</article></body></html>"
    article = clean(page, URL, options=CleanOptions(engine="trafilatura"))
    assert article.engine == "trafilatura"
    assert article.text.startswith("The old mill by the river")
    assert article.title == "The mill"


def test_what_is_found_elsewhere_says_the_title_once_and_has_no_slots() -> None:
    body = f"<h1>The mill</h1><p>{PROSE * 2}</p><p>$$ARTICLEAD$$</p><p>{PROSE}</p><p>{{{{promo-box}}}}</p>"
    article = clean(SHELL.replace(json.dumps(LD), json.dumps({**LD, "articleBody": body})), URL)
    assert article.engine == "embedded"
    assert article.text == f"{(PROSE * 2).strip()}\n\n{PROSE.strip()}"

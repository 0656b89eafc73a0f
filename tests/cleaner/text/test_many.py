"""Several texts of one site: what recurs is its template."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import scraper

TEXTS = Path(__file__).resolve().parents[3] / "fixtures" / "text"
#: Lines of a site that no list of wordings and no shape gives away.
CHROME_ABOVE = (
    "The Gannet reads the harbour so that you can sleep, and it has done so every single morning since 1904.",
    "All prices are in shells, and the editor of this paper is not responsible for any change of the tide.",
)
CHROME_BELOW = (
    "Our reporters walk to work along the sea wall, and they bring what they find there to the desk at six.",
    "This paper is printed on the island, on the press that came with the first ferry in a crate of oranges.",
)


def articles() -> list[tuple[str, str]]:
    """(title, body) of the articles of the fixtures."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(TEXTS.glob("tags-*.expected.json"))]
    return [(article["title"], article["text"]) for article in found]


def dump(title: str, body: str) -> str:
    return "\n\n".join([*CHROME_ABOVE, title, body, *CHROME_BELOW])


def test_lines_that_recur_across_a_site_are_its_template() -> None:
    texts = [dump(title, body) for title, body in articles()]
    cleaned = scraper.clean_many(texts, site="The Gannet")
    for article, (_, body) in zip(cleaned, articles(), strict=True):
        assert article.text == body
        assert article.site == "The Gannet"
        kinds = {removal.text: (removal.kind, removal.reason) for removal in article.removed}
        for line in CHROME_BELOW:
            assert kinds[line] == ("template", f"template: in {len(texts)} of {len(texts)} articles of the site")


def test_one_text_alone_shows_less() -> None:
    texts = [dump(title, body) for title, body in articles()]
    alone = sum(line in scraper.clean_text(text).text for text in texts for line in CHROME_ABOVE + CHROME_BELOW)
    together = sum(line in one.text for one in scraper.clean_many(texts) for line in CHROME_ABOVE + CHROME_BELOW)
    assert together == 0 < alone


def test_the_same_article_twice_is_no_template() -> None:
    title, body = articles()[0]
    others = articles()[1:3]
    cleaned = scraper.clean_many([dump(title, body), dump(title, body), *(dump(*other) for other in others)])
    assert [article.text for article in cleaned] == [body, body, *(text for _, text in others)]


@pytest.mark.parametrize("texts", [[], [""], ["", "Menu\nHome"]])
def test_nothing_to_clean_is_no_error(texts: list[str]) -> None:
    assert [article.text for article in scraper.clean_many(texts)] == ["" for _ in texts]

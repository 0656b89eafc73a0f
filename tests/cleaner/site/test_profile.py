"""A site profile: what recurs on a site's pages is removed, what only seems to recur is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

import scraper
from scraper.errors import InputError

PROMO = "Our reporters knock on doors so that you need not, and a cup of coffee a month keeps all of them walking."
SUBJECTS = (
    ("Otters return to the Wend", "otters river banks weir fish"),
    ("A bakery that opens at midnight", "bread dough ovens flour nightshift"),
    ("The last lamplighter retires", "lamps gas streets ladder dusk"),
    ("Chess club beats the capital", "chess bishop opening clock endgame"),
    ("Snow closes the pass road", "snow plough drifts drivers chains"),
    ("A violin found in an attic", "violin varnish luthier strings attic"),
    ("Beekeepers count their losses", "hives mites honey queens winter"),
    ("The observatory opens its dome", "telescope comet mirror dome astronomer"),
)


def page(number: int, *, promo: str = PROMO, body: int | None = None, canonical: str = "") -> bytes:
    """A page of a made site. ``body``: the number of the article that it prints, else its own."""
    title, words = SUBJECTS[(number if body is None else body) % len(SUBJECTS)]
    first, second, third, fourth, fifth = words.split()
    paragraphs = (
        f"People in the valley have talked about little but {first} and {second} since the week began, and on Tuesday "
        f"a dozen of them met at the town hall to hear what is known.",
        f"The oldest among them remembered when the {third} was still something that every child learned about, and "
        f"said that nobody should be surprised by the {fourth} now.",
        promo,
        f"A report on the {fifth} is due before the summer. Until then, the council said, the {first} will be watched "
        f"by volunteers, who have already written down the {second} of three nights.",
        f"Whether that is enough is disputed: the {third}, a speaker said, has been underestimated twice before, and "
        f"both times the {fourth} paid for it.",
    )
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    body_html = "".join(f"<p>{text}</p>" for text in paragraphs if text)
    return (
        f"<html><head><title>{title} - The Wend Post</title>{link}</head><body><nav><a href='/'>Home</a></nav>"
        f"<main><article><h1>{title}</h1>{body_html}</article></main><footer>The Wend Post</footer></body></html>"
    ).encode()


def url(number: int) -> str:
    return f"https://post.example/news/{number}"


def learned(*numbers: int) -> scraper.SiteProfile:
    profile = scraper.SiteProfile("post.example")
    for number in numbers:
        profile.learn(page(number), url(number))
    return profile


def test_a_promo_in_plain_prose_is_kept_by_a_single_page_and_removed_once_three_others_had_it() -> None:
    assert PROMO in scraper.clean(page(5), url(5)).text
    few = scraper.Cleaner(profile=learned(0, 1)).clean(page(5), url(5))
    assert PROMO in few.text
    article = scraper.Cleaner(profile=learned(0, 1, 2)).clean(page(5), url(5))
    assert PROMO not in article.text
    [removal] = [removal for removal in article.removed if removal.text == PROMO]
    assert (removal.kind, removal.reason) == ("template", "template: in 3 other articles of the site")
    assert len(article.blocks) == 4


def test_learning_from_a_page_again_changes_nothing_that_is_removed() -> None:
    once = learned(0, 1)
    again = learned(0, 1, 0, 1, 0, 1)
    assert (once.learned, once.lines, once.articles) == (again.learned, again.lines, again.articles)
    assert PROMO in scraper.Cleaner(profile=again).clean(page(5), url(5)).text


def test_an_article_under_other_urls_is_one_article_and_loses_nothing() -> None:
    profile = learned(0, 1, 2, 3)
    alone = scraper.clean(page(4, promo=""), url(4)).text
    for number in (101, 102, 103, 104):
        profile.learn(page(number, body=4, promo=""), url(number))
    assert profile.learned == 5
    assert scraper.Cleaner(profile=profile).clean(page(4, promo=""), url(4)).text == alone
    assert scraper.Cleaner(profile=profile).clean(page(105, body=4, promo=""), url(105)).text == alone


def test_a_canonical_url_names_the_article() -> None:
    profile = scraper.SiteProfile()
    for number in range(4):
        profile.learn(page(number, canonical="https://post.example/live"), url(number))
    assert profile.learned == 1


def test_a_legend_of_a_series_is_kept_however_many_pages_it_stands_on() -> None:
    legend = "In this series we walk the river from its spring to the sea and listen to those who live on its banks."
    profile = learned(0, 1, 2, 3, 4, 5, 6, 7)
    walks = [page(20 + n, body=n, promo=legend).replace(b"<h1>", b"<h1>Riverwalk: ") for n in range(4)]
    for n, walk in enumerate(walks):
        profile.learn(walk, url(20 + n))
    article = scraper.Cleaner(profile=profile).clean(walks[0].replace(b"valley", b"town"), url(30))
    assert legend in article.text


def test_a_profile_is_saved_and_loaded_as_it_is(tmp_path: Path) -> None:
    profile = learned(0, 1, 2)
    profile.save(tmp_path / "post.json")
    loaded = scraper.SiteProfile.load(tmp_path / "post.json")
    assert loaded == profile
    assert loaded.version == profile.version != ""


def test_what_is_no_profile_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "post.json"
    for text in ("", "[]", "{}", '{"form": 99}', '{"form": 1, "site": "x"}'):
        file.write_text(text)
        with pytest.raises(InputError, match=r"post\.json"):
            scraper.SiteProfile.load(file)


def test_the_article_records_which_state_of_the_profile_it_was_cleaned_with() -> None:
    profile = learned(0, 1, 2)
    article = scraper.Cleaner(profile=profile).clean(page(5), url(5))
    assert article.provenance["profile"] == profile.version
    assert "profile" not in scraper.clean(page(5), url(5)).provenance

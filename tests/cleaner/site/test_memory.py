"""Memory of a site on whole made sites, and what holds of every profile whatever it has learned."""

from __future__ import annotations

import json
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scraper
from scraper.cleaner import PageFacts
from scraper.cleaner.site.facts import Sighting
from scraper.cleaner.site.profile import MOST_ARTICLES, MOST_LINES, MOST_OWNERS, MOST_PLACES


@pytest.mark.parametrize("name", ["gazette", "review"])
def test_pages_with_a_foreign_line_fall_by_half_and_no_paragraph_is_lost(made_sites: ModuleType, name: str) -> None:
    gain = made_sites.gain(made_sites.made_site(name))
    assert gain.pages == 50
    assert gain.leaks_alone >= 25
    assert gain.leaks <= gain.leaks_alone / 2
    assert gain.lost == []


@pytest.mark.parametrize("name", ["gazette", "review"])
def test_learning_the_pages_in_another_order_loses_no_paragraph_either(made_sites: ModuleType, name: str) -> None:
    pages = made_sites.made_site(name)
    gain = made_sites.gain([*pages[1::2], *pages[::-2]], first=3)
    assert gain.lost == []
    assert gain.leaks < gain.leaks_alone / 2


def test_what_articles_repeat_of_themselves_is_kept_by_a_full_profile(made_sites: ModuleType) -> None:
    profile = scraper.SiteProfile()
    for name in made_sites.NAMES:  # one site of two makes
        for page in made_sites.made_site(name):
            profile.learn(page.html, page.url)
    kept = {made_sites.SERIES: 0, made_sites.BACKGROUND: 0, made_sites.QUOTATION: 0, made_sites.SUBHEADING: 0,
            made_sites.INGREDIENT: 0}  # fmt: skip
    for name in made_sites.NAMES:
        for page in made_sites.made_site(name):
            article = scraper.Cleaner(profile=profile).clean(page.html, page.url)
            texts = [block.text for block in article.blocks]
            alone = {block.text for block in scraper.clean(page.html, page.url).blocks}
            for text in kept.keys() & set(page.body) & alone:
                assert text in texts
                kept[text] += 1
    assert min(kept.values()) >= 4


def test_a_site_with_a_new_face_is_learned_anew_while_the_old_one_fades(made_sites: ModuleType) -> None:
    profile = scraper.SiteProfile()
    for page in made_sites.made_site("gazette")[:20]:
        profile.learn(page.html, page.url)
    notice = b"<p>The Gazette has moved to a new building, and its door is open to readers on every working day.</p>"
    made = made_sites.made_site("gazette")[23:32]
    pages = [page.html.replace(b"</p><p>", b"</p>" + notice + b"<p>", 1) for page in made]
    kept = []
    for number, html in enumerate(pages):
        article, facts = scraper.Cleaner(profile=profile).study(html, f"https://gazette.example/new/{number}")
        kept.append("moved to a new building" in article.text)
        assert facts is not None
        profile.learn(facts)
    assert kept[0]
    assert not any(kept[6:])


def test_a_sentence_that_articles_share_now_and_then_is_no_template(made_sites: ModuleType) -> None:
    sentence = "Heat the kiln to a thousand degrees, let it stand overnight and do not open the door before noon."
    both = [page for pair in zip(*map(made_sites.made_site, made_sites.NAMES), strict=True) for page in pair]
    profile = scraper.SiteProfile()
    for number, page in enumerate(both):
        html = page.html
        if number in (2, 40, 70, 95):
            html = html.replace(b"</p>", f"</p><p>{sentence}</p>".encode(), 2)
        if number == 95:
            assert sentence in scraper.Cleaner(profile=profile).clean(html, page.url).text
        profile.learn(html, page.url)


def test_a_quotation_and_an_opening_come_again_without_being_a_template(made_sites: ModuleType) -> None:
    said = "“A harbour that nobody sweeps will one day be a meadow,” the old harbour master used to tell his pupils."
    opening = "Once a month our reporters leave the office without a plan and write down whatever happens to them."
    pages = made_sites.made_site("review")
    profile = scraper.SiteProfile()
    for number, page in enumerate(pages):
        html = page.html
        if number % 7 == 0:
            html = html.replace(b"</p><p>", f"</p><p>{said}</p><p>".encode(), 1)
            html = html.replace(b"'><p>", f"'><p>{opening}</p><p>".encode(), 1)
        if number == 49:
            text = scraper.Cleaner(profile=profile).clean(html, page.url).text
            assert opening in text
            assert said in text
        profile.learn(html, page.url)


SIGHTINGS = st.builds(
    Sighting, st.integers(0, 60), st.integers(0, 9), st.integers(1, 40), st.booleans()
)  # fmt: skip
FACTS = st.builds(
    PageFacts,
    st.integers(0, 12), st.integers(0, 6),
    st.lists(SIGHTINGS, min_size=1, max_size=12, unique_by=lambda line: line.fingerprint).map(tuple),
    st.lists(st.integers(0, 8), max_size=4, unique=True).map(tuple),
)  # fmt: skip


def profile_of(pages: list[PageFacts]) -> scraper.SiteProfile:
    profile = scraper.SiteProfile("s")
    for facts in pages:
        profile.learn(facts)
    return profile


@settings(max_examples=50, deadline=None)
@given(st.lists(FACTS, max_size=25))
def test_counts_hold_together_whatever_is_learned(pages: list[PageFacts]) -> None:
    profile = profile_of(pages)
    assert profile == profile_of(pages)
    assert profile.learned == len(profile.articles) <= len(pages)
    for line in profile.lines.values():
        assert 1 <= line.pages <= profile.learned
        assert len(line.owners) == min(line.pages, MOST_OWNERS)
        assert set(line.owners) <= set(profile.articles)
    assert scraper.SiteProfile.from_dict(json.loads(json.dumps(profile.to_dict()))) == profile


@settings(max_examples=50, deadline=None)
@given(st.lists(FACTS.filter(lambda facts: facts.article > 0), max_size=8))
def test_learning_everything_again_counts_nothing_twice(pages: list[PageFacts]) -> None:
    once, twice = profile_of(pages), profile_of([*pages, *pages])
    assert once.learned == twice.learned
    assert {mark: line.pages for mark, line in once.lines.items()} == {m: line.pages for m, line in twice.lines.items()}


@settings(max_examples=50, deadline=None)
@given(st.lists(FACTS, max_size=12), st.lists(FACTS, max_size=12))
def test_merging_adds_up_and_counts_an_article_that_both_know_once(one: list[PageFacts], two: list[PageFacts]) -> None:
    first, second = profile_of(one), profile_of(two)
    merged = profile_of(one).merge(second)
    assert merged.learned == len(merged.articles)
    assert first.learned <= merged.learned <= first.learned + second.learned
    assert merged.keys.keys() == first.keys.keys() | second.keys.keys()
    for mark, line in merged.lines.items():
        mine, theirs = (p.lines[mark].pages if mark in p.lines else 0 for p in (first, second))
        assert max(mine, 1) <= line.pages <= min(mine + theirs, merged.learned)


@settings(max_examples=40, deadline=None)
@given(st.lists(FACTS.filter(lambda facts: facts.article > 0), max_size=12))
def test_a_profile_merged_with_itself_stays_what_it_is(pages: list[PageFacts]) -> None:
    profile = profile_of(pages)
    merged = profile_of(pages).merge(profile)
    assert (merged.learned, merged.lines, merged.keys) == (profile.learned, profile.lines, profile.keys)


def test_a_profile_stays_small_however_much_it_learns() -> None:
    profile = scraper.SiteProfile()
    for number in range(600):
        lines = [Sighting(1_000 * number + n, number % 700, 20, kept=True) for n in range(80)]
        lines += [Sighting(n, 1, 20, kept=True) for n in range(1, 9)]  # the site's own
        profile.learn(PageFacts(number + 1, number, tuple(lines), (number % 40, 99)))
    assert profile.learned == 600
    assert len(profile.lines) <= MOST_LINES
    assert len(profile.articles) <= MOST_ARTICLES
    assert len(profile.places) <= MOST_PLACES
    assert [profile.lines[n].pages for n in range(1, 9)] == [600] * 8
    assert len(json.dumps(profile.to_dict())) < 150_000

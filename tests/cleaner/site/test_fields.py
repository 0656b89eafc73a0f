"""Where a site shows its author, date and tags is learned from the pages that declare them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import scraper

NAMES = ("Ines Calloway", "Tobias Renner", "Maud Okafor", "Piotr Lis", "Sana Whitfield", "Jory Pascoe")
SUBJECTS = ("otters", "bakeries", "lamps", "chess", "snow", "violins")
TAGS = (("rivers", "otter watch"), ("bread", "night shift"), ("street light", "gas"), ("board games", "chess"),
        ("winter", "pass road"), ("attics", "strings"))  # fmt: skip


def page(number: int, *, silent: bool = False) -> str:
    """A page that shows author, day and tags in ways that only this site has, and declares them unless ``silent``."""
    subject, name, tags = SUBJECTS[number], NAMES[number], TAGS[number]
    declared = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": f"All about {subject}",
        "author": {"@type": "Person", "name": name}, "datePublished": f"2026-03-{10 + number}T08:00:00+00:00",
        "keywords": list(tags),
    }  # fmt: skip
    script = "" if silent else f'<script type="application/ld+json">{json.dumps(declared)}</script>'
    body = "".join(
        f"<p>{first} {subject} were counted by the people of the valley, who had not agreed on much else all year, and "
        f"the figure was read aloud at the town hall on {day}.</p>"
        for first, day in (("This week", "Monday"), ("Once more", "Tuesday"), ("In the end", "Friday"))
    )
    marks = "".join(f'<div class="q4">{tag}</div>' for tag in tags)
    return (
        f"<html lang=en><head><title>All about {subject}</title>{script}</head><body><main>"
        f'<div class="k1"><div class="z8">{name}, Saltmarsh</div></div><h1>All about {subject}</h1>'
        f'<div class="txt">{body}</div><div class="w2"><div class="q4x">In print since March {10 + number}, 2026</div>'
        f'</div><div class="r7">{marks}</div></main></body></html>'
    )


def url(number: int) -> str:
    return f"https://valley.example/{SUBJECTS[number]}"


def test_a_page_that_declares_nothing_is_read_where_the_others_show_it() -> None:
    profile = scraper.SiteProfile()
    for number in range(5):
        profile.learn(page(number), url(number))
    alone = scraper.clean(page(5, silent=True), url(5))
    known = scraper.Cleaner(profile=profile).clean(page(5, silent=True), url(5))
    assert (alone.authors, alone.tags) == ((), ())
    assert known.authors[0] == NAMES[5]
    assert known.tags == TAGS[5]
    assert known.published == datetime(2026, 3, 15, tzinfo=UTC)
    assert known.provenance["authors"] == "site profile"
    assert set(known.tag_sources.values()) == {"site profile"}
    assert known.text == alone.text


def test_what_a_page_declares_is_believed_before_its_place() -> None:
    profile = scraper.SiteProfile()
    for number in range(5):
        profile.learn(page(number), url(number))
    moved = page(5).replace(f">{NAMES[5]}, Saltmarsh<", ">Photo: A. Nonymous<")
    article = scraper.Cleaner(profile=profile).clean(moved, url(5))
    assert article.authors == (NAMES[5],)
    assert article.provenance["authors"] == "json-ld"


def test_two_pages_prove_no_place() -> None:
    profile = scraper.SiteProfile()
    for number in range(2):
        profile.learn(page(number), url(number))
    article = scraper.Cleaner(profile=profile).clean(page(5, silent=True), url(5))
    assert (article.authors, article.tags) == ((), ())


def test_what_was_read_at_a_place_teaches_nothing() -> None:
    profile = scraper.SiteProfile()
    for number in range(4):
        profile.learn(page(number), url(number))
    facts = scraper.Cleaner(profile=profile).study(page(5, silent=True), url(5))[1]
    assert facts is not None
    assert facts.tags == ()
    assert {"authors", "tags"}.isdisjoint(dict(facts.fields))


def test_tags_of_other_pages_tell_where_a_joined_line_of_tags_is_cut() -> None:
    line = "Tags: board games chess night shift rivers street light"
    html = page(0, silent=True).replace('<div class="r7">', f'<p class="r7">{line}</p><div hidden>')
    profile = scraper.SiteProfile()
    for number in range(1, 6):
        profile.learn(page(number).replace("q4", f"n{'abcdef'[number]}"), url(number))  # tags, but no place of them
    assert "board games" in profile.tags
    article = scraper.Cleaner(profile=profile).clean(html, url(0))
    assert {"board games", "chess", "night shift", "street light"} <= set(article.tags)

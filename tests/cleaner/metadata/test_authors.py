"""Authors: people without "By", roles and addresses; wire services kept."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.cleaner.metadata import Metadata, read_metadata
from scraper.cleaner.metadata.names import split_names
from scraper.cleaner.parser.segment import segment

URL = "https://www.harbourpost.test/2024/05/03/ferry"


def page(head: str = "", body: str = "", *, article: object = None) -> Metadata:
    script = f'<script type="application/ld+json">{json.dumps(article)}</script>' if article else ""
    return read_metadata(segment(LexborHTMLParser(f"<html><head>{head}{script}</head><body>{body}</body></html>"), URL))


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Ada Quill", ["Ada Quill"]),
        ("By Ada Quill", ["Ada Quill"]),
        ("By Ada Quill and Ben Marsh", ["Ada Quill", "Ben Marsh"]),
        ("Von Ada Quill und Ben Marsh", ["Ada Quill", "Ben Marsh"]),
        ("Par Ada Quill et Ben Marsh", ["Ada Quill", "Ben Marsh"]),
        ("Ada Quill, Ben Marsh & Cora Lind", ["Ada Quill", "Ben Marsh", "Cora Lind"]),
        ("Ada Quill, Senior Correspondent", ["Ada Quill"]),
        ("Ada Quill (aqu), Ben Marsh (bma)", ["Ada Quill", "Ben Marsh"]),
        ("Ada Quill ada.quill@harbourpost.test", ["Ada Quill"]),
        ("Ada Quill @adaquill", ["Ada Quill"]),
        ("https://www.harbourpost.test/authors/ada-quill", []),
        ("Written by: Ada Quill", ["Ada Quill"]),
        ("View all posts by Ada Quill", ["Ada Quill"]),
        ("Zeige alle Beiträge von Ada Quill", ["Ada Quill"]),
        ("Ada Quill, MD, PhD", ["Ada Quill, MD, PhD"]),
        ("Ada Quill/dpa", ["Ada Quill", "dpa"]),
        ("AP", ["AP"]),
        ("Jean-Luc O’Hara", ["Jean-Luc O’Hara"]),
        ("신현주 기자", ["신현주"]),
        ("admin", []),
        ("No Author", []),
        ("{{ author.name }}", []),
        ("5 min read", []),
        ("著者", []),
        ("イラスト", []),
    ],
)
def test_bylines_become_names(byline: str, names: list[str]) -> None:
    assert list(split_names(byline)) == names


def test_the_site_s_name_beside_people_is_dropped() -> None:
    assert list(split_names("Ada Quill, Harbour Post", frozenset({"harbourpost"}))) == ["Ada Quill"]
    assert list(split_names("Harbour Post - Ada Quill", frozenset({"harbourpost"}))) == ["Ada Quill"]
    assert list(split_names("Harbour Post", frozenset({"harbourpost"}))) == ["Harbour Post"]


@pytest.mark.parametrize(
    "author",
    [
        "Ada Quill",
        ["Ada Quill"],
        {"@type": "Person", "name": "Ada Quill"},
        [{"@type": "Person", "name": ["Ada Quill"]}],
        {"@type": "Person", "name": "By Ada Quill", "jobTitle": "Editor", "email": "a@b.test"},
        [{"@id": "#ada"}],
    ],
)
def test_json_ld_authors_in_all_their_forms(author: object) -> None:
    graph = [{"@type": "NewsArticle", "author": author}, {"@type": "Person", "@id": "#ada", "name": "Ada Quill"}]
    found = page(article=graph)
    assert found.authors == ("Ada Quill",)
    assert found.provenance["authors"] == "json-ld"


def test_a_person_in_the_byline_is_preferred_to_the_site_as_author() -> None:
    body = '<h1>Ferry service resumes</h1><p class="byline">By Ada Quill</p><p>The ferries sail again.</p>'
    found = page(
        "<title>Ferry service resumes</title>", body, article={"@type": "NewsArticle", "author": "Harbour Post"}
    )
    assert found.authors == ("Ada Quill",)
    assert found.provenance["authors"] == "byline"


def test_the_site_is_the_author_where_nobody_else_is() -> None:
    assert page(article={"@type": "NewsArticle", "author": "Harbour Post"}).authors == ("Harbour Post",)


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Ferry service resumes</h1><div>By Ada Quill</div><p>The ferries sail again.</p>",
        "<h1>Ferry service resumes</h1><div><span>By</span> <a href='/authors/ada-quill/'>Ada Quill</a></div>",
        "<h1>Ferry service resumes</h1><div class='article-author'><b>Ada Quill</b></div>",
        "<h1>Ferry service resumes</h1><p>Von Ada Quill am 3. Mai 2024</p>",
        "<h1>Ferry service resumes</h1><a rel='author' href='/x'>Ada Quill</a>",
        "<h1>Ferry service resumes</h1><span itemprop='author'><meta itemprop='name' content='Ada Quill'></span>",
        "<div class='byline'>Ada Quill</div><h1>Ferry service resumes</h1><p>Text</p>",
    ],
)
def test_a_byline_near_the_headline_is_read(body: str) -> None:
    assert page("<title>Ferry service resumes</title>", body).authors == ("Ada Quill",)


def test_names_in_comments_and_in_prose_are_no_authors() -> None:
    body = (
        "<h1>Ferry service resumes</h1><p>By noon the ferries were full, and by evening the harbour was quiet.</p>"
        "<div class='comments'><div class='comment-author'>Rudi Regular</div>"
        "<a rel=author href=/u>Rudi Regular</a></div>"
    )
    assert page("<title>Ferry service resumes</title>", body).authors == ()


def test_scholarly_names_are_turned_round() -> None:
    assert page('<meta name="citation_author" content="Quill, Ada">').authors == ("Ada Quill",)


def test_the_reading_time_of_a_twitter_card_is_no_author() -> None:
    head = '<meta name="twitter:label1" content="Est. reading time"><meta name="twitter:data1" content="4 minutes">'
    assert page(head).authors == ()
    head = '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ada Quill">'
    assert page(head).authors == ("Ada Quill",)


@pytest.mark.parametrize(
    ("article", "service"),
    [
        ({"@type": "NewsArticle", "author": "Reuters"}, "Reuters"),
        ({"@type": "NewsArticle", "author": ["Ada Quill", "dpa"]}, "dpa"),
        ({"@type": "NewsArticle", "author": "Associated Press"}, "AP"),
        (
            {"@type": "NewsArticle", "author": "Ada Quill", "sourceOrganization": {"name": "Agence France-Presse"}},
            "AFP",
        ),
        ({"@type": "NewsArticle", "author": "Ada Quill"}, None),
    ],
)
def test_wire_services_are_named_as_source_too(article: object, service: str | None) -> None:
    assert page(article=article).source == service


@given(st.text(max_size=400))
def test_no_byline_raises_and_names_are_short(text: str) -> None:
    for name in split_names(text, frozenset({"harbourpost"})):
        assert 1 < len(name) <= 200
        assert name == name.strip()


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Edited by Ada Quill", []),
        ("Photograph by Ada Quill", []),
        ("Translated by Ada Quill", []),
        ("on Friday", []),
        ("Sign in", []),
        ("Contact us", []),
        ("Ada   Quill", ["Ada Quill"]),
        ("嶋田 健志 監訳", ["嶋田 健志"]),
    ],
)
def test_those_who_did_something_else_and_buttons_are_no_authors(byline: str, names: list[str]) -> None:
    assert list(split_names(byline)) == names


def test_a_month_in_the_byline_s_element_is_no_name() -> None:
    body = (
        "<h1>Ferry service resumes</h1><div class='byline'><a>Ada Quill</a><span>Dec</span> <span>19, 2025</span></div>"
    )
    assert page(body=body).authors == ("Ada Quill",)


@pytest.mark.parametrize("beside", ["Harbourpost", "Harbourpost Staff"])
def test_the_site_beside_a_person_in_the_byline_is_no_author(beside: str) -> None:
    body = f"<h1>Ferry service resumes</h1><p class='byline'><a>Ada Quill</a> <a>{beside}</a></p>"
    assert page(body=body).authors == ("Ada Quill",)
    alone = f"<h1>Ferry service resumes</h1><p class='byline'><a>{beside}</a></p>"
    assert page(body=alone).authors == (beside,)


@pytest.mark.parametrize(
    "line",
    [
        "By the way this review is posted in", "By Science Editor", "By signing up for a free trial",
    ],
)  # fmt: skip
def test_words_behind_by_that_are_no_name_are_nobody_s(line: str) -> None:
    assert page(body=f"<h1>The ferry sails again after the storm</h1><p>{line}</p><p>Text.</p>").authors == ()


@pytest.mark.parametrize(
    "name", ["Walter von Aachen", "Ben Marsh with Cora Lind", "bell hooks", "the Harbour Team", "Øyvind av Å"]
)
def test_names_with_small_letters_are_names(name: str) -> None:
    found = page(body=f'<h1>The ferry sails again after the storm</h1><p class="author">{name}</p><p>Text.</p>')
    assert found.authors == (name,)


def test_a_list_of_clubs_is_no_byline() -> None:
    clubs = "".join(f"<span class=author>Harbour Club {name}</span> " for name in "ABCDEFGHIJKLMNOP")
    assert page(body=f"<h1>Standings of the harbour league</h1><div>{clubs}</div><p>Text.</p>").authors == ()
    two = '<h1>The ferry sails again</h1><p><a class="author">Ada Quill</a> <span class="author">Writer</span></p>'
    assert page(body=two).authors == ("Ada Quill",)

"""JSON-LD as sites write it: arrays, graphs, and the ways in which it is broken."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.cleaner.metadata.jsonld import MAX_MENDED, MAX_SCRIPT, parse, read_entities, text_of

ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Ferry service resumes",
    "author": {"@type": "Person", "name": "Ada Quill"},
}


@pytest.mark.parametrize(
    "script",
    [
        pytest.param('{"@type": "NewsArticle", "headline": "Ferry, tide", }', id="comma before a brace"),
        pytest.param('{"@type": "NewsArticle", "headline": "Ferry, tide", "keywords": ["a", "b",],}', id="in an array"),
        pytest.param('{"@type": "NewsArticle",, "headline": "Ferry, tide"}', id="two commas"),
        pytest.param('{"@type": "NewsArticle", "headline": "Ferry,\n tide"}', id="raw line break in a string"),
        pytest.param('{"@type": "NewsArticle", "headline": "Ferry,\t tide"}', id="raw tab in a string"),
        pytest.param('<!--\n{"@type": "NewsArticle", "headline": "Ferry, tide"}\n-->', id="HTML comment"),
        pytest.param('//<![CDATA[\n{"@type": "NewsArticle", "headline": "Ferry, tide"}\n//]]>', id="CDATA in comments"),
        pytest.param('/*<![CDATA[*/{"@type": "NewsArticle", "headline": "Ferry, tide"}/*]]>*/', id="CDATA"),
        pytest.param('{"@type": "NewsArticle", "headline": "Ferry, tide"};', id="semicolon behind"),
        pytest.param('\ufeff {"@type": "NewsArticle", "headline": "Ferry, tide"}', id="byte-order mark"),
        pytest.param('{"@type": "WebSite"}{"@type": "NewsArticle", "headline": "Ferry, tide"}', id="glued objects"),
        pytest.param('{"@type": "WebSite"},\n{"@type": "NewsArticle", "headline": "Ferry, tide"}', id="comma between"),
        pytest.param(r'{"@type": "NewsArticle", "headline": "Ferry, \tide\x"}', id="escapes that JSON does not know"),
        pytest.param(
            "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Ferry, tide&quot;}", id="escaped"
        ),
        pytest.param('{"@type": "NewsArticle", // when\n "headline": "Ferry, tide"}', id="line comment"),
        pytest.param('{"@type": "NewsArticle", /* when */ "headline": "Ferry, tide"}', id="block comment"),
        pytest.param('{"@type": "NewsArticle"\n "headline": "Ferry, tide"}', id="comma missing between lines"),
    ],
)
def test_broken_scripts_are_mended(script: str) -> None:
    article = read_entities([script]).article
    assert text_of(article["headline"]).startswith("Ferry,")
    assert "ide" in text_of(article["headline"])


def test_quotes_within_a_string_are_kept_as_its_text() -> None:
    script = '{"@type": "NewsArticle", "headline": "The "tide" turns", "name": "x"}'
    assert read_entities([script]).article["headline"] == 'The "tide" turns'


def test_commas_and_slashes_within_strings_stay() -> None:
    script = '{"@type": "NewsArticle", "headline": "a,} // b /* c */ ,]",}'
    assert read_entities([script]).article["headline"] == "a,} // b /* c */ ,]"


def test_what_cannot_be_mended_is_ignored() -> None:
    assert parse("Musik und Sport") == []
    assert parse('{"@type": NewsArticle}') == []
    assert parse("") == []


@pytest.mark.parametrize(
    "value",
    [
        ARTICLE,
        [ARTICLE],
        [[{"@type": "WebSite", "name": "x"}], [ARTICLE]],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        {**ARTICLE, "@type": ["Article", "NewsArticle"]},
        {**ARTICLE, "@type": "https://schema.org/NewsArticle"},
        {**ARTICLE, "@type": "schema:NewsArticle"},
    ],
)
def test_the_article_is_found_wherever_it_stands(value: object) -> None:
    assert read_entities([json.dumps(value)]).article["headline"] == "Ferry service resumes"


def test_of_several_articles_the_one_with_the_page_s_address_is_the_page_s() -> None:
    teasers = [{"@type": "NewsArticle", "headline": f"Teaser {n}", "url": f"https://paper.test/{n}"} for n in range(3)]
    own = {**ARTICLE, "mainEntityOfPage": {"@id": "https://paper.test/ferry"}}
    entities = read_entities([json.dumps([*teasers, own])], ["https://www.paper.test/ferry/?ref=home"])
    assert entities.article["headline"] == "Ferry service resumes"


def test_of_several_articles_without_addresses_the_title_decides() -> None:
    teasers = [
        {"@type": "NewsArticle", "headline": f"Teaser {n}", "author": "x", "datePublished": "2024"} for n in range(3)
    ]
    entities = read_entities([json.dumps([*teasers, ARTICLE])], [], ["Ferry service resumes - Paper"])
    assert entities.article["headline"] == "Ferry service resumes"


def test_references_are_resolved_by_id() -> None:
    graph = {
        "@graph": [{**ARTICLE, "author": {"@id": "#ada"}}, {"@type": "Person", "@id": "#ada", "name": "Ada Quill"}]
    }
    entities = read_entities([json.dumps(graph)])
    assert text_of(entities.resolve(entities.article["author"])) == "Ada Quill"


def test_ratings_and_collections_are_no_articles() -> None:
    value = [{"@type": "AggregateRating", "name": "4.5"}, {"@type": "CollectionPage", "name": "All"}]
    assert read_entities([json.dumps(value)]).article == {}


def test_deep_nesting_and_huge_scripts_are_bounded() -> None:
    assert parse("[" * 100_000 + "]" * 100_000) == []
    assert parse('{"a": ' * 5_000 + "1" + "}" * 5_000) == []
    assert parse('"' + "x" * MAX_SCRIPT + '"') == []
    assert parse('{"a": ' + "9" * 10_000 + "}") == []
    assert len(read_entities(['[{"@type": "Article"}' + ', {"@type": "Article"}' * 20_000 + "]"]).all) <= 2_000


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["@type", "@id", "@graph", "author", "name", "x"]), inner)
    ),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_valid_json_is_read_as_it_is(value: object) -> None:
    assert parse(json.dumps(value)) == [value]


@given(st.text(alphabet='{}[]",:/*\\ \n@typeNwsAricl<!-&;0', max_size=200))
@settings(max_examples=300)
def test_no_script_raises(script: str) -> None:
    parse(script)
    read_entities([script])


@given(JSON_VALUES)
def test_no_value_raises(value: object) -> None:
    entities = read_entities([json.dumps(value), json.dumps({"@type": "Article", "author": value, "url": value})])
    text_of(entities.article.get("author"))


@pytest.mark.parametrize(
    "unit", ['{"a', '{"a" ', "{/*", '{"\\x', '{"a"\n', "<!--", "-->", "&quot;", "[1\n", ", ", '"\n']
)
def test_long_broken_scripts_come_to_an_end(unit: str) -> None:
    script = "{" + unit * (MAX_MENDED // (2 * len(unit)))
    assert all(not isinstance(value, dict) for value in parse(script))


def test_a_page_has_only_so_much_mended() -> None:
    broken = '{"@type": "Article", "headline": "' + "x" * (MAX_MENDED - 1_000) + '",}'
    assert len(read_entities([broken]).all) == 1
    assert len(read_entities([broken, broken, broken]).all) == 1

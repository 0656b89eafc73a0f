"""Language, address, site, section, description, image, access, rights, licence: each with its source, silence None."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.article import Access
from scraper.cleaner.metadata import Metadata, read_declared, read_metadata
from scraper.cleaner.parser.segment import segment

URL = "https://www.harbourpost.test/regional/ferry?utm_source=feed"


def page(head: str = "", *, article: object = None, url: str | None = URL, lang: str = "") -> Metadata:
    script = f'<script type="application/ld+json">{json.dumps(article)}</script>' if article else ""
    html = f"<html{lang and f' lang={lang}'}><head>{head}{script}</head><body><p>Text.</p></body></html>"
    return read_metadata(segment(LexborHTMLParser(html), url))


def test_a_silent_page_says_nothing() -> None:
    found = read_metadata(segment(LexborHTMLParser("<p>Text.</p>")))
    assert found == Metadata()


def test_an_empty_page_says_nothing() -> None:
    assert read_metadata(segment(LexborHTMLParser(""))) == Metadata()


@pytest.mark.parametrize(
    ("lang", "head", "language", "source"),
    [
        ("de", "", "de", "html lang"),
        ("en_GB", "", "en-GB", "html lang"),
        ("zh-hant-tw", "", "zh-Hant-TW", "html lang"),
        ("", '<meta property="og:locale" content="pt_BR">', "pt-BR", "meta og:locale"),
        ("", '<meta http-equiv="Content-Language" content="fr-FR, en">', "fr-FR", "meta content-language"),
        ("{{lang}}", '<meta property="og:locale" content="es_ES">', "es-ES", "meta og:locale"),
        ("", "", None, None),
    ],
)
def test_the_language_is_a_language_tag(lang: str, head: str, language: str | None, source: str | None) -> None:
    found = page(head, lang=lang)
    assert found.language == language
    assert found.provenance.get("language") == source


def test_the_canonical_address_is_absolute() -> None:
    found = page('<link rel="canonical" href="/regional/ferry">')
    assert found.url == "https://www.harbourpost.test/regional/ferry"
    assert found.provenance["url"] == "link canonical"


@pytest.mark.parametrize(
    "canonical", ["https://www.harbourpost.test/", "https://elsewhere.test/x", "javascript:x", "http://[x"]
)
def test_a_canonical_address_that_is_not_the_page_s_is_ignored(canonical: str) -> None:
    assert page(f'<link rel="canonical" href="{canonical}">').url == URL


def test_another_host_of_the_site_may_be_canonical() -> None:
    found = page('<link rel="canonical" href="https://harbourpost.test/a">', url="https://amp.harbourpost.test/a")
    assert found.url == "https://harbourpost.test/a"


def test_the_site_is_named_by_the_page_and_not_by_its_host() -> None:
    assert page('<meta property="og:site_name" content="Harbour Post">').site == "Harbour Post"
    assert page(article={"@type": "NewsArticle", "publisher": {"name": "Harbour Post"}}).site == "Harbour Post"
    assert page('<meta property="og:site_name" content="{$site_name}">').site is None
    assert page().site is None


def test_the_section_is_not_the_site() -> None:
    head = '<meta property="og:site_name" content="Harbour Post"><meta property="article:section" content="{}">'
    assert page(head.format("Regional")).section == "Regional"
    assert page(head.format("Harbour Post")).section is None
    assert page(article={"@type": "NewsArticle", "articleSection": ["Islands", "Transport"]}).section == "Islands"


def test_the_image_is_absolute_and_no_logo() -> None:
    assert (
        page('<meta property="og:image" content="/img/ferry.jpg">').image
        == "https://www.harbourpost.test/img/ferry.jpg"
    )
    assert page('<meta property="og:image" content="/img/logo.png">').image is None
    article = {"@type": "NewsArticle", "image": [{"@type": "ImageObject", "url": "https://cdn.test/f.jpg"}]}
    assert page(article=article).image == "https://cdn.test/f.jpg"
    assert page('<meta property="og:image" content="data:image/png;base64,xx">').image is None


def test_the_description_comes_from_the_head() -> None:
    found = page('<meta name="description" content="The ferries\n sail again.">')
    assert found.description == "The ferries sail again."
    assert found.provenance["description"] == "meta description"


@pytest.mark.parametrize(
    ("content", "description"),
    [
        ("The ferries &amp;amp; the bridge: &amp;quot;open&amp;quot;", 'The ferries & the bridge: "open"'),
        ("Ferries again.&amp;nbsp;", "Ferries again."),
        ("No bridge, no ferry &amp;#821…", "No bridge, no ferry …"),
        (
            "&lt;p&gt;The &lt;a href=&quot;/f&quot;&gt;ferries&lt;/a&gt; sail.&lt;/p&gt;&lt;p&gt;Again",
            "The ferries sail. Again",
        ),
        ("Once &lt;strong&gt;more&lt;/strong&gt;: &lt;a href=", "Once more:"),
        ("The &lt;p&gt; element is a paragraph, a &lt; b", "The <p> element is a paragraph, a < b"),
    ],
)
def test_a_description_is_text_and_no_mark_up(content: str, description: str) -> None:
    assert page(f'<meta name="description" content="{content}">').description == description


@pytest.mark.parametrize(
    ("article", "access"),
    [
        ({"isAccessibleForFree": True}, Access.FREE),
        ({"isAccessibleForFree": "True"}, Access.FREE),
        ({"isAccessibleForFree": "http://schema.org/True"}, Access.FREE),
        ({"isAccessibleForFree": False}, Access.PAID),
        (
            {"isAccessibleForFree": "false", "hasPart": {"isAccessibleForFree": False, "cssSelector": ".pw"}},
            Access.PARTIAL,
        ),
        ({"isAccessibleForFree": None}, None),
        ({"isAccessibleForFree": []}, None),
        ({}, None),
    ],
)
def test_access_as_declared(article: dict[str, object], access: Access | None) -> None:
    assert page(article={"@type": "NewsArticle", "headline": "x", **article}).access is access


@pytest.mark.parametrize(
    ("tier", "access"), [("free", Access.FREE), ("metered", Access.PARTIAL), ("locked", Access.PAID)]
)
def test_the_content_tier_tells_the_access(tier: str, access: Access) -> None:
    assert page(f'<meta property="article:content_tier" content="{tier}">').access is access


def test_the_licence_is_its_address() -> None:
    address = "https://creativecommons.org/licenses/by/4.0/"
    assert page(f'<link rel="license" href="{address}">').license == address
    assert page(article={"@type": "Article", "license": address}).license == address
    assert page(f'<meta name="dc.rights" content="Published under {address} by us">').license == address


def test_the_rights_line_is_what_the_page_declares() -> None:
    assert page('<meta name="copyright" content="© 2024 Harbour Post">').rights == "© 2024 Harbour Post"
    holder = {"@type": "Article", "copyrightHolder": {"name": "Harbour Post"}, "copyrightYear": 2024}
    assert page(article=holder).rights == "© 2024 Harbour Post"
    assert page().rights is None


def test_every_field_that_has_a_value_has_a_source() -> None:
    article = {
        "@type": "NewsArticle", "headline": "Ferry service resumes", "author": "Ada Quill",
        "datePublished": "2024-05-03", "dateModified": "2024-05-04", "publisher": {"name": "Harbour Post"},
        "articleSection": "Regional",
        "image": "https://cdn.test/f.jpg", "isAccessibleForFree": True, "license": "https://l.test/",
        "inLanguage": "en",
        "copyrightNotice": "© Harbour Post", "sourceOrganization": "Reuters", "description": "Again.",
    }  # fmt: skip
    found = page(article=article)
    told = {name for name in Metadata.__dataclass_fields__ if getattr(found, name)} - {"provenance", "page_type"}
    assert told == set(found.provenance)
    assert found.page_type == "NewsArticle"


def test_the_body_in_json_ld_is_handed_on() -> None:
    assert (
        page(article={"@type": "NewsArticle", "articleBody": "The ferries sail."}).embedded_body == "The ferries sail."
    )
    assert page(article={"@type": "NewsArticle", "articleBody": {"x": 1}}).embedded_body is None


def test_what_was_declared_serves_after_scripts_are_gone() -> None:
    script = '<script type="application/ld+json">{"@type": "Article", "author": "Ada Quill"}</script>'
    tree = LexborHTMLParser(f"<title>T</title>{script}<p>x</p>")
    declared = read_declared(tree, URL)
    tree.strip_tags(["script", "style"])
    assert read_metadata(segment(tree, URL), declared).authors == ("Ada Quill",)


@pytest.mark.parametrize(
    "value", ["x" * 1_000_000, "a, " * 300_000, "\u200b" * 100_000, "&amp;" * 50_000, "- | " * 50_000]
)
def test_a_megabyte_in_any_field_is_survived(value: str) -> None:
    names = ("og:title", "author", "og:site_name", "keywords", "date", "og:description", "og:image", "copyright")
    head = "".join(f'<meta property="{name}" content="{value}">' for name in names) + f"<title>{value}</title>"
    tree = LexborHTMLParser(f"<html><head>{head}</head><body><h1>{value}</h1><p>{value}</p></body></html>")
    found = read_metadata(segment(tree, URL))
    assert found.title is None or len(found.title) <= 600


WRONG = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "@id", "url", "@type"]), inner)
    ),
    max_leaves=6,
)
KEYS = ("headline", "author", "datePublished", "dateModified", "publisher", "image", "keywords", "articleSection",
        "license", "inLanguage", "isAccessibleForFree", "hasPart", "copyrightHolder", "mainEntityOfPage", "url",
        "about")  # fmt: skip


@given(st.dictionaries(st.sampled_from(KEYS), WRONG), st.text(max_size=30))
@settings(max_examples=150)
def test_values_of_wrong_types_never_raise(values: dict[str, object], url: str) -> None:
    page(article={"@type": "NewsArticle", **values}, url=url)


@given(st.text(max_size=60), st.text(max_size=60))
def test_odd_attributes_never_raise(name: str, content: str) -> None:
    quoted = content.replace('"', "")
    head = (
        f'<meta name="{name}" content="{quoted}"><meta property="og:url" content="{quoted}"><meta><link rel=canonical>'
    )
    page(
        head + f'<meta name="author" content="{quoted}"><link rel="canonical" href="{quoted}">', url=f"http://{content}"
    )


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("Harbour Post - all the news of the islands", "Harbour Post"),
        ("News, boats and tides | Harbour Post", "Harbour Post"),
        ("Ferry service resumes | Harbour Post", "Harbour Post"),
        ("harbourpost.test/", "harbourpost.test"),
        ("Quill & Marsh - Tides", "Quill & Marsh - Tides"),  # nothing says which part is the name
    ],
)
def test_the_site_s_name_is_without_slogan_and_without_the_page_s_title(name: str, site: str) -> None:
    head = f'<title>Ferry service resumes</title><meta property="og:site_name" content="{name.replace("&", "&amp;")}">'
    assert page(head).site == site


@pytest.mark.parametrize(
    ("said", "section"),
    [
        ("Regional,Transport", "Regional"),
        ("Ships, Boats", "Ships, Boats"),
        ("https://www.harbourpost.test/regional/", None),
        ("/world/middle_east", "middle east"),
        ("/regional/", "regional"),
        ("news_news", None),
        ("culture_culture-lifestyle", None),
    ],
)
def test_one_section_is_named_and_no_address(said: str, section: str | None) -> None:
    assert page(f'<meta property="article:section" content="{said}">').section == section

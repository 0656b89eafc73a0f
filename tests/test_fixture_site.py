"""Every page of our own news site gives exactly its article: whole texts and fields, not snippets.

The expected articles stand beside the pages; they were written from the articles' texts, before any mark-up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import scraper
from scraper import Article, FetchOptions, Page
from scraper.cli.demo import EXPECTED, TYPES, serve
from scraper.cli.manifest import read_manifest

SITE = Path(__file__).resolve().parent.parent / "fixtures" / "site"

#: Pages that are no article of the site: not found, and asked not to be fetched.
WITHOUT_ARTICLE = {"404.html", "internal/style-guide.html"}
#: A link in the feed that the site answers with a redirect.
OLD = "/2024/03/12/winter-ferry"


def names(*statuses: str) -> list[str]:
    """The pages of these statuses (none given: all) by their path below the site, without the ending."""
    found = sorted(str(file.relative_to(SITE)).removesuffix(EXPECTED) for file in SITE.rglob(f"*{EXPECTED}"))
    return [name for name in found if not statuses or expected(name)["status"] in statuses]


def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SITE / f"{name}{EXPECTED}").read_text("utf-8"))
    return found


ARTICLES, LISTINGS = names("article", "paywalled"), names("listing")


@pytest.fixture(scope="module")
def cleaned() -> dict[str, Article]:
    """The articles cleaned so far, each page once."""
    return {}


def clean(name: str, cleaned: dict[str, Article]) -> Article:
    """The page cleaned as a crawl would: with the headers that the site's manifest sends."""
    if name not in cleaned:
        manifest, url = read_manifest(SITE), expected(name)["url"]
        path = url.removeprefix(f"http://{manifest.host}")
        content_type = manifest.headers.get(path, {}).get("Content-Type", TYPES[".html"])
        media, _, parameter = content_type.partition(";")
        page = Page(
            url=url,
            final_url=url,
            status=200,
            headers=(("content-type", content_type),),
            body=(SITE / f"{name}.html").read_bytes(),
            charset=parameter.partition("charset=")[2] or None,
            media_type=media,
        )
        cleaned[name] = scraper.clean(page)
    return cleaned[name]


def test_every_page_has_its_expected_article_and_every_expectation_its_page() -> None:
    pages = {str(file.relative_to(SITE)) for file in SITE.rglob("*.html")} - WITHOUT_ARTICLE
    assert pages == {f"{name}.html" for name in names()}


def test_the_site_is_as_wide_as_it_promises() -> None:
    assert len(names("article")) >= 25
    assert {expected(name)["language"] for name in ARTICLES} == {"en", "de", "fr", "ja", "ar"}
    assert len(LISTINGS) >= 3


@pytest.mark.parametrize("name", ARTICLES)
def test_the_text_is_the_whole_article_and_nothing_else(name: str, cleaned: dict[str, Article]) -> None:
    article = clean(name, cleaned)
    assert article.text.split("\n") == expected(name)["text"].split("\n")
    assert article.status == expected(name)["status"]


@pytest.mark.parametrize("name", ARTICLES)
def test_the_fields_are_what_the_page_says(name: str, cleaned: dict[str, Article]) -> None:
    wanted = expected(name)
    found = clean(name, cleaned).to_dict()
    fields = wanted.keys() - {"text", "removed", "status"}
    assert {field: found[field] for field in fields} == {field: wanted[field] for field in fields}


@pytest.mark.parametrize("name", [name for name in ARTICLES if expected(name)["removed"]])
def test_what_was_removed_is_named_by_its_class(name: str, cleaned: dict[str, Article]) -> None:
    removed = clean(name, cleaned).removed
    kinds = {wanted["text"]: {each.kind for each in removed if wanted["text"] in each.text}
             for wanted in expected(name)["removed"]}  # fmt: skip
    missed = [wanted for wanted in expected(name)["removed"] if wanted["kind"] not in kinds[wanted["text"]]]
    assert not missed, kinds
    assert all(each.reason for each in removed)


@pytest.mark.parametrize("name", LISTINGS)
def test_a_section_page_is_a_listing(name: str, cleaned: dict[str, Article]) -> None:
    assert clean(name, cleaned).status == "listing"


@pytest.mark.parametrize(
    "name", ["archive/1998/herring-festival", "ja/lighthouse-cat", "de/seglerheim", "app/night-train"]
)
def test_over_http_comes_the_same_article(name: str) -> None:
    with serve(SITE) as site:
        options = FetchOptions(resolve=(site.resolve,), delay=0)
        article = scraper.scrape(expected(name)["url"], fetch_options=options)
    assert (article.title, article.text) == (expected(name)["title"], expected(name)["text"])


def test_a_crawl_leaves_what_robots_txt_disallows_alone_as_the_server_saw_it(tmp_path: Path) -> None:
    with serve(SITE) as site:
        source = f'[[source]]\nname = "courier"\nhome = "{site.home}"\ndepth = 0\n'
        fetch = f'[source.fetch]\ndelay = 0.0\nresolve = ["{site.resolve}"]\n'
        (tmp_path / "config.toml").write_text(source + fetch, "utf-8")
        command = [sys.executable, "-m", "scraper", "crawl"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        asked = [answer.path.partition("?")[0] for answer in site.answers]
    assert done.returncode == 0, done.stderr
    assert asked[0] == "/robots.txt"
    assert {"/feed.xml", "/sitemap-articles.xml", "/sitemap-news.xml"} <= set(asked)
    articles = {expected(name)["url"].removeprefix(site.home.rstrip("/")) for name in ARTICLES}
    faults = {fault.path: fault.times for fault in site.manifest.faults}
    redirected = {site.manifest.redirects[OLD]: 1}  # asked for by its own address and at the redirect's end
    assert {path: asked.count(path) for path in articles} == {
        path: 1 + faults.get(path, 0) + redirected.get(path, 0) for path in articles
    }
    assert not [path for path in asked if path.startswith("/internal/")]
    assert [answer.status for answer in site.answers if answer.path == OLD] == [301]

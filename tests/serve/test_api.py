"""The JSON API: cleaning, lists, search, single articles, errors in one form."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import httpx
import pytest

import scraper
from scraper.errors import DeadlineError
from scraper.serve.cleaning import Cleaning
from scraper.store import profiles
from scraper.store.database import open_database
from scraper.store.options import StoreOptions
from scraper.store.profiles import ProfileRow
from scraper.url import host_of

PAGE = "site/news/ferry-timetable-vote.html"


def test_a_page_is_cleaned_as_the_library_cleans_it(client: httpx.Client, fixtures: Path) -> None:
    page = (fixtures / PAGE).read_bytes()
    found = client.post("/clean", content=page, headers={"content-type": "text/html"})
    assert found.status_code == 200
    assert found.json() == json.loads(scraper.clean(page).to_json())


def test_the_charset_of_the_request_counts(client: httpx.Client) -> None:
    page = "<html><body><article><p>Žluťoučký kůň úpěl ďábelské ódy, a nikdo ho neslyšel.</p></article>".encode(
        "cp1250"
    )
    found = client.post("/clean", content=page, headers={"content-type": "text/html; charset=windows-1250"})
    assert "Žluťoučký kůň" in found.text


def test_a_page_may_come_as_json_with_its_url(client: httpx.Client, fixtures: Path) -> None:
    page = (fixtures / "kinds" / "inline--links-and-emphasis.html").read_text(encoding="utf-8")
    url = "https://paper.example/a/b"
    found = client.post("/clean", json={"html": page, "url": url}).json()
    assert found == json.loads(scraper.clean(page, url).to_json())


def test_a_text_is_cleaned_as_the_library_cleans_it(client: httpx.Client, fixtures: Path) -> None:
    text = (fixtures / "text" / "flat-news.txt").read_text(encoding="utf-8")
    wanted = json.loads(scraper.clean_text(text).to_json())
    assert client.post("/clean_text", json={"text": text}).json() == wanted
    headers = {"content-type": "text/plain; charset=utf-8"}
    assert client.post("/clean_text", content=text.encode(), headers=headers).json() == wanted


def test_a_url_that_is_given_is_not_asked_for(client: httpx.Client) -> None:
    """Nothing listens there; an attempt would take long or fail."""
    body = {"html": "<p>Some words that stay.</p>", "url": "http://127.0.0.1:9/latest/meta-data"}
    assert client.post("/clean", json=body).status_code == 200


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "no url"])
def test_a_url_that_is_not_http_is_refused(client: httpx.Client, url: str) -> None:
    found = client.post("/clean", json={"html": "<p>Some words.</p>", "url": url})
    assert (found.status_code, found.json()["error"]) == (422, "UrlError")


def test_what_is_no_page_is_named(client: httpx.Client, fixtures: Path) -> None:
    picture = (fixtures / "attacks" / "harbour.png").read_bytes()
    found = client.post("/clean", content=picture, headers={"content-type": "text/html"})
    assert (found.status_code, found.json()["error"]) == (422, "NotHtmlError")
    assert "PNG" in found.json()["message"]


def test_nesting_without_end_is_refused(client: httpx.Client) -> None:
    found = client.post("/clean", json={"html": "<div>" * 50_000 + "text"})
    assert (found.status_code, found.json()["error"]) == (413, "TooLargeError")


def test_a_body_over_the_limit_is_refused_by_its_length(client: httpx.Client) -> None:
    found = client.post("/clean", content=b"x" * 300_001, headers={"content-type": "text/html"})
    assert (found.status_code, found.json()["error"]) == (413, "TooLargeError")
    assert "--max-request" in found.json()["hint"]


def test_a_body_over_the_limit_is_refused_where_no_length_is_said(client: httpx.Client) -> None:
    chunks = (b"x" * 1_000 for _ in range(400))
    found = client.post("/clean", content=chunks, headers={"content-type": "text/html"})
    assert (found.status_code, found.json()["error"]) == (413, "TooLargeError")


@pytest.mark.parametrize(("content", "kind", "status"), [
    (b"{", "application/json", 422), (b'{"page": 1}', "application/json", 422), (b"[1]", "application/json", 422),
    (b"x=1", "application/x-www-form-urlencoded", 415), (b"x", "", 415), (b"\xff\xfe{", "application/json", 422),
])  # fmt: skip
def test_a_request_that_is_not_as_described_is_told(
    client: httpx.Client, content: bytes, kind: str, status: int
) -> None:
    found = client.post("/clean", content=content, headers={"content-type": kind} if kind else {})
    assert found.status_code == status
    assert set(found.json()) == {"error", "message", "where", "hint"}


def test_the_list_is_read_page_by_page_newest_first(client: httpx.Client) -> None:
    seen: list[int] = []
    before: dict[str, int] = {}
    while True:
        found = client.get("/articles", params={"limit": 7, **before}).json()
        seen += [article["id"] for article in found["articles"]]
        if found["next"] is None:
            break
        before = {"before": found["next"]}
    assert len(seen) == 30
    assert seen == sorted(set(seen), reverse=True)


def test_the_list_is_filtered(client: httpx.Client) -> None:
    def titles(**filters: str) -> list[str]:
        return [
            article["title"] for article in client.get("/articles", params={"limit": 100, **filters}).json()["articles"]
        ]

    assert len(titles(source="courier")) == 29
    assert titles(source="<b>hostile</b>")[0].startswith("Tide gauge")
    assert "Council votes for a winter ferry after a five-hour meeting" in titles(tag="Gannet Island")
    assert len(titles(language="de")) == 2
    assert titles(until="2020-01-01T00:00:00") == []
    assert len(titles(since="2020-01-01T00:00:00Z")) == 30


def test_an_article_is_whole_and_says_what_the_store_knows(client: httpx.Client, ferry: int) -> None:
    found = client.get(f"/articles/{ferry}").json()
    assert found["title"] == "Council votes for a winter ferry after a five-hour meeting"
    assert found["removed"]
    assert found["blocks"]
    assert found["stored"]["source"] == "courier"


def test_an_article_that_is_not_there_is_told(client: httpx.Client) -> None:
    found = client.get("/articles/999999")
    assert (found.status_code, found.json()["error"]) == (404, "NotFound")


@pytest.mark.parametrize("path", [
    "/articles/0", "/articles/x", "/articles?limit=0", "/articles?limit=101", "/articles?before=-1",
    "/articles?since=yesterday", "/articles/99999999999999999999999", "/search", f"/search?q={'x' * 301}",
])  # fmt: skip
def test_what_cannot_be_is_told(client: httpx.Client, path: str) -> None:
    found = client.get(path)
    assert (found.status_code, found.json()["error"]) == (422, "RequestInvalid")
    assert found.json()["where"]


def test_search_finds_by_all_words_and_takes_any(client: httpx.Client) -> None:
    hits = client.get("/search", params={"q": "ferry council"}).json()["articles"]
    assert "http://harbour-courier.example/news/ferry-timetable-vote" in [hit["url"] for hit in hits]
    for words in ('"', "AND (", "*", "\0", " ", "NEAR(a b)"):
        assert client.get("/search", params={"q": words}).status_code == 200


def test_sources_tell_how_they_do(client: httpx.Client) -> None:
    (hostile, courier) = client.get("/sources").json()["sources"]
    assert (courier["source"], courier["articles"]) == ("courier", 29)
    assert courier["errors"]["RobotsError"] == 1
    assert (hostile["health"], courier["health"]) == ("too little history", "ok")


OPTIONS = """
[clean]
captions = true
[[site]]
host = "*.review.example"
remove = ["h1"]
"""


def test_a_page_is_cleaned_with_what_is_known_of_its_site(
    tmp_path: Path, made_sites: ModuleType, serve_in: Callable[[Path], AbstractContextManager[str]], fixtures: Path
) -> None:
    *learned, page = made_sites.made_site("review")[:12]
    host = host_of(page.url)
    profile = scraper.SiteProfile(host)
    for one in learned:
        profile.learn(one.html, one.url)
    (tmp_path / "config.toml").write_text(OPTIONS.replace("*.review.example", host))
    with open_database(StoreOptions(), tmp_path) as database, database.engine.begin() as connection:
        row = ProfileRow(host, profile.version, profile.learned, json.dumps(profile.to_dict()))
        profiles.save(connection, [row, ProfileRow("young.example", "1", 3, row.document)], datetime.now(UTC))
    options = scraper.CleanOptions(captions=True)
    override = scraper.SiteOverride(host=host, remove=("h1",))
    wanted = scraper.Cleaner(options, profile=profile, site=override).clean(page.html, page.url)
    assert {"template", "override"} <= {removal.kind for removal in wanted.removed}
    html = page.html.decode()
    flat = (fixtures / "text" / "flat-news.txt").read_text(encoding="utf-8")
    with serve_in(tmp_path) as url, httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        as_page = client.post(
            "/clean", params={"url": page.url}, content=page.html, headers={"content-type": "text/html"}
        )
        assert as_page.json() == json.loads(wanted.to_json())
        assert client.post("/clean", json={"html": html, "url": page.url}).json() == as_page.json()
        young = "https://young.example/news"
        alone = json.loads(scraper.clean(html, young, options=options).to_json())
        assert client.post("/clean", json={"html": html, "url": young}).json() == alone
        of_text = json.loads(scraper.clean_text(flat, options=options).to_json())
        assert client.post("/clean_text", json={"text": flat}).json() == of_text


def test_what_takes_too_long_is_given_up_and_the_next_is_done() -> None:
    async def tried() -> str:
        pool = Cleaning(1, 1.0, 0)
        try:
            with pytest.raises(DeadlineError, match="longer than 1 s"):
                await pool.run(time.sleep, 600)
            return await pool.run(str.upper, "done")
        finally:
            pool.close()

    assert asyncio.run(tried()) == "DONE"


@pytest.mark.proof
def test_every_stored_page_can_be_compared_and_gives_the_stored_text(client: httpx.Client) -> None:
    """Its charset, options and what is known of its site are those of the crawl."""
    listed = client.get("/articles", params={"limit": 100}).json()["articles"]
    for article in listed:
        report = client.get(f"/why/{article['id']}")
        assert report.status_code == 200, article["url"]
        assert "The stored text is another" not in report.text, article["url"]

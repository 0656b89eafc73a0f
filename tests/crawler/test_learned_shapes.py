"""Links are asked in the order of what their shapes have given at that host."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper.crawler.links import shape
from scraper.crawler.reading import Link
from scraper.crawler.visit import BARREN, Rules, found_of
from scraper.store.records import Entry, Kind, State

HOST = "news.example"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
_UNKNOWN = (
    "hint_at",
    "asked_at",
    "etag",
    "last_modified",
    "digest",
    "pace",
    "article_id",
    "article_digest",
    "archived_at",
)
HOME = Entry(
    id=1,
    key=f"http://{HOST}/",
    url=f"http://{HOST}/",
    host=HOST,
    source_id=1,
    kind=Kind.SECTION,
    state=State.LEASED,
    priority=3,
    depth=0,
    found_at=NOW,
    asked_times=0,
    failures=0,
    **dict.fromkeys(_UNKNOWN),
)
ARTICLE, SLUG, TOPIC = "/a1b2", "/shop/buy-this-big-boat", "/topic/boats"


def order(counts: dict[str, tuple[int, int]], host: str = HOST, how: str = "link") -> list[str]:
    """The paths of a page's links in the order in which they are asked."""
    urls = {path: f"http://{HOST}{path}" for path in (TOPIC, SLUG, ARTICLE)}
    links = [Link(url, url, HOST, shape(url), Kind.PAGE, how) for url in urls.values()]
    known = {(host, shape(urls[path])): count for path, count in counts.items()}
    found = found_of(HOME, links, Rules(), NOW, known)
    return [item.url.removeprefix(f"http://{HOST}") for item in sorted(found, key=lambda item: item.priority)]


def test_before_anything_is_known_links_that_look_like_articles_come_first() -> None:
    assert order({}) == [SLUG, TOPIC, ARTICLE]


def test_shapes_that_gave_articles_come_first_and_those_that_never_did_last() -> None:
    assert order({ARTICLE: (4, 1), SLUG: (0, BARREN)}) == [ARTICLE, TOPIC, SLUG]


@pytest.mark.parametrize("counts", [{ARTICLE: (1, 1)}, {SLUG: (0, BARREN - 1)}, {SLUG: (1, 50)}])
def test_counts_that_prove_nothing_change_nothing(counts: dict[str, tuple[int, int]]) -> None:
    assert order(counts) == order({})


def test_what_one_host_gives_says_nothing_about_another() -> None:
    assert order({ARTICLE: (4, 0), SLUG: (0, 50)}, host="other.example") == order({})


def test_what_a_feed_names_is_not_judged_by_its_shape() -> None:
    assert order({ARTICLE: (4, 0), SLUG: (0, 50)}, how="feed") == [TOPIC, SLUG, ARTICLE]

"""Explain: every removed block with its reason, and the way a page came, for people, on stderr."""

from __future__ import annotations

from collections.abc import Iterator

from scraper.article import Article
from scraper.page import Page

#: Characters shown of a removed block.
EXCERPT = 90


def removals(name: str, article: Article) -> Iterator[str]:
    """Lines: what became of the input, then each removed block as ``kind | reason | score | text``."""
    words, count = len(article.text.split()), len(article.removed)
    yield (
        f"{name}: {article.status}, {words} words kept, {count} blocks removed, "
        f"confidence {article.confidence:.2f}, engine {article.engine}"
    )
    for removal in article.removed:
        score = "-" if removal.score is None else f"{removal.score:.2f}"
        text = " ".join(removal.text.split())
        excerpt = text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"
        yield f"  {removal.kind:<16} | {removal.reason} | {score} | {excerpt}"


def trace(page: Page) -> Iterator[str]:
    """Lines: robots rule, each attempt with its wait, redirects, size, charset and what the page says about use."""
    charset = page.charset or "none"
    yield f"{page.url}: status {page.status}, {page.media_type}, {len(page.body)} bytes, declared charset {charset}"
    yield f"  robots rule: {page.signals.robots_rule or 'none applies'}"
    for attempt in page.attempts:
        status = f" {attempt.status}" if attempt.status else ""
        note = f" ({attempt.note})" if attempt.note else ""
        yield (
            f"  attempt: {attempt.outcome}{status} after {attempt.wait:.2f} s wait, {attempt.seconds:.2f} s, "
            f"{attempt.size} bytes: {attempt.url}{note}"
        )
    for redirect in page.redirects:
        yield f"  redirect: {redirect}"
    if page.final_url != page.url:
        yield f"  answered by: {page.final_url}"
    for name in ("x_robots_tag", "meta_robots", "content_signal", "tdm_reservation", "tdm_policy", "license"):
        if getattr(page.signals, name):
            yield f"  {name.replace('_', '-')}: {getattr(page.signals, name)}"

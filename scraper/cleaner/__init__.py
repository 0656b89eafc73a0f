"""Page | bytes | str -> Article. Pure: no clock, disk (but our own data files), network or randomness."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.article import Article
from scraper.cleaner.engine import Cleaner
from scraper.cleaner.options import DEFAULT, CleanOptions
from scraper.cleaner.site import PageFacts, SiteOverride, SiteProfile, SiteTest
from scraper.cleaner.text import TextCleaner
from scraper.page import Page


def clean(
    page: Page | bytes | str, url: str | None = None, charset: str | None = None, *, options: CleanOptions = DEFAULT
) -> Article:
    """The article of an HTML page. Raises ``CleanError`` for what cannot be read; no article is no error."""
    return Cleaner(options).clean(page, url, charset)


def clean_text(text: str, url: str | None = None, *, options: CleanOptions = DEFAULT) -> Article:
    """The article of a page's flattened text, one block a line."""
    return TextCleaner(options).clean(text, url)


def clean_many(texts: Iterable[str], site: str | None = None, *, options: CleanOptions = DEFAULT) -> list[Article]:
    """The articles of several flattened texts of one site, in their order.

    Lines that recur across the texts are the site's template and removed as such (kind ``template``). ``site``: its
    name, for the articles' field. Raises ``CleanError`` for a text over the size limit.
    """
    return TextCleaner(options).clean_many(texts, site)


__all__ = [
    "CleanOptions", "Cleaner", "PageFacts", "SiteOverride", "SiteProfile", "SiteTest", "clean", "clean_many",
    "clean_text",
]  # fmt: skip

"""Download article pages and keep only the article: body, tags, metadata, and a reason for every cut.

    >>> import scraper
    >>> article = scraper.clean("<html>...</html>", url="https://example.org/a")
    >>> article.text, article.tags, article.removed

Names are loaded when first used: ``import scraper`` brings in no network, store or command-line library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scraper.api import Reader, Reading, scrape
    from scraper.article import Access, Article, Status
    from scraper.block import Block, BlockKind, Removal, Span
    from scraper.cleaner import (
        Cleaner,
        CleanOptions,
        SiteOverride,
        SiteProfile,
        SiteTest,
        clean,
        clean_many,
        clean_text,
    )
    from scraper.errors import CleanError, ConfigError, FetchError, ScraperError
    from scraper.fetcher import Fetcher, FetchOptions, fetch
    from scraper.page import Page

_HOME = {
    "Access": "article", "Article": "article", "Block": "block", "BlockKind": "block", "CleanError": "errors",
    "CleanOptions": "cleaner", "Cleaner": "cleaner", "ConfigError": "errors", "FetchError": "errors",
    "FetchOptions": "fetcher", "Fetcher": "fetcher", "Page": "page",
    "Reader": "api", "Reading": "api",
    "Removal": "block", "ScraperError": "errors", "SiteOverride": "cleaner", "SiteProfile": "cleaner",
    "SiteTest": "cleaner", "Span": "block", "Status": "article", "clean": "cleaner",
    "clean_many": "cleaner", "clean_text": "cleaner", "fetch": "fetcher", "scrape": "api",
}  # fmt: skip

__all__ = [
    "Access", "Article", "Block", "BlockKind", "CleanError", "CleanOptions", "Cleaner", "ConfigError", "FetchError",
    "FetchOptions", "Fetcher", "Page", "Reader", "Reading", "Removal", "ScraperError", "SiteOverride", "SiteProfile",
    "SiteTest", "Span", "Status", "clean", "clean_many", "clean_text", "fetch", "scrape",
]  # fmt: skip
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load a public name from its home at first use."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])

"""URL -> Page, over httpx with tenacity: polite, bounded, guarded."""

from __future__ import annotations

from scraper.fetcher.options import FetchOptions

__all__ = ["FetchOptions"]

"""URL -> Page, over httpx with tenacity: polite, bounded, guarded."""

from __future__ import annotations

from scraper.fetcher.client import Fetcher, Validators, fetch
from scraper.fetcher.clock import Clock, SkippingClock
from scraper.fetcher.options import FetchOptions
from scraper.fetcher.robots import Verdict
from scraper.fetcher.trace import trace

__all__ = ["Clock", "FetchOptions", "Fetcher", "SkippingClock", "Validators", "Verdict", "fetch", "trace"]

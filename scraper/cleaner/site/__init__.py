"""What is known of one site beyond the page at hand: learned from its other pages, or said by a user."""

from __future__ import annotations

from scraper.cleaner.site.facts import PageFacts
from scraper.cleaner.site.override import SiteOverride, SiteTest
from scraper.cleaner.site.profile import SiteProfile

__all__ = ["PageFacts", "SiteOverride", "SiteProfile", "SiteTest"]

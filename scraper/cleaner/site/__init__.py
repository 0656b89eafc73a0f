"""What is known of one site beyond the page at hand: learned from its other pages."""

from __future__ import annotations

from scraper.cleaner.site.facts import PageFacts
from scraper.cleaner.site.profile import SiteProfile

__all__ = ["PageFacts", "SiteProfile"]

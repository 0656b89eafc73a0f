"""Flattened text -> Article: lines are read, measured, scored, and kept or removed with a reason."""

from __future__ import annotations

from scraper.cleaner.text.engine import TextCleaner

__all__ = ["TextCleaner"]

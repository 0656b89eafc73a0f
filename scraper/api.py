"""scrape(url) = clean(fetch(url)), and the browser retry when a plain page has no article."""

from __future__ import annotations

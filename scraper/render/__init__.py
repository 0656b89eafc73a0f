"""Blocks -> text, Markdown, HTML. Pure.

Each form walks the same ``runs``: a list, a table and a quotation are one run of blocks, anything else is a run of one.
"""

from __future__ import annotations

from scraper.render.html import GENERATOR, Head, to_fragment, to_html
from scraper.render.markdown import to_markdown
from scraper.render.runs import safe_link
from scraper.render.text import to_text

__all__ = ["GENERATOR", "Head", "safe_link", "to_fragment", "to_html", "to_markdown", "to_text"]

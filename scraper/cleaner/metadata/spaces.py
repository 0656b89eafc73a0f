"""White space in declared and visible text: collapsed, invisible characters dropped, length bounded."""

from __future__ import annotations

import re

#: Most characters kept of one text; longer ones are junk or attacks (six metas of 1,400
#: labelled pages are longer, all of them data of scripts).
MAX_TEXT = 20_000

#: Soft hyphen, zero-width space, marks of direction, word joiner, byte-order mark.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")


def clean_space(text: str | None) -> str:
    """The text on one line, without white space around it."""
    if not text:
        return ""
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())

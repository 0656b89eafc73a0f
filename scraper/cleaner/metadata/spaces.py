"""White space in declared and visible text: collapsed, invisible characters dropped, length bounded."""

from __future__ import annotations

import html
import re

#: Most characters kept of one text; longer ones are junk or attacks (six metas of 1,400
#: labelled pages are longer, all of them data of scripts).
MAX_TEXT = 20_000

#: Soft hyphen, zero-width space, marks of direction, word joiner, byte-order mark.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")

#: Elements that declared text holds where it is a piece of the page's own mark-up, which closes one or breaks a line.
_MARKED = re.compile(r"</[a-z]|<br|<p>[^<]*<p>", re.I)
_ELEMENT = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6])(?:\s[^<>]*)?/?>", re.I)
_CUT_ENTITY = re.compile(r"&#\w{0,6}(?=(?:…|\.\.\.)?\s*$)")
_INLINE = re.compile(r"</?(?:a|b|i|em|strong|span|img|u|sup|sub|font|small)(?:\s[^<>]*)?/?>|<[a-z][^<>]*$", re.I)


def plain_text(text: str | None) -> str:
    """``clean_space`` of a text that may be escaped once more, or mark-up."""
    if text and "&" in text:
        text = html.unescape(_CUT_ENTITY.sub("", text))
    if text and "<" in text and _MARKED.search(text):
        text = _INLINE.sub("", _ELEMENT.sub(" ", text))
    return clean_space(text)


def clean_space(text: str | None) -> str:
    """The text on one line, without white space around it."""
    if not text:
        return ""
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())

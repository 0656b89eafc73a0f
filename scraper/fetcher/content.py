"""Which media type a body really has: the header, and the first bytes where the header says nothing or lies.

The tables are those of the WHATWG MIME Sniffing Standard (sections 6 and 7). Beyond it, bytes that begin like a PDF, an
image or an archive are that also when the header says text/html, since nobody's article begins so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: What may become an article.
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
#: The resource header: so many bytes are looked at (MIME Sniffing, section 5.2).
SNIFF_BYTES = 1445

_SPACE = b"\t\n\x0c\r "
_TAGS = (
    b"<!DOCTYPE HTML", b"<HTML", b"<HEAD", b"<SCRIPT", b"<IFRAME", b"<H1", b"<DIV", b"<FONT", b"<TABLE", b"<A",
    b"<STYLE", b"<TITLE", b"<B", b"<BODY", b"<BR", b"<P", b"<!--",
)  # fmt: skip
_TAG = re.compile(rb"(?:" + rb"|".join(map(re.escape, _TAGS)) + rb")[ >]", re.IGNORECASE)
_MAGIC: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), name)
    for pattern, name in (
        (rb"%PDF-", "application/pdf"),
        (rb"%!PS-Adobe-", "application/postscript"),
        (rb"\x00\x00[\x01\x02]\x00", "image/x-icon"),
        (rb"BM", "image/bmp"),
        (rb"GIF8[79]a", "image/gif"),
        (rb"RIFF....WEBPVP", "image/webp"),
        (rb"\x89PNG\r\n\x1a\n", "image/png"),
        (rb"\xff\xd8\xff", "image/jpeg"),
        (rb"FORM....AIFF", "audio/aiff"),
        (rb"ID3", "audio/mpeg"),
        (rb"OggS\x00", "application/ogg"),
        (rb"MThd\x00\x00\x00\x06", "audio/midi"),
        (rb"RIFF....AVI ", "video/avi"),
        (rb"RIFF....WAVE", "audio/wave"),
        (rb"....ftyp(?:mp4|....(?:....)*?mp4)", "video/mp4"),
        (rb"\x1a\x45\xdf\xa3.{0,34}\x42\x82[\x40-\xff]?.?webm", "video/webm"),
        (rb"\x1f\x8b\x08", "application/x-gzip"),
        (rb"PK\x03\x04", "application/zip"),
        (rb"Rar \x1a\x07\x00|Rar!\x1a\x07", "application/x-rar-compressed"),
    )
)
#: Magic numbers made of letters are only believed where the header says no text: an article may begin with "BM".
_LETTERS = frozenset({"image/bmp", "audio/mpeg"})
#: MIME Sniffing, section 3: binary data bytes.
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_BOMS = (b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf")
#: MIME Sniffing, section 5.1: what Apache sends when it does not know either.
_APACHE = frozenset(
    {"text/plain", "text/plain; charset=ISO-8859-1", "text/plain; charset=iso-8859-1", "text/plain; charset=UTF-8"}
)
_UNKNOWN = frozenset({"", "unknown/unknown", "application/unknown", "*/*"})
_XML = frozenset({"application/xml", "text/xml"})
_XHTML = re.compile(rb"<html[\s>]")
_TYPE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CHARSET = re.compile(r""";\s*charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;,"']+))""", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META_REFRESH = re.compile(
    rb"""<meta\b(?=[^>]*\bhttp-equiv\s*=\s*["']?refresh\b)[^>]*\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""",
    re.IGNORECASE,
)
_REFRESH = re.compile(
    r"""\s*([0-9]+)(?:\.[0-9.]*)?\s*(?:[;,]\s*|\s)(?:url\s*=\s*)?(?:"([^"]*).*|'([^']*).*|(.*))""", re.I | re.S
)


def essence(content_type: str | None) -> str:
    """``type/subtype`` in lower case; empty for a missing or malformed header."""
    match = _TYPE.match((content_type or "").strip())
    return match[0].lower() if match else ""


def charset(content_type: str | None) -> str | None:
    """The charset as the header declares it, not yet checked."""
    match = _CHARSET.search(content_type or "")
    return (next(filter(None, match.groups()), "").strip() or None) if match else None


def sniff(body: bytes, content_type: str | None, nosniff: bool = False) -> str:
    """The computed media type (its essence) of a body with the Content-Type that came with it."""
    head, declared = body[:SNIFF_BYTES], essence(content_type)
    if declared in _UNKNOWN:
        return unknown_type(head, scriptable=not nosniff)
    if not head:
        return declared
    if declared in PAGE_TYPES and (found := _magic(head, believe_letters=False)):
        return found
    if nosniff:
        return declared
    if (content_type or "").strip() in _APACHE:
        return "application/octet-stream" if _is_binary(head) else "text/plain"
    if declared == "text/html":
        return _feed_or_html(head)
    if declared in _XML and (root := _root(head)) is not None and _XHTML.match(root):
        return "application/xhtml+xml"
    if declared.startswith(("image/", "audio/", "video/")) or declared == "application/ogg":
        found = _magic(head, believe_letters=True)
        return found if found.partition("/")[0] == declared.partition("/")[0] else declared
    return declared


def unknown_type(head: bytes, scriptable: bool = True) -> str:
    """The type of bytes that came without one (MIME Sniffing, section 7.1)."""
    if scriptable:
        start = head.lstrip(_SPACE)
        if _TAG.match(start):
            return "text/html"
        if start.startswith(b"<?xml"):
            return "text/xml"
    if found := _magic(head, believe_letters=True):
        return found
    return "application/octet-stream" if _is_binary(head) else "text/plain"


def refresh(body: bytes) -> tuple[float, str] | None:
    """The (seconds, address) of a ``<meta http-equiv=refresh>`` that leads elsewhere, among the first 64 KB."""
    match = _META_REFRESH.search(_COMMENT.sub(b"", body[:65_536]))
    if match is None:
        return None
    content = next(filter(None, match.groups()), b"").decode("utf-8", "replace")
    parts = _REFRESH.fullmatch(content)
    target = (parts[2] or parts[3] or parts[4] or "").strip() if parts else ""
    return (float(parts[1]), target) if parts and target else None


#: A refresh after more seconds than this is a live page reloading, not a redirect.
REFRESH_WITHIN = 5.0


def is_wanted(media_type: str, accept: str) -> bool:
    """Whether ``accept`` ("page", "feed" or "any") takes the type. Feeds and sitemaps come as XML, JSON, text, HTML by
    mistake, and gzipped."""
    if accept == "any" or media_type in PAGE_TYPES:
        return True
    if accept != "feed":
        return False
    name = media_type.partition("/")[2]
    return (
        media_type.startswith("text/") or name.endswith(("xml", "json")) or name in {"gzip", "x-gzip", "octet-stream"}
    )


def _magic(head: bytes, believe_letters: bool) -> str:
    names: Iterable[str] = (name for pattern, name in _MAGIC if pattern.match(head))
    found = next(iter(names), "")
    return "" if found in _LETTERS and not believe_letters else found


def _is_binary(head: bytes) -> bool:
    return not head.startswith(_BOMS) and _BINARY.search(head) is not None


def _root(head: bytes) -> bytes | None:
    """What begins after comments, declarations and instructions; None where one of them does not end."""
    rest = head.removeprefix(b"\xef\xbb\xbf").lstrip(_SPACE)
    while rest.startswith((b"<!", b"<?")):
        end = b"-->" if rest.startswith(b"<!--") else b"?>" if rest.startswith(b"<?") else b">"
        _, found, rest = rest.partition(end)
        if not found:
            return None
        rest = rest.lstrip(_SPACE)
    return rest


def _feed_or_html(head: bytes) -> str:
    """MIME Sniffing, section 8.2: a feed that is served as text/html."""
    root = _root(head) or b""
    if root.startswith(b"<rss"):
        return "application/rss+xml"
    if root.startswith(b"<feed"):
        return "application/atom+xml"
    is_rdf = b"http://purl.org/rss/1.0/" in root and b"www.w3.org/1999/02/22-rdf-syntax-ns#" in root
    return "application/rss+xml" if root.startswith(b"<rdf:RDF") and is_rdf else "text/html"

"""Bytes -> UTF-8 bytes for the parser, with the charset and the reason for it.

    BOM > valid UTF-8 > Content-Type > <meta>, XML declaration > the page's language > detection > windows-1252

The order is the Encoding Standard's (https://encoding.spec.whatwg.org/) but for one thing: bytes that are valid UTF-8
are UTF-8 whatever was declared, because no legacy text of some length is so by chance.  A declaration under which the
bytes make no sense is passed over, and ``why`` says so; so are characters that were encoded twice (1 % of the labelled
pages), which are mended.  The parser takes bytes faster than ``str`` (half the time), so valid UTF-8, nearly every
page, goes through untouched.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from webencodings import lookup

from scraper.cleaner.parser.magic import require_text
from scraper.errors import UndecodableError

#: Python's codecs where they differ from the Encoding Standard's: supersets that browsers use under the old name.
_CODECS = {
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "x-user-defined": "cp1252",
    "iso-8859-8-i": "iso8859-8",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "windows-874": "cp874",
    "ibm866": "cp866",
}
#: The Standard turns these into one U+FFFD to protect scripts; we run none, so they are read as what they are.
_SEVEN_BIT = {
    "hz-gb-2312": "hz",
    "iso-2022-kr": "iso2022_kr",
    "csiso2022kr": "iso2022_kr",
    "utf-32": "utf-32",
    "utf-32le": "utf-32-le",
    "utf-32be": "utf-32-be",
}
#: HTML Standard, "determining the character encoding": the legacy default of a locale. English is not among them: it is
#: the language that templates claim for pages of any other.
_LANGUAGE_CHARSETS = {
    language: name
    for name, languages in {
        "windows-1250": "cs hr hu pl sk sl",
        "windows-1251": "ba be bg kk ky mk ru sr tg tt uk",
        "windows-1252": "ca da de es eu fi fr is it nb nl no pt sv",
        "windows-1253": "el",
        "windows-1254": "az ku tr",
        "windows-1255": "he",
        "windows-1256": "ar fa",
        "windows-1257": "et lt lv",
        "windows-1258": "vi",
        "windows-874": "th",
        "shift_jis": "ja",
        "euc-kr": "ko",
        "gb18030": "zh",
    }.items()
    for language in languages.split()
}
#: Python's names of the charsets that legacy pages are written in, and the Standard's.
_DETECTABLE = {
    "cp1250": "windows-1250", "cp1251": "windows-1251", "cp1252": "windows-1252", "cp1253": "windows-1253",
    "cp1254": "windows-1254", "cp1255": "windows-1255", "cp1256": "windows-1256", "cp1257": "windows-1257",
    "cp1258": "windows-1258", "koi8_r": "koi8-r", "koi8_u": "koi8-u", "iso8859_2": "iso-8859-2", "cp866": "ibm866",
    "gb18030": "gb18030", "big5": "big5", "cp932": "shift_jis", "euc_jp": "euc-jp", "cp949": "euc-kr",
}  # fmt: skip
_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32le", "utf-32-le"),  # before UTF-16: its first two bytes are the same
    (codecs.BOM_UTF32_BE, "utf-32be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16be", "utf-16-be"),
)
#: Bytes of the head that are searched for a declaration. The Standard says 1,024; browsers go on, as many pages
#: declare later (8 % of 2,479 pages declare between 1,024 and 8,192).
_PRESCAN_BYTES = 8_192
#: Characters in a hundred that may be undecodable before a charset counts as wrong: pages cut within a character or
#: with a pasted foreign line stay far below, a wrong multi-byte charset lies far above.
_BROKEN_SHARE = 0.02
#: Bytes of text around non-ASCII characters that detection sees; its time grows with them (about 25 ms for these).
_DETECT_BYTES = 4_096
#: A declared multi-byte charset is believed against valid UTF-8 up to this many non-ASCII bytes: short GBK words
#: (the known one is C1 AA CD A8) can be valid UTF-8 by chance.
_CHANCE_BYTES = 12
_MULTI_BYTE = frozenset({"gb18030", "gbk", "big5", "shift_jis", "euc-jp", "euc-kr"})

#: UTF-8 read as Latin-1 and encoded once more: how every dash and curly quote of such a page begins. In text it would
#: be "\u00e2" and a control character.
_ENCODED_TWICE = "\u00e2\u0080".encode()
_RARE = _ENCODED_TWICE[1:2]
_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]{1,3}")
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.S)
_META = re.compile(rb"<meta[\s/]((?:[^>\"']|\"[^\"]*\"|'[^']*')*+)>", re.I)
_ATTRIBUTE = re.compile(rb"([^\s=>\"'/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))")
_CONTENT_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([^\s;\"']+)", re.I)
_XML_ENCODING = re.compile(rb"\A\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"'>]+)[\"']", re.I)
_LANGUAGE = re.compile(rb"<html[^>]*?\slang\s*=\s*[\"']?([a-z]{2,3})", re.I)
_TEXT_RUN = re.compile(rb"[^<>]*[\x80-\xff][^<>]*")


@dataclass(frozen=True, slots=True)
class Charset:
    """A charset by its name in the Encoding Standard and by its Python codec."""

    name: str
    codec: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """``body``: valid UTF-8 (or ASCII) without BOM and NUL. ``charset``: what it was, by the Standard's name.
    ``why``: ``bom``, ``valid``, ``header``, ``meta``, ``language``, ``detected``, ``default`` or ``text`` (given as
    str), followed by the declaration that was passed over, if one was."""

    body: bytes
    charset: str
    why: str


def charset_of(label: str | None) -> Charset | None:
    """The charset that a label means (``latin1`` is windows-1252), or None where nobody knows the label."""
    if not label:
        return None
    key = label.strip(" \t\n\f\r\"'").lower()
    if key in _SEVEN_BIT:
        return Charset(key, _SEVEN_BIT[key])
    encoding = lookup(key)
    if encoding is None or encoding.name == "replacement":
        return None
    name = encoding.name
    return Charset(name, _CODECS.get(name, name))


def decode(data: bytes | str, declared: str | None = None) -> Decoded:
    """UTF-8 bytes of a page. ``declared`` is the charset of the Content-Type header, a label or None.

    Raises ``NotHtmlError`` for binary content, ``UndecodableError`` where no charset makes text of the bytes.
    """
    if isinstance(data, str):
        return Decoded(_encode(data.removeprefix("\ufeff")), "utf-8", "text")
    for bom, name, codec in _BOMS:
        if data.startswith(bom) and not (name == "utf-32le" and len(data) % 4):
            body = data[len(bom) :]
            if name == "utf-8":
                return _utf8(body, "bom") or Decoded(_mend(body), "utf-8", "bom")
            return Decoded(_encode(_read_wide(body, codec)), name, "bom")
    wide = _wide(data, charset_of(declared))
    if wide is not None:
        return wide
    require_text(data)
    if not _shifts(data, declared):
        decoded = _utf8(data, "valid", declared)
        if decoded is not None:
            return decoded
    return _legacy(data, declared)


def meta_charset(data: bytes) -> str | None:
    """The label that the XML declaration or a ``<meta>`` in the first bytes declares (the Standard's prescan)."""
    head = data[:_PRESCAN_BYTES]
    xml = _XML_ENCODING.search(head)
    if xml:
        return xml[1].decode("latin-1")
    for meta in _META.finditer(_COMMENT.sub(b"", head)):
        attributes = {m[1].lower(): m[2] or m[3] or m[4] or b"" for m in _ATTRIBUTE.finditer(meta[1])}
        label = attributes.get(b"charset")
        if label is None and attributes.get(b"http-equiv", b"").strip().lower() == b"content-type":
            found = _CONTENT_CHARSET.search(attributes.get(b"content", b""))
            label = found[1] if found else None
        if label is not None and charset_of(label.decode("latin-1")):
            return label.decode("latin-1")
    return None


def _utf8(data: bytes, why: str, declared: str | None = None) -> Decoded | None:
    """The bytes as they are where they are valid UTF-8, else None."""
    if not data.isascii():
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return None
        if len(data) - len(text) < _CHANCE_BYTES and _declares_multi_byte(data, declared):
            return None
    if b"\0" in data:
        data = data.replace(b"\0", b"")
    if _RARE in data and _ENCODED_TWICE in data:  # a single byte is found ten times as fast
        return Decoded(_TWICE.sub(_once, data.decode("utf-8")).encode(), "utf-8", f"{why}, encoded twice")
    return Decoded(data, "utf-8", why)


def _once(twice: re.Match[str]) -> str:
    """The character that was encoded twice; what is none stays as it is."""
    try:
        return twice[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return twice[0]


def _declares_multi_byte(data: bytes, declared: str | None) -> bool:
    """Whether a legacy multi-byte charset is declared under which the bytes are valid too."""
    charset = charset_of(declared) or charset_of(meta_charset(data))
    if charset is None or charset.name not in _MULTI_BYTE:
        return False
    try:
        data.decode(charset.codec)
    except UnicodeDecodeError:
        return False
    return True


def _shifts(data: bytes, declared: str | None) -> bool:
    """Whether ASCII bytes hide a charset that shifts by escape sequences (ISO-2022, or HZ where declared)."""
    if not data.isascii():
        return False
    return b"\x1b$" in data or (b"~{" in data and "hz-gb-2312" in (declared, meta_charset(data)))


def _legacy(data: bytes, declared: str | None) -> Decoded:
    """Not UTF-8: the first declaration under which the bytes make sense, else what their letters look like."""
    labels = ((declared, "header"), (meta_charset(data), "meta"))
    if _nearly_utf8(data, any((c := charset_of(label)) and c.name == "utf-8" for label, _ in labels)):
        return Decoded(_mend(data), "utf-8", "nearly valid")
    passed: list[str] = []
    for label, why in labels:
        charset = charset_of(label)
        if charset is not None and not charset.name.startswith("utf-"):
            text = _read(data, charset)
            if _broken(text) <= _BROKEN_SHARE:
                return Decoded(_encode(text), charset.name, _because(why, passed))
        if label:
            passed.append(f"{why} says {label}, which {'the bytes are not' if charset else 'is no charset'}")
    charset, why = _guess(data)
    text = _read(data, charset)
    if _broken(text) > _BROKEN_SHARE:
        raise UndecodableError("no charset makes text of the bytes", hint="Pass its charset, if you know it")
    return Decoded(_encode(text), charset.name, _because(why, passed))


def _because(why: str, passed: list[str]) -> str:
    return f"{why} ({'; '.join(passed)})" if passed else why


def _nearly_utf8(data: bytes, stated: bool) -> bool:
    """Whether bytes with some broken characters are UTF-8: ten good ones a broken one, or more good than broken ones
    where UTF-8 is declared. A character that the end of the page cuts does not count."""
    text = codecs.utf_8_decode(data, "replace", False)[0]
    broken = text.count("\ufffd")
    good = _beyond_ascii(text) - broken
    return good > broken if stated else good >= 10 * broken and good > 0


def _guess(data: bytes) -> tuple[Charset, str]:
    """The charset of bytes that declare nothing usable, and why."""
    if data.isascii():  # it shifts: see _shifts
        korean = b"\x1b$)C" in data
        return Charset("iso-2022-kr", "iso2022_kr") if korean else Charset("iso-2022-jp", "iso2022_jp"), "detected"
    language = _LANGUAGE.search(data[:_PRESCAN_BYTES])
    if language:
        named = charset_of(_LANGUAGE_CHARSETS.get(language[1].decode().lower()))
        if named and not _broken(_read(data, named)):
            return named, "language"
    found = _detect(data)
    return (found, "detected") if found else (Charset("windows-1252", "cp1252"), "default")


def _detect(data: bytes) -> Charset | None:
    """What charset-normalizer sees in the text around the first non-ASCII characters, among the web's charsets."""
    sample = bytearray()
    for run in _TEXT_RUN.finditer(data):
        sample += run[0][:_DETECT_BYTES] + b"\n"
        if len(sample) >= _DETECT_BYTES:
            break
    from charset_normalizer import from_bytes

    best = from_bytes(bytes(sample), cp_isolation=list(_DETECTABLE)).best()
    return charset_of(_DETECTABLE.get(best.encoding)) if best is not None else None


def _wide(data: bytes, declared: Charset | None) -> Decoded | None:
    """UTF-16 without a BOM: declared in the header, or every other byte of the beginning is NUL."""
    head = data[:1024]
    if b"\0" not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    for name, codec, here, there in (("utf-16le", "utf-16-le", odd, even), ("utf-16be", "utf-16-be", even, odd)):
        stated = declared is not None and declared.name == name
        if here > len(head) * (0.05 if stated else 0.3) and there < len(head) * 0.05:
            return Decoded(_encode(_read_wide(data, codec)), name, "header" if stated else "detected")
    return None


def _read_wide(data: bytes, codec: str) -> str:
    """UTF-16 or UTF-32 text; broken pairs become U+FFFD."""
    text = data.decode(codec, "replace")
    if text.count("\ufffd") > 1 + len(text) * _BROKEN_SHARE:
        raise UndecodableError(f"the byte-order mark or header says {codec}, and the bytes are not")
    require_text(text.encode("utf-8", "replace")[:4096])
    return text


def _read(data: bytes, charset: Charset) -> str:
    """Text under a charset. Undefined bytes become C1 controls where the Standard says so, else U+FFFD."""
    try:
        return data.decode(charset.codec)
    except UnicodeDecodeError:
        errors = "scraper-c1" if charset.codec.startswith(("windows-125", "cp874")) else "replace"
        return data.decode(charset.codec, errors)


def _broken(text: str) -> float:
    """Undecodable characters as a share of the characters that are not ASCII; one is forgiven, as the page's end may
    cut it."""
    broken = text.count("\ufffd") - 1
    return broken / _beyond_ascii(text) if broken > 0 else 0.0


def _beyond_ascii(text: str) -> int:
    """How many characters are not ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _mend(data: bytes) -> bytes:
    """UTF-8 with broken characters: single windows-1252 bytes are read as such, the rest becomes U+FFFD."""
    return _encode(data.decode("utf-8", "scraper-stray"))


def _encode(text: str) -> bytes:
    """UTF-8 without NUL; lone surrogates become U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", text).encode("utf-8")


def _c1(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: a byte that a Windows code page leaves undefined is the C1 control of its number."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: a lone byte within UTF-8 is read as windows-1252, a cut sequence becomes U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    alone = len(wrong) == 1 and error.object[error.end : error.end + 1].isascii() and error.end < len(error.object)
    return (wrong.decode("cp1252", "replace") if alone else "\ufffd"), error.end


codecs.register_error("scraper-c1", _c1)
codecs.register_error("scraper-stray", _stray)

"""Bytes -> UTF-8: the Encoding Standard's order and labels, wrong declarations mended, binary content named."""

from __future__ import annotations

import gzip
import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.cleaner.parser.decode import charset_of, decode
from scraper.cleaner.parser.magic import binary_type
from scraper.errors import CleanError, NotHtmlError

GERMAN = "<p>Die Bürgermeisterin läßt die Straße für „größere“ Umbauten sperren – 30 € je Tag.</p>"
RUSSIAN = "<p>Городской совет утвердил бюджет на следующий год после долгого обсуждения.</p>"
JAPANESE = "<p>市議会は来年度の予算案を可決した。図書館の建て替えも決まった。</p>"
CHINESE = "<p>市议会通过了明年的预算案,图书馆也将重建。</p>"
KOREAN = "<p>시의회는 내년도 예산안을 통과시켰다. 도서관도 다시 짓기로 했다.</p>"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("latin1", "windows-1252"),
        ("ISO-8859-1", "windows-1252"),
        ("us-ascii", "windows-1252"),
        (" UTF8 ", "utf-8"),
        ("iso-8859-9", "windows-1254"),
        ("tis-620", "windows-874"),
        ("gb2312", "gbk"),
        ("x-sjis", "shift_jis"),
        ("ks_c_5601-1987", "euc-kr"),
        ("unicode", "utf-16le"),
        ("cp1251", "windows-1251"),
    ],
)
def test_labels_mean_what_the_encoding_standard_says(label: str, name: str) -> None:
    charset = charset_of(label)
    assert charset is not None
    assert charset.name == name


def test_an_unknown_label_means_nothing() -> None:
    assert charset_of("utf-9") is None
    assert charset_of("") is None
    assert charset_of(None) is None


@pytest.mark.parametrize(
    ("text", "codec", "label", "name"),
    [
        (GERMAN, "cp1252", "iso-8859-1", "windows-1252"),
        (RUSSIAN, "cp1251", "windows-1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r", "koi8-r"),
        (JAPANESE, "cp932", "Shift_JIS", "shift_jis"),
        (JAPANESE, "euc_jp", "EUC-JP", "euc-jp"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp", "iso-2022-jp"),
        (CHINESE, "gb18030", "gb2312", "gbk"),
        (CHINESE, "hz", "hz-gb-2312", "hz-gb-2312"),
        (KOREAN, "cp949", "euc-kr", "euc-kr"),
        (KOREAN, "utf-8", "utf-8", "utf-8"),
    ],
)
@pytest.mark.parametrize("where", ["header", "meta", "http-equiv", "late meta"])
def test_a_declared_charset_is_read_wherever_it_stands(
    text: str, codec: str, label: str, name: str, where: str
) -> None:
    head = {
        "header": "",
        "meta": f'<meta charset="{label}">',
        "http-equiv": f"<META content='text/html; charset={label}' http-equiv=Content-Type>",
        "late meta": f"<!-- <meta charset=utf-7> {'x' * 3000} --><meta charset={label}>",
    }[where]
    decoded = decode((head + text).encode(codec), label if where == "header" else None)
    assert decoded.body.decode() == head + text
    assert decoded.charset == name


def test_a_byte_order_mark_beats_every_declaration() -> None:
    for codec, name in (("utf-8-sig", "utf-8"), ("utf-16", "utf-16le"), ("utf-32", "utf-32le")):
        decoded = decode(GERMAN.encode(codec), "windows-1251")
        assert (decoded.body.decode(), decoded.charset, decoded.why) == (GERMAN, name, "bom")


def test_utf_16_without_a_mark_is_seen_by_its_zeros() -> None:
    assert decode(GERMAN.encode("utf-16-le")).body.decode() == GERMAN
    assert decode(GERMAN.encode("utf-16-be"), "utf-16be").body.decode() == GERMAN


def test_utf_8_under_a_latin_1_declaration_is_utf_8() -> None:
    page = '<meta charset="iso-8859-1">' + GERMAN
    decoded = decode(page.encode(), "windows-1252")
    assert (decoded.body.decode(), decoded.charset, decoded.why) == (page, "utf-8", "valid")


def test_utf_8_that_was_encoded_twice_is_mended_and_the_reason_says_so() -> None:
    decoded = decode(GERMAN.encode().decode("latin-1").encode())
    assert decoded.body.decode() == GERMAN
    assert decoded.why == "valid, encoded twice"


def test_a_line_about_characters_encoded_twice_stays_as_it_is() -> None:
    text = "<p>Ein „ä“, das als Latin-1 gelesen wurde, steht als „Ã¤“ da, ein Gedankenstrich als „â€““.</p>"
    assert decode(text.encode()).body.decode() == text


def test_windows_1252_under_a_utf_8_declaration_is_mended_and_the_reason_says_so() -> None:
    page = '<html lang="de"><meta charset="utf-8">' + GERMAN
    decoded = decode(page.encode("cp1252"), "UTF-8")
    assert decoded.body.decode() == page
    assert decoded.charset == "windows-1252"
    assert decoded.why.startswith("language (header says UTF-8, which the bytes are not; meta says utf-8")


def test_the_header_gives_way_to_the_meta_where_only_that_fits() -> None:
    page = "<meta charset=windows-1251>" + RUSSIAN
    decoded = decode(page.encode("cp1251"), "utf-8")
    assert (decoded.body.decode(), decoded.charset) == (page, "windows-1251")


@pytest.mark.parametrize(
    ("text", "codec"),
    [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (JAPANESE, "cp932"), (JAPANESE, "euc_jp"), (KOREAN, "cp949")],
)
def test_an_undeclared_charset_is_detected(text: str, codec: str) -> None:
    decoded = decode((text * 5).encode(codec))
    assert decoded.body.decode() == text * 5
    assert decoded.why == "detected"


def test_the_page_s_language_decides_between_code_pages() -> None:
    page = '<html lang="pl-PL">' + "<p>Zażółć gęślą jaźń</p>"
    assert decode(page.encode("cp1250")).body.decode() == page


def test_a_page_cut_within_a_character_stays_utf_8() -> None:
    cut = ("<p>äöü" * 40).encode()[:-1]
    decoded = decode(cut, "windows-1252")
    assert decoded.charset == "utf-8"
    assert decoded.body.decode().startswith("<p>äöü<p>äöü")


def test_a_foreign_byte_within_utf_8_is_read_as_windows_1252() -> None:
    page = GERMAN.encode() * 3 + b"<p>It\x92s here</p>"
    assert decode(page).body.decode() == GERMAN * 3 + "<p>It’s here</p>"


def test_bytes_that_windows_1252_leaves_undefined_are_controls_as_in_browsers() -> None:
    assert decode(b"<html lang=de>\x81\xe4\xf6\xfc", "latin1").body.decode() == "<html lang=de>\x81äöü"


def test_a_short_gbk_word_that_happens_to_be_utf_8_stays_gbk() -> None:
    page = "<meta charset=gbk><p>联通</p>"
    assert decode(page.encode("gbk")).body.decode() == page


def test_nul_bytes_and_lone_surrogates_disappear() -> None:
    assert decode(b"<p>a\0b</p>").body == b"<p>ab</p>"
    assert decode("<p>a\0b\ud800c</p>").body.decode() == "<p>ab\ufffdc</p>"


def test_text_given_as_str_loses_its_mark() -> None:
    assert decode("\ufeffOne line").body == b"One line"


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "text")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "a WebP image"),
        (_zip(), "a ZIP archive"),
        (gzip.compress(b"<p>text</p>", mtime=0), "gzip data"),
        (b"\x7fELF\x02\x01\x01" + bytes(9), "an ELF program"),
        (b"\0\0\0\x20ftypisom\0\0\2\0", "MP4 video"),
        (random.Random(1).randbytes(5000), "binary data"),
    ],
)
def test_binary_content_is_named(data: bytes, kind: str) -> None:
    with pytest.raises(NotHtmlError, match=kind):
        decode(data)


@pytest.mark.parametrize(
    "text", ["MZ was the sign of an early MS-DOS engineer.", "BM 25 is a ranking function.", "ID3 tags hold the title.",
             "RIFF is a container.", "%PDF is how a PDF begins? No: <b>%PDF-1.4</b>", "BZh is bzip2's magic."]
)  # fmt: skip
def test_text_that_begins_like_a_magic_number_is_text(text: str) -> None:
    assert binary_type(text.encode()) is None


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "latin1", "gbk", "utf-16", "x-user-defined", "?"]))
def test_bytes_become_valid_utf_8_or_our_error(data: bytes, declared: str | None) -> None:
    try:
        decoded = decode(data, declared)
    except CleanError:
        return
    decoded.body.decode("utf-8")
    assert b"\0" not in decoded.body
    assert decode(data, declared) == decoded


@given(st.text(max_size=200))
def test_str_survives_but_for_nul_and_surrogates(text: str) -> None:
    clean = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text.removeprefix("\ufeff") if c != "\0")
    assert decode(text).body.decode() == clean

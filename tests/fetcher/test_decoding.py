"""Content codings within a bound, for any bytes."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from contextlib import suppress

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.fetcher.decoding import BrokenError, LimitError, decode

CODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}
names = st.sampled_from(sorted(CODERS))


@given(names, st.binary(max_size=5000))
def test_what_was_coded_comes_back(name: str, data: bytes) -> None:
    assert decode(CODERS[name](data), name.upper(), len(data)) == data


@given(names, st.binary(min_size=1, max_size=5000))
def test_one_byte_over_the_limit_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(LimitError):
        decode(CODERS[name](data), name, len(data) - 1)


@settings(max_examples=200)
@given(st.one_of(names, st.just("gzip, br")), st.binary(max_size=300))
def test_any_bytes_decode_or_are_broken_and_nothing_else(name: str, data: bytes) -> None:
    with suppress(BrokenError, LimitError):
        assert len(decode(data, name, 10_000)) <= 10_000


@given(names, st.binary(min_size=50, max_size=3000), st.data())
def test_a_truncated_body_is_never_taken_for_whole(name: str, data: bytes, draw: st.DataObject) -> None:
    coded = CODERS[name](data)
    cut = draw.draw(st.integers(1, len(coded) - 1))
    with pytest.raises(BrokenError):
        decode(coded[:cut], name, 10_000)


@pytest.mark.parametrize("name", sorted(CODERS))
def test_a_bomb_costs_no_more_memory_than_the_limit(name: str) -> None:
    bomb = CODERS[name](bytes(20_000_000))
    tracemalloc.start()
    with pytest.raises(LimitError):
        decode(bomb, name, 1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


def test_codings_are_undone_from_the_last_to_the_first() -> None:
    assert decode(brotli.compress(gzip.compress(b"page")), "gzip, br", 1000) == b"page"
    assert decode(gzip.compress(b"page"), "identity, gzip", 1000) == b"page"


def test_every_coding_of_a_chain_is_bounded() -> None:
    bomb = gzip.compress(gzip.compress(bytes(50_000_000)))
    with pytest.raises(LimitError):
        decode(bomb, "gzip, gzip", 10_000)


def test_members_and_frames_follow_each_other_and_padding_is_let_pass() -> None:
    assert decode(gzip.compress(b"a") + gzip.compress(b"b"), "gzip", 10) == b"ab"
    assert decode(gzip.compress(b"a") + b"\0\0\0", "gzip", 10) == b"a"
    assert decode(gzip.compress(b"a") + b"trailer", "gzip", 10) == b"a"
    frames = CODERS["zstd"](b"a") + CODERS["zstd"](b"b")
    assert decode(frames, "zstd", 10) == b"ab"
    with pytest.raises(LimitError):
        decode(gzip.compress(b"aaaaa") * 3, "gzip", 10)


def test_deflate_without_its_wrapper_is_read_too() -> None:
    assert decode(zlib.compress(b"page")[2:-4], "deflate", 100) == b"page"


def test_an_empty_body_needs_no_coding() -> None:
    for name in CODERS:
        assert decode(b"", name, 10) == b""

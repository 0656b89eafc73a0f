"""Content-Encoding, undone within a bound: a decompression bomb costs no more than the limit.

Every decoder is pulled for at most what is still allowed, so the output is never larger than asked for, whatever the
input claims. RFC 9110, section 8.4.1 (gzip, deflate), RFC 7932 (br), RFC 8878 (zstd, window at most 8 MB by RFC 9659).
"""

from __future__ import annotations

import zlib

import brotli
import zstandard

#: Sent with every request; what `decode` can undo.
ACCEPT_ENCODING = "gzip, deflate, br, zstd"
#: More codings than this on one body are an attack, not a server.
MAX_CODINGS = 3
_ZSTD_WINDOW = 8 * 1024 * 1024


class BrokenError(ValueError):
    """The body is truncated or not what its Content-Encoding says."""


class LimitError(ValueError):
    """The decoded body passes the limit."""


def decode(body: bytes, content_encoding: str, limit: int) -> bytes:
    """The body without its codings, the last one applied undone first.

    Raises `BrokenError`, or `LimitError` when more than ``limit`` bytes would come out (of any of the codings).
    """
    codings = [name for name in (part.strip().lower() for part in content_encoding.split(",")) if name]
    codings = [name for name in codings if name != "identity"]
    if len(codings) > MAX_CODINGS:
        raise BrokenError(f"{len(codings)} content codings")
    for name in reversed(codings):
        decoder = _DECODERS.get(name)
        if decoder is None:
            raise BrokenError(f"unknown content coding {name[:40]!r}")
        if body:  # 204, 304 and careless servers name a coding for nothing
            body = decoder(body, limit)
    if len(body) > limit:
        raise LimitError(f"more than {limit} bytes")
    return body


def _gzip(body: bytes, limit: int) -> bytes:
    parts: list[bytes] = []
    while body:  # RFC 1952, section 2.2: members follow each other
        decoder = zlib.decompressobj(wbits=31)
        try:
            parts.append(_inflate(decoder, body, limit - sum(map(len, parts))))
        except zlib.error as error:
            if parts:  # what follows the last member is padding
                break
            raise BrokenError(f"gzip: {error}") from error
        body = decoder.unused_data.lstrip(b"\0")
    return b"".join(parts)


def _deflate(body: bytes, limit: int) -> bytes:
    try:
        return _inflate(zlib.decompressobj(), body, limit)
    except zlib.error:
        pass  # "deflate" without its zlib wrapper: RFC 9110, section 8.4.1.2, note
    try:
        return _inflate(zlib.decompressobj(wbits=-15), body, limit)
    except zlib.error as error:
        raise BrokenError(f"deflate: {error}") from error


def _inflate(decoder: zlib._Decompress, body: bytes, limit: int) -> bytes:
    data = decoder.decompress(body, limit + 1)
    if len(data) > limit:
        raise LimitError(f"more than {limit} bytes")
    if not decoder.eof:
        raise BrokenError("the compressed body is truncated")
    return data


def _brotli(body: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    data = body
    try:
        while not decoder.is_finished():
            part = decoder.process(data, output_buffer_limit=limit + 1 - size)
            data = b""
            parts.append(part)
            size += len(part)
            if size > limit:
                raise LimitError(f"more than {limit} bytes")
            if not part and not decoder.is_finished() and decoder.can_accept_more_data():
                raise BrokenError("the compressed body is truncated")
    except brotli.error as error:
        raise BrokenError(f"brotli: {error}") from error
    return b"".join(parts)


def _zstd(body: bytes, limit: int) -> bytes:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    try:
        with decompressor.stream_reader(body, read_across_frames=True) as reader:
            data = reader.read(limit + 1)
            if len(data) > limit:
                raise LimitError(f"more than {limit} bytes")
        while body:  # now known to be small; the reader does not tell a truncated frame, this one does
            decoder = decompressor.decompressobj()
            decoder.decompress(body)
            if not decoder.eof:
                raise BrokenError("the compressed body is truncated")
            body = decoder.unused_data
    except zstandard.ZstdError as error:
        raise BrokenError(f"zstd: {error}") from error
    return data


_DECODERS = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}

"""Raw pages in WARC/1.1 (ISO 28500:2017): a gzip member a record, a file a day, offsets in the database.

Theory of operation.  The database knows how long each file is as of its last transaction.  A record is appended and
flushed before the transaction that names it, so a kill leaves at most a tail that nothing names; the next start cuts it
off.  A tail longer than one batch is no trace of a kill (rather a database brought back from a copy): it is kept, and a
new file is begun.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import os
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.errors import StoreError
from scraper.page import Page
from scraper.store.records import Record

COMPRESSION = 6  # zlib level; 9 takes 13 % more time for 0.1 % less space (60 news pages)
BATCH = 64  # records at most between two transactions
# Bodies are kept decoded, so these would contradict them; the custom of Common Crawl is to keep them under a prefix.
_REWRITTEN = {"content-encoding", "transfer-encoding", "content-length"}
_PREFIX = "X-Crawler-"
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def response_record(page: Page, captured_at: datetime) -> Record:
    """The page as a ``response`` record with its digest."""
    return _record(page, captured_at, "response", {}, page.body)


def revisit_record(page: Page, captured_at: datetime, digest: str, seen_at: datetime) -> Record:
    """A ``revisit`` record: the server said 304, or sent the payload ``digest`` again, archived at ``seen_at``."""
    extra = {
        "WARC-Profile": _NOT_MODIFIED if page.not_modified else _SAME_PAYLOAD,
        "WARC-Refers-To-Target-URI": page.final_url,
        "WARC-Refers-To-Date": _warc_date(seen_at),
        "WARC-Payload-Digest": digest,
    }
    return _record(page, captured_at, "revisit", extra, b"", digest)


def _record(
    page: Page, captured_at: datetime, kind: str, extra: Mapping[str, str], body: bytes, digest: str | None = None
) -> Record:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    headers = {"WARC-Date": _warc_date(captured_at), **extra}
    record = writer.create_warc_record(
        page.final_url,
        kind,
        payload=io.BytesIO(body),
        length=len(body),
        warc_headers_dict=headers,
        http_headers=_http_headers(page, len(body)),
    )
    writer.write_record(record)
    digest = digest or record.rec_headers.get_header("WARC-Payload-Digest")
    return Record(_gzip(buffer.getvalue()), kind, page.status, captured_at, digest)


def _http_headers(page: Page, length: int) -> StatusAndHeaders:
    kept: list[tuple[str, str]] = []
    for name, value in page.headers:
        clean = " ".join(value.split())
        if not name.isascii():  # no header name (RFC 9110), and warcio writes none
            continue
        rewritten = name in _REWRITTEN or (page.rendered and name == "content-type")
        kept.append((_PREFIX + name if rewritten else name, clean))
    if page.rendered:  # what the browser made of the page is UTF-8, whatever the page was
        kept.append(("content-type", "text/html; charset=utf-8"))
    if not page.not_modified:
        kept.append(("Content-Length", str(length)))
    try:
        reason = HTTPStatus(page.status).phrase
    except ValueError:
        reason = ""
    return StatusAndHeaders(f"{page.status} {reason}".strip(), kept, protocol="HTTP/1.1")


def payload_digest(body: bytes) -> str:
    """The digest as WARC writes it: SHA-1 in base 32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode("ascii")


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _gzip(data: bytes) -> bytes:
    packer = zlib.compressobj(COMPRESSION, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return packer.compress(data) + packer.flush()


def _warcinfo(name: str) -> bytes:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    info = {"software": "article-scraper", "format": "WARC File Format 1.1", "conformsTo": "ISO 28500:2017"}
    writer.write_record(writer.create_warcinfo_record(name, info))
    return _gzip(buffer.getvalue())


class Archive:
    """The folder of WARC files, open for one writer. ``lengths``: what the database knows of each file, in bytes.
    ``writer``: its name, where there are several; each has files of its own."""

    def __init__(self, folder: Path, lengths: Mapping[str, int], writer: str = "") -> None:
        self.folder, self._writer = folder, re.sub(r"[^\w.]+", "-", writer, flags=re.ASCII)
        self._lengths = {name: length for name, length in lengths.items() if writer_of(name) == self._writer}
        self._file: BinaryIO | None = None
        self._name = ""
        self._grown: dict[str, int] = {}
        self._closed_to: set[str] = set()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, length in self._lengths.items():
                self._recover(name, length)
        except OSError as error:
            raise StoreError(f"the archive cannot be opened ({error.strerror})", where=str(folder)) from error

    def _recover(self, name: str, length: int) -> None:
        """Cut off what a kill left behind the last record that the database knows."""
        path = self.folder / name
        if not path.exists():
            self._closed_to.add(name)
            return
        size = path.stat().st_size
        if size < length or (size > length and _members_beyond(path, length) > BATCH + 1):
            self._closed_to.add(name)
        elif size > length:
            os.truncate(path, length)

    def file_for(self, moment: datetime) -> str:
        """The name of the file that a record of that moment belongs to."""
        day = moment.astimezone(UTC).strftime("%Y%m%d")
        prefix = f"articles-{day}-{self._writer}-" if self._writer else f"articles-{day}-"
        number = 1
        while (name := f"{prefix}{number:02d}.warc.gz") in self._closed_to or (
            name not in self._lengths and (self.folder / name).exists()
        ):
            number += 1
        return name

    def is_new(self, name: str) -> bool:
        """Whether the database does not know the file yet."""
        return name not in self._lengths

    def append(self, name: str, record: Record) -> tuple[int, int]:
        """Write a record; its offset and length in bytes. It is not safe before :meth:`flush`."""
        try:
            file = self._open(name)
            position = file.tell()
            file.write(record.data)
        except OSError as error:
            raise StoreError(
                f"a page cannot be archived ({error.strerror})",
                where=str(self.folder / name),
                hint="Free space and run again; nothing stored is lost",
            ) from error
        return position, len(record.data)

    def _open(self, name: str) -> BinaryIO:
        if self._file is None or self._name != name:
            self._leave()
            path = self.folder / name
            self._file, self._name = path.open("ab"), name
            self._lengths.setdefault(name, 0)
            if self._file.tell() == 0:
                self._file.write(_warcinfo(name))
        return self._file

    def _leave(self) -> None:
        """Bring the current file to the disk and close it."""
        if self._file is not None:
            file, self._file = self._file, None
            self._grown[self._name] = file.tell()
            with file:
                file.flush()
                os.fsync(file.fileno())

    def flush(self) -> dict[str, int]:
        """Bring what was appended to the disk; the length of each file that grew."""
        try:
            if self._file is not None:
                self._file.flush()
                os.fsync(self._file.fileno())
                self._grown[self._name] = self._file.tell()
        except OSError as error:
            raise StoreError(
                f"pages cannot be archived ({error.strerror})",
                where=str(self.folder / self._name),
                hint="Free space and run again; nothing stored is lost",
            ) from error
        return dict(self._grown)

    def commit(self, lengths: Mapping[str, int]) -> None:
        """The database has taken everything up to these lengths."""
        self._lengths.update(lengths)
        self._grown.clear()

    def rollback(self) -> None:
        """Cut off what was appended since the last commit."""
        names = {*self._grown, *([self._name] if self._file is not None else [])}
        self._grown.clear()
        if self._file is not None:
            file, self._file = self._file, None
            with contextlib.suppress(OSError):  # what cannot be flushed is cut off anyway
                file.close()
        for name in names:
            path = self.folder / name
            if path.exists() and path.stat().st_size > self._lengths[name]:
                os.truncate(path, self._lengths[name])

    def close(self) -> None:
        """Close the current file, without what was not committed."""
        self.rollback()


def _members_beyond(path: Path, start: int) -> int:
    """How many gzip members begin after ``start``, half ones included; counting stops beyond a batch."""
    count, pending = 0, b""
    with path.open("rb") as file:
        file.seek(start)
        unpacker = None
        while chunk := (pending or file.read(1 << 16)):
            if unpacker is None:
                count, unpacker = count + 1, zlib.decompressobj(zlib.MAX_WBITS + 16)
                if count > BATCH + 1:
                    return count
            try:
                unpacker.decompress(chunk)
            except zlib.error:
                return count
            pending = unpacker.unused_data
            if unpacker.eof:
                unpacker = None
    return count


@dataclass(frozen=True, slots=True)
class Archived:
    """A page back from the archive; ``headers``: lower-case names, in order, of the body as it is kept."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def read_response(path: Path, position: int, digest: str | None = None) -> Archived:
    """The response at that offset; StoreError where there is none, or not the payload of that digest."""
    try:
        with path.open("rb") as file:
            file.seek(position)
            for record in ArchiveIterator(file, parse_http=True):
                return _archived(record, f"{path} at {position}", digest)
    except OSError as error:
        raise StoreError(f"the archive cannot be read ({error.strerror or error})", where=str(path)) from error
    raise StoreError(f"no record at offset {position}", where=str(path))


def _archived(record: Any, where: str, digest: str | None) -> Archived:
    if record.headers.get("WARC-Type") != "response" or record.http_headers is None:
        raise StoreError("the record is no page", where=where, hint="It was overwritten, or the file is another one")
    body = bytes(record.reader.read())
    if digest is not None and payload_digest(body) != digest:
        raise StoreError("the record is damaged: its payload has another digest", where=where)
    headers = tuple((name.lower(), value) for name, value in record.http_headers)
    kept = tuple(header for header in headers if not header[0].startswith(_PREFIX.lower()))
    return Archived(record.headers["WARC-Target-URI"], record.http_headers.status_code, kept, body)


def erase(path: Path, position: int, length: int) -> None:
    """Overwrite a record by a ``metadata`` record of exactly its length, so that no other record moves.

    The new member is filled up by a comment in its gzip header (RFC 1952, FCOMMENT), which readers skip.
    """
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    payload = io.BytesIO(b"removed: on request\r\n")
    record = writer.create_warc_record("urn:removed", "metadata", payload=payload, length=21)
    writer.write_record(record)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = buffer.getvalue()
    packed = packer.compress(data) + packer.flush()
    tail = zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    room = length - 10 - 1 - len(packed) - len(tail)
    if room < 0:
        raise StoreError(f"the record of {length} bytes is too small to be overwritten", where=f"{path} at {position}")
    member = b"\x1f\x8b\x08\x10\0\0\0\0\0\xff" + b" " * room + b"\0" + packed + tail
    with path.open("r+b") as file:
        file.seek(position)
        file.write(member)
        file.flush()
        os.fsync(file.fileno())


_NAME = re.compile(r"articles-(\d{8})-(?:([\w.-]+)-)?\d+\.warc\.gz", re.ASCII)


def day_of(name: str) -> datetime | None:
    """The day of an archive file of ours; None for any other name."""
    match = _NAME.fullmatch(name)
    return datetime.strptime(match[1], "%Y%m%d").replace(tzinfo=UTC) if match else None


def writer_of(name: str) -> str:
    """The writer that an archive file belongs to; empty where one process at a time writes."""
    match = _NAME.fullmatch(name)
    return (match[2] or "") if match else ""

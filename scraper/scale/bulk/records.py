"""What stands in a shard, one page at a time: WARC by fastwarc, Parquet by pyarrow, JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from scraper.errors import InputError
from scraper.page import Page
from scraper.rows import read_stream
from scraper.scale.bulk.options import BulkOptions

#: Rows of a Parquet file held at once: some 20 MB of pages.
BATCH = 64
#: Media types of the WARC records that are pages.
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Record:
    """One page of a shard. ``id``: the WARC record's, or the row's number from 1; ``content``: a page, HTML or
    flattened text; ``problem``: why there is none."""

    id: str
    url: str | None
    fetched_at: str | None = None
    content: Page | str | bytes | None = None
    is_text: bool = False
    problem: str = ""


def read_records(stream: IO[bytes], form: str, options: BulkOptions, largest: int) -> Iterator[Record | None]:
    """The pages of a shard in their order; None for a record that is no page (an image, a request, a redirect).

    ``largest``: bytes read of a page, so that one which is a decompression bomb is cut and then refused. Raises
    `InputError` where the shard cannot be read (further).
    """
    if form == "warc":
        return _warc(stream, largest)
    return (_row(row, number, options) for number, row in enumerate(_rows(stream, form, options), 1))


def _warc(stream: IO[bytes], largest: int) -> Iterator[Record | None]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    try:
        for record in ArchiveIterator(stream, record_types=kinds, auto_decode="all"):
            yield _record(record, largest)
    except OSError as problem:
        raise InputError(f"the archive is damaged ({problem})", hint="It is read up to the damage") from problem


def _record(record: Any, largest: int) -> Record | None:
    """A page of a WARC file: an answer of status 2xx or a resource that is HTML, or a conversion to plain text."""
    http = record.http_headers
    if http is not None and not 200 <= (http.status_code or 0) < 300:
        return None
    media = (record.http_content_type if http is not None else record.headers.get("Content-Type")) or ""
    media = media.partition(";")[0].strip().lower()
    is_text = media == "text/plain" and record.headers.get("WARC-Type") == "conversion"
    if media not in _PAGES and not is_text:
        return None
    url = record.headers.get("WARC-Target-URI", "").strip("<>") or None
    date = record.record_date.isoformat() if record.record_date else None
    try:
        body = record.reader.read(largest + 1)
    except OSError as problem:
        return Record(record.record_id, url, date, problem=f"the record cannot be decoded ({problem})")
    if is_text:
        return Record(record.record_id, url, date, body.decode("utf-8", "replace"), is_text=True)
    if http is None or url is None:
        return Record(record.record_id, url, date, body)
    headers = tuple((name.lower(), value) for name, value in http.astuples())
    page = Page(url, url, http.status_code, headers, body, record.http_charset, media, record.record_date)
    return Record(record.record_id, url, date, page)


def _rows(stream: IO[bytes], form: str, options: BulkOptions) -> Iterator[dict[str, Any] | str]:
    """The rows; a string says what is wrong with one."""
    if form == "parquet":
        yield from _parquet(stream, options)
        return
    for row in read_stream(stream):
        try:
            values = json.loads(row.line) if row.whole else "the row is longer than a row may be"
        except (ValueError, RecursionError) as problem:
            values = f"the row is no JSON ({problem})"
        yield values if isinstance(values, dict | str) else "the row is no JSON object"


def _parquet(stream: IO[bytes], options: BulkOptions) -> Iterator[dict[str, Any]]:
    import pyarrow
    from pyarrow import parquet

    field = options.text_field or options.html_field
    try:
        file = parquet.ParquetFile(stream)
        names = file.schema_arrow.names
        if field not in names:
            hint = f"It has {', '.join(names[:8])}; name one with --{'text' if options.text_field else 'html'}-field"
            raise InputError(f"it has no column {field!r}", hint=hint)
        columns = [name for name in (options.url_field, field) if name in names]
        for batch in file.iter_batches(BATCH, columns=columns):
            yield from batch.to_pylist()
    except (pyarrow.ArrowException, OSError) as problem:
        raise InputError(f"the Parquet file is damaged ({problem})", hint="Make it again") from problem


def _row(row: dict[str, Any] | str, number: int, options: BulkOptions) -> Record:
    if isinstance(row, str):
        return Record(str(number), None, problem=row)
    field = options.text_field or options.html_field
    url, content = row.get(options.url_field), row.get(field)
    url = url if isinstance(url, str) and url else None
    if not isinstance(content, str | bytes):
        found = type(content).__name__ if field in row else f"only {', '.join(map(repr, list(row)[:8]))}"
        return Record(str(number), url, problem=f"no page in {field!r}: {found}")
    if options.text_field and isinstance(content, bytes):
        content = content.decode("utf-8", "replace")
    return Record(str(number), url, content=content, is_text=bool(options.text_field))

"""clean_shard: one archive in, one table out; complete or not there."""

from __future__ import annotations

import contextlib
import posixpath
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import IO, Any

from scraper.errors import InputError, OutputError, ScraperError
from scraper.scale.bulk.options import BulkJob
from scraper.scale.bulk.process import CleaningProcess, borrowed
from scraper.scale.bulk.records import Record, read_records
from scraper.scale.bulk.shards import Shard
from scraper.scale.bulk.table import TABLES, Table

#: Seconds between two reports of how far a shard is.
REPORTED_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Counts:
    """``pages``: rows; ``articles``: those whose status is article; ``errors``: those without one; ``others``: records
    that are no page; ``read``: bytes of the input."""

    pages: int = 0
    articles: int = 0
    errors: int = 0
    others: int = 0
    read: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What became of a shard. ``examples``: the first errors; ``problem``: why it could not be read to its end."""

    shard: Shard
    counts: Counts
    seconds: float = 0.0
    examples: tuple[str, ...] = ()
    problem: str = ""


@dataclass
class _Work:
    """The shard under way."""

    table: Table
    process: CleaningProcess
    counts: Counts = field(default_factory=Counts)
    examples: list[str] = field(default_factory=list)

    def take(self, record: Record | None) -> None:
        """Write the row of a record."""
        if record is None:
            self.counts += Counts(others=1)
            return
        row: dict[str, Any] = {"page_id": record.id, "page_url": record.url, "fetched_at": record.fetched_at}
        try:
            if record.problem:
                raise InputError(record.problem)
            article = self.process.clean(record)
            self.counts += Counts(pages=1, articles=article["status"] == "article")
            row |= {"error": None, **article}
        except ScraperError as problem:
            row["error"] = str(problem)
            self.counts += Counts(pages=1, errors=1)
            if len(self.examples) < 3:
                self.examples.append(f"{record.url or record.id}: {problem}" if record.id else str(problem))
        self.table.write(row)


def clean_shard(
    shard: Shard,
    job: BulkJob,
    report: Callable[[Counts], None] = lambda counts: None,
) -> ShardResult:
    """Clean the pages of one archive into its output, which appears under its name when it is complete.

    ``report`` is told about once a second how far it is. A page that cannot be cleaned gets its row with its error; so
    does the place from which a damaged archive cannot be read. Raises `InputError` where nothing can be read,
    `OutputError` where the output cannot be written.
    """
    begin = told = time.monotonic()
    problem = ""
    with (
        _output(shard.output) as stream,
        _input(shard.input) as source,
        borrowed(job) as process,
        closing(TABLES[job.options.to](stream)) as table,
    ):
        work = _Work(table, process)
        try:
            for record in read_records(source, shard.form, job.options, job.cleaning.max_bytes):
                work.take(record)
                if (now := time.monotonic()) - told >= REPORTED_EVERY:
                    told = now
                    report(replace(work.counts, read=_position(source)))
        except InputError as damage:
            if not work.counts.pages + work.counts.others:
                damage.where = shard.input
                raise
            problem = str(damage)
            work.take(Record("", None, problem=problem))
    counts = replace(work.counts, read=shard.size)
    report(counts)
    return ShardResult(shard, counts, time.monotonic() - begin, tuple(work.examples), problem)


def _position(source: IO[bytes]) -> int:
    try:
        return source.tell()
    except (OSError, ValueError):
        return 0


@contextmanager
def _input(name: str) -> Iterator[IO[bytes]]:
    import fsspec

    try:
        file = fsspec.open(name, "rb").open()
    except (OSError, ValueError, ImportError) as problem:
        raise InputError(f"it cannot be read ({problem})", where=name, hint="Check the name and the rights") from None
    with file:
        yield file


@contextmanager
def _output(name: str) -> Iterator[IO[bytes]]:
    """A stream whose content gets that name at the end; nothing is left of one that fails.

    The name before is of this attempt alone: a shard that is cleaned twice at once (a worker that was taken for dead)
    is written twice and named twice, with the same content.
    """
    from fsspec.core import url_to_fs

    try:
        system, path = url_to_fs(name)
        folder, base = posixpath.split(path)
        part = posixpath.join(folder, f".{base}.{uuid.uuid4().hex[:12]}.part")
        system.makedirs(folder, exist_ok=True)
        try:
            with system.open(part, "wb") as stream:
                yield stream
            system.mv(part, path)
        except BaseException:
            with contextlib.suppress(OSError):
                system.rm(part)
            raise
    except (OSError, ValueError, ImportError) as problem:
        raise OutputError(f"it cannot be written ({problem})", where=name, hint="Check the folder") from problem

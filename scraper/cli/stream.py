"""scraper clean --field: JSON Lines in, JSON Lines out with the article added, in order, on all cores.

Rows go to worker processes in chunks and come back in order; no more chunks are under way than the workers need, so a
dump of any size is cleaned in bounded memory.  A row that cannot be cleaned is told of on stderr and kept aside as it
stands, and so is one that ends a worker; the others go on.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import islice

from scraper.cleaner import Cleaner, clean_text
from scraper.cli.inputs import Input
from scraper.cli.options import StreamOptions
from scraper.cli.output import ExitCode, Progress, progress
from scraper.cli.sinks import Sink
from scraper.errors import InputError, ScraperError
from scraper.processes import fork_server
from scraper.rows import Row, read_rows

#: Rows a worker takes at once: about 0.2 seconds of work, a hundred times what handing them over costs.
CHUNK = 32
#: Chunks under way for each worker: one being cleaned, one waiting, one being written.
AHEAD = 3


@dataclass(frozen=True, slots=True)
class Job:
    """What every row is cleaned with. ``source``: ``html``, ``text`` or empty (told row by row)."""

    field: str
    source: str
    cleaner: Cleaner


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A row with its article, or what is wrong with it."""

    row: Row
    line: str = ""
    problem: str = ""


def clean_stream(files: Sequence[str], stream: StreamOptions, source: str, output: str, cleaner: Cleaner) -> ExitCode:
    """Clean the rows of all files; results to ``output`` (stdout if empty)."""
    job = Job(stream.field, source or (stream.field if stream.field in ("html", "text") else ""), cleaner)
    failed = False
    with progress("Cleaning", None) as steps, Sink(output, stream.rejected) as sink:
        for done in _in_order(job, _rows(files, steps), stream.workers or os.cpu_count() or 1):
            if isinstance(done, InputError) or done.problem:
                failed = True
            if isinstance(done, InputError):
                steps.note(f"error: {done}")
            elif done.problem:
                steps.note(f"error: {done.row.where}: {done.problem}; the row is kept in {sink.rejected}")
                sink.reject(done.row.line)
                steps.advance()
            else:
                sink.write(done.line)
                steps.advance()
        steps.note(f"{sink.written} articles, {sink.set_aside} rows kept aside")
    return ExitCode.INCOMPLETE if failed else ExitCode.DONE


def _rows(files: Iterable[str], steps: Progress) -> Iterator[Row | InputError]:
    """The rows of all files; a file that cannot be read is one error among them."""
    for name in files:
        try:
            yield from read_rows(name)
        except InputError as problem:
            yield problem


def _in_order(job: Job, rows: Iterator[Row | InputError], workers: int) -> Iterator[Cleaned | InputError]:
    """The rows cleaned, in their order."""
    pool = _pool(workers)
    under_way: deque[tuple[list[Row | InputError], Future[list[Cleaned]]]] = deque()
    try:
        while True:
            while len(under_way) < AHEAD * workers and (chunk := list(islice(rows, CHUNK))):
                under_way.append((chunk, pool.submit(clean_rows, job, _only_rows(chunk))))
            if not under_way:
                return
            chunk, future = under_way.popleft()
            try:
                cleaned = future.result()
            except BrokenProcessPool:
                pool.shutdown(cancel_futures=True)
                pool = _pool(workers)
                cleaned = _one_by_one(job, _only_rows(chunk))
                under_way = deque((late, pool.submit(clean_rows, job, _only_rows(late))) for late, _ in under_way)
            finished = iter(cleaned)
            yield from (one if isinstance(one, InputError) else next(finished) for one in chunk)
    finally:
        pool.shutdown(cancel_futures=True)


def _only_rows(chunk: Iterable[Row | InputError]) -> list[Row]:
    return [one for one in chunk if isinstance(one, Row)]


def _pool(workers: int) -> ProcessPoolExecutor:
    """Fresh processes."""
    return ProcessPoolExecutor(workers, mp_context=fork_server("scraper.cli.stream"))


def _one_by_one(job: Job, rows: Sequence[Row]) -> list[Cleaned]:
    """Each row in a process of its own, to find the one that ends its process."""
    found = []
    for row in rows:
        with _pool(1) as pool:
            try:
                found += pool.submit(clean_rows, job, [row]).result()
            except BrokenProcessPool:
                found.append(
                    Cleaned(row, problem="the process that cleaned it ended (out of memory, or a parser's crash)")
                )
    return found


def clean_rows(job: Job, rows: Sequence[Row]) -> list[Cleaned]:
    """Clean some rows; what is wrong with a row stands in its result."""
    return list(map(partial(clean_row, job), rows))


def clean_row(job: Job, row: Row) -> Cleaned:
    """Clean one row: the row's own keys, and ``article``."""
    try:
        values = json.loads(row.line) if row.whole else None
    except (ValueError, RecursionError) as problem:
        return Cleaned(row, problem=f"no JSON ({problem})")
    if not isinstance(values, dict):
        return Cleaned(row, problem="no JSON object" if row.whole else "longer than a row may be")
    content = values.get(job.field)
    if not isinstance(content, str):
        found = f"{type(content).__name__}" if job.field in values else f"only {', '.join(map(repr, list(values)[:8]))}"
        return Cleaned(row, problem=f"no text in the field {job.field!r}: {found}")
    url = values.get("url") if isinstance(values.get("url"), str) else None
    source = job.source or Input(job.field, content[:4096].encode("utf-8", "replace")).source
    try:
        is_page = source == "html"
        article = job.cleaner.clean(content, url) if is_page else clean_text(content, url, options=job.cleaner.options)
        values["article"] = article.to_dict()
    except ScraperError as problem:
        return Cleaned(row, problem=str(problem))
    except Exception as problem:  # a defect of ours must not cost the other rows
        return Cleaned(row, problem=f"unexpected {problem!r}, a defect of scraper")
    return Cleaned(row, json.dumps(values, ensure_ascii=False))

"""The child's side of `process`: options, then page after page until the parent has gone."""

from __future__ import annotations

import os
import sys
from typing import Any

from scraper.cleaner import Cleaner, clean_text
from scraper.errors import CleanError, ScraperError
from scraper.page import Page
from scraper.scale.bulk.frames import OUT_OF_MEMORY, read_frame, write_frame
from scraper.scale.bulk.options import BulkJob
from scraper.scale.bulk.records import Record


def main() -> None:
    """Answer each page with its article's fields, or with an error of ours."""
    # Frames have standard output for themselves: what a library prints goes to standard error.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    try:
        job: BulkJob = read_frame(_read)
        if memory := job.options.page_memory:
            import resource

            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        cleaner = Cleaner(job.cleaning, site=job.sites)
        write_frame(answers, None)
        while True:
            write_frame(answers, _answer(cleaner, read_frame(_read)))
    except (EOFError, OSError):
        return
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _read(size: int) -> bytes:
    data = sys.stdin.buffer.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _answer(cleaner: Cleaner, record: Record) -> dict[str, Any] | ScraperError:
    content = record.content
    try:
        if record.is_text and isinstance(content, str):
            return clean_text(content, record.url, options=cleaner.options).to_dict()
        if isinstance(content, Page):
            return cleaner.clean(content).to_dict()
        assert content is not None
        return cleaner.clean(content, record.url).to_dict()
    except ScraperError as problem:
        return problem
    except MemoryError:
        raise
    except Exception as problem:  # a defect of ours ends with this page, not with the shard
        what = f"a defect of the cleaner ({type(problem).__name__}: {problem})"
        return CleanError(what, hint="Please report the page")


if __name__ == "__main__":
    main()

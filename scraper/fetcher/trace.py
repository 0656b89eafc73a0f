"""How a page was had, or why not, in lines for a reader."""

from __future__ import annotations

from collections.abc import Iterator

from scraper.errors import FetchError
from scraper.page import Attempt, Page


def trace(result: Page | FetchError) -> Iterator[str]:
    """Lines: robots rule, each attempt with its wait, the redirects, bytes, media type and charset, or the error."""
    if isinstance(result, Page) and result.signals.robots_rule:
        yield f"robots    {result.signals.robots_rule}"
    for number, attempt in enumerate(result.attempts, 1):
        yield f"request {number} {_line(attempt)}"
    if isinstance(result, FetchError):
        yield f"error     {type(result).__name__}: {result}"
        return
    if result.redirects:
        yield f"redirects {' -> '.join((result.url, *result.redirects))}"
    encoding = result.header("content-encoding") or "none"
    received = sum(attempt.size for attempt in result.attempts)
    yield f"body      {len(result.body)} bytes decoded, {received} received, content encoding {encoding}"
    declared = f"charset {result.charset or 'not declared'} (Content-Type: {result.header('content-type')})"
    yield f"type      {result.media_type}, {declared}"


def _line(attempt: Attempt) -> str:
    parts = [attempt.url, attempt.outcome if attempt.status is None else f"{attempt.outcome} {attempt.status}"]
    parts.append(f"{attempt.seconds:.3f} s after {attempt.wait:.3f} s of waiting, {attempt.size} bytes")
    return ", ".join([*parts, attempt.note] if attempt.note else parts)

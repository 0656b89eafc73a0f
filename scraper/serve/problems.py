"""What went wrong, as every answer of the service says it: one form for all errors."""

from __future__ import annotations

from pydantic import BaseModel, Field

from scraper import errors


class Problem(BaseModel):
    """An error: its class, what happened, where, and what to do next (both may be empty)."""

    error: str = Field(description="class of the error, such as TooLargeError")
    message: str
    where: str = ""
    hint: str = ""


#: Our errors -> HTTP status; the first class that fits counts.
_STATUS: tuple[tuple[type[errors.ScraperError], int], ...] = (
    (errors.TooLargeError, 413), (errors.CleanError, 422), (errors.UrlError, 422), (errors.UsageError, 400),
    (errors.StoreLockedError, 503), (errors.DeadlineError, 503),
)  # fmt: skip


def status_of(problem: errors.ScraperError) -> int:
    """The HTTP status of one of our errors."""
    return next((status for kind, status in _STATUS if isinstance(problem, kind)), 500)


def problem_of(problem: errors.ScraperError) -> Problem:
    """One of our errors in the service's form."""
    return Problem(error=type(problem).__name__, message=problem.what, where=problem.where, hint=problem.hint)

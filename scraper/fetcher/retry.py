"""Which failures are tried again, when, and until when. The only import of tenacity."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_exponential, wait_random

from scraper.errors import BodyDecodeError, ConnectError, DnsError, FetchTimeoutError, StatusError
from scraper.fetcher.guard import UnknownHostError

#: Statuses that pass by themselves: too many requests, and a gateway or server in trouble (RFC 6585, RFC 9110).
RETRIED_STATUSES = frozenset({429, 502, 503, 504})
#: Back-off: half a second, doubling, up to half a minute, with up to half a second of jitter.
BACKOFF = wait_exponential(multiplier=0.5, max=30.0) + wait_random(0.0, 0.5)

Result = TypeVar("Result")


def is_passing(error: BaseException) -> bool:
    """Whether another attempt may succeed."""
    if isinstance(error, StatusError):
        return error.status in RETRIED_STATUSES
    if isinstance(error, DnsError):
        return isinstance(error.__cause__, UnknownHostError) and error.__cause__.temporary
    return isinstance(error, (ConnectError, FetchTimeoutError, BodyDecodeError))


def retry_after(value: str | None, today: datetime) -> float | None:
    """Seconds that a ``Retry-After`` header asks for (RFC 9110, section 10.2.3: seconds or an HTTP-date); 0 for a date
    that is past, None for what is neither."""
    text = (value or "").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - today).total_seconds())


async def attempts(
    call: Callable[[], Awaitable[Result]],
    *,
    count: int,
    may_wait: Callable[[float], bool],
    sleep: Callable[[float], Awaitable[None]],
) -> Result:
    """The result of ``call``, tried up to ``count`` times while its error is a passing one.

    ``may_wait(seconds)`` says whether there is time for a back-off; without it the last error stands.
    """

    def is_over(state: RetryCallState) -> bool:
        return state.attempt_number >= count or not may_wait(state.upcoming_sleep)

    async def attempt() -> Result:
        return await call()

    retrying = AsyncRetrying(
        retry=retry_if_exception(is_passing), wait=BACKOFF, stop=is_over, sleep=sleep, reraise=True
    )
    return await retrying(attempt)

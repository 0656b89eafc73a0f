"""RFC 9110, sections 10.2.3 (Retry-After) and 5.6.7 (HTTP-date with its two obsolete forms)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.fetcher.retry import retry_after

NOW = datetime(1994, 11, 6, 8, 48, 37, tzinfo=UTC)  # a minute before the dates of section 5.6.7


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        (" 5 ", 5.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 60.0),  # IMF-fixdate
        ("Sunday, 06-Nov-94 08:49:37 GMT", 60.0),  # RFC 850
        ("Sun Nov  6 08:49:37 1994", 60.0),  # asctime
        ("Sun, 06 Nov 1994 09:49:37 +0100", 60.0),
        ("Fri, 31 Dec 1993 23:59:59 GMT", 0.0),  # the example of section 10.2.3, which is past
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("٣", None),
    ],
)
def test_both_forms_are_read(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_an_absurd_number_is_a_long_pause_and_no_overflow() -> None:
    assert (retry_after("9" * 400, NOW) or 0) >= timedelta(days=365).total_seconds()


@given(st.text())
def test_no_value_raises(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or seconds >= 0

"""Months later."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numberbank.domain.clock import SystemClock, add_months


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-04-19", 1, "2026-05-19"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-05-31", 1, "2026-06-30"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-03-31", 0, "2026-03-31"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_a_month_without_the_day_ends_on_its_last(start: str, months: int, end: str) -> None:
    moment = datetime.fromisoformat(f"{start}T21:38:22.937044+00:00")

    assert add_months(moment, months) == datetime.fromisoformat(f"{end}T21:38:22.937044+00:00")


def test_the_anchor_keeps_the_31st_from_drifting() -> None:
    february = add_months(datetime(2026, 1, 31, tzinfo=UTC), 1)

    assert add_months(february, 1) == datetime(2026, 3, 28, tzinfo=UTC)
    assert add_months(february, 1, anchor_day=31) == datetime(2026, 3, 31, tzinfo=UTC)


@given(
    moment=st.integers(0, 2**32 * 10**6).map(lambda us: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)),
    months=st.integers(1, 120),
)
def test_the_time_of_day_stays_and_the_day_never_grows(moment: datetime, months: int) -> None:
    later = add_months(moment, months)

    assert (later.year * 12 + later.month) - (moment.year * 12 + moment.month) == months
    assert later.timetz() == moment.timetz()
    assert later.day <= moment.day


def test_the_system_clock_is_aware() -> None:
    assert SystemClock().now("any").utcoffset() == timedelta()

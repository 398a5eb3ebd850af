"""Where time comes from. No other file reads the machine's clock."""

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Due:
    """Which work is due: that of all projects, each by its own clock, or that of one whose clock is being advanced."""

    horizon: datetime
    """nothing later is due on any clock"""
    real: datetime
    """the machine's time, from which the clocks of projects are counted"""
    project_id: str | None = None
    """if given, all its work up to the horizon is due, each item at its own time"""
    excluded: tuple[str, ...] = ()
    """projects whose clocks are being advanced, and whose work is left to that"""
    moved: bool = False
    """some project's clock does not show real time"""


class Clock(Protocol):
    """The time a project lives in. In the sandbox each project may have moved its own."""

    def now(self, project_id: str) -> datetime: ...

    def due(self) -> Due:
        """What is due now, for workers."""
        ...


class SystemClock:
    """Real time for every project."""

    def now(self, project_id: str) -> datetime:
        return real_now()

    def due(self) -> Due:
        now = real_now()
        return Due(horizon=now, real=now)


def real_now() -> datetime:
    """The machine's time, aware UTC: for token expiry, delivery time-outs and logs, never for a number's life."""
    return datetime.now(UTC)


def add_months(moment: datetime, months: int, anchor_day: int | None = None) -> datetime:
    """The same time of day `months` later, on `anchor_day` (by default the day of `moment`).

    A month that has no such day ends the period on its last day. Passing the day of the first period as the anchor
    keeps 31 January, 29 February, 31 March from drifting to the 29th.
    """
    index = moment.year * 12 + (moment.month - 1) + months
    year, month = divmod(index, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    day = min(anchor_day or moment.day, last_day)
    return moment.replace(year=year, month=month + 1, day=day)

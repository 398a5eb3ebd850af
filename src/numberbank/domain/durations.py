"""ISO 8601 durations, as the sandbox clock takes them: `P1M`, `P31D`, `PT1H30M`."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from numberbank.domain.clock import add_months

_DURATION = re.compile(
    r"P(?=.)(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?"
    r"(?:T(?=.)(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,10}(?:\.\d{1,6})?)S)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Duration:
    """Calendar months and then a length of time, so that a month from 31 January is the end of February."""

    months: int
    time: timedelta

    def after(self, moment: datetime) -> datetime:
        """Raises OverflowError or ValueError past the year 9999."""
        return add_months(moment, self.months) + self.time


def parse_duration(text: str) -> Duration | None:
    """None for what is not a duration."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    years, months, weeks, days, hours, minutes = (int(group or 0) for group in match.groups()[:6])
    seconds = float(match.group(7) or 0)
    return Duration(
        years * 12 + months,
        timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds),
    )

"""The clock of a test's project."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from numberbank.testing.calls import Caller


@dataclass(frozen=True, slots=True)
class Clock:
    """Shows real time until it is moved, and goes forward only."""

    _caller: Caller

    def now(self) -> datetime:
        answer = self._caller.call("GET", "/sandbox/v1/clock")
        return datetime.fromisoformat(answer["time"])

    def advance(self, by: str | timedelta) -> Mapping[str, int]:
        """By an ISO 8601 duration, as in `P1M` or `PT90S`, or a timedelta.

        Returns when everything that fell due on the way has been done, with the number of each kind of it.
        """
        return self._advanced({"seconds": by.total_seconds()} if isinstance(by, timedelta) else {"duration": by})

    def advance_to(self, moment: datetime) -> Mapping[str, int]:
        """The same, to an aware `moment`."""
        return self._advanced({"to": moment.isoformat()})

    def freeze(self) -> None:
        """Lets it stand; then time passes in advances alone."""
        self._caller.call("POST", "/sandbox/v1/clock/freeze")

    def resume(self) -> None:
        """Lets it run on from where it stands."""
        self._caller.call("POST", "/sandbox/v1/clock/resume")

    def _advanced(self, body: dict[str, object]) -> Mapping[str, int]:
        done: Mapping[str, int] = self._caller.call("POST", "/sandbox/v1/clock/advance", body)["done"]
        return done

"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta

from numberbank.domain.clock import Due


class FakeClock:
    def __init__(self, moment: datetime = datetime(2026, 1, 31, 10, 11, 12, 345678, tzinfo=UTC)) -> None:
        self.moment = moment

    def now(self, project_id: str) -> datetime:
        return self.moment

    def advance(self, pause: timedelta) -> None:
        self.moment += pause

    def due(self) -> Due:
        return Due(horizon=self.moment, real=self.moment)

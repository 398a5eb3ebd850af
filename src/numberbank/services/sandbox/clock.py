"""The clocks of sandbox projects: each may run ahead of real time, or stand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from numberbank.domain.clock import Due, real_now
from numberbank.storage import sandbox as storage
from numberbank.storage.pool import Database
from numberbank.storage.sandbox import ProjectClock


@dataclass(frozen=True, slots=True)
class ClockReading:
    time: datetime
    frozen: bool


class SandboxClock:
    """Kept in memory, since one process has them all, and written through to the projects' rows."""

    def __init__(self, database: Database, moved: dict[str, ProjectClock]) -> None:
        self._database = database
        self._moved = moved
        self._advancing: set[str] = set()

    @classmethod
    async def open(cls, database: Database) -> "SandboxClock":
        async with database.connection() as connection:
            return cls(database, await storage.load_clocks(connection))

    def now(self, project_id: str) -> datetime:
        clock = self._moved.get(project_id)
        return clock.now(real_now()) if clock else real_now()

    def due(self) -> Due:
        real = real_now()
        horizon = max((clock.now(real) for clock in self._moved.values()), default=real)
        return Due(horizon=max(horizon, real), real=real, excluded=tuple(self._advancing))

    def read(self, project_id: str) -> ClockReading:
        clock = self._moved.get(project_id)
        return ClockReading(self.now(project_id), clock is not None and clock.frozen_at is not None)

    async def freeze(self, project_id: str, moment: datetime) -> None:
        """Lets the clock stand at `moment`."""
        await self._set(project_id, ProjectClock(moment - real_now(), moment))

    async def run_from(self, project_id: str, moment: datetime) -> None:
        """Lets the clock run on from `moment`."""
        await self._set(project_id, ProjectClock(moment - real_now(), None))

    async def reset(self, project_id: str) -> None:
        """Real time again."""
        await self._set(project_id, ProjectClock(timedelta(), None))

    def start_advance(self, project_id: str) -> None:
        """From now on the project's due work is left to whoever advances its clock."""
        self._advancing.add(project_id)

    def end_advance(self, project_id: str) -> None:
        self._advancing.discard(project_id)

    async def _set(self, project_id: str, clock: ProjectClock) -> None:
        async with self._database.connection() as connection:
            await storage.set_clock(connection, project_id, clock)
        if clock.moved:
            self._moved[project_id] = clock
        else:
            self._moved.pop(project_id, None)

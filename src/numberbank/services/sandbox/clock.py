"""The clocks of sandbox projects: each may run ahead of real time, or stand."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from numberbank.domain.clock import Due, real_now
from numberbank.storage import sandbox as storage
from numberbank.storage.pool import Database
from numberbank.storage.sandbox import ProjectClock

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""what a clock may show, so that what follows from it can be said too: ids and charges years ahead"""


@dataclass(frozen=True, slots=True)
class ClockReading:
    time: datetime
    frozen: bool


class SandboxClock:
    """Kept in memory, since one process has them all, and written through to the projects' rows."""

    def __init__(self, database: Database, moved: dict[str, ProjectClock]) -> None:
        self._database = database
        self._moved = moved
        self._steps: dict[str, datetime] = {}
        """what the clocks show that are being advanced"""
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @classmethod
    async def open(cls, database: Database) -> "SandboxClock":
        async with database.connection() as connection:
            return cls(database, await storage.load_clocks(connection))

    def now(self, project_id: str) -> datetime:
        if project_id in self._steps:
            return self._steps[project_id]
        clock = self._moved.get(project_id)
        return clock.now(real_now()) if clock else real_now()

    def due(self) -> Due:
        real = real_now()
        horizon = max((clock.now(real) for clock in self._moved.values()), default=real)
        return Due(horizon=max(horizon, real), real=real, excluded=tuple(self._steps), moved=bool(self._moved))

    def read(self, project_id: str) -> ClockReading:
        clock = self._moved.get(project_id)
        return ClockReading(self.now(project_id), clock is not None and clock.frozen_at is not None)

    def exclusive(self, project_id: str) -> asyncio.Lock:
        """Held by whoever moves the clock or changes the project as a whole: one at a time."""
        return self._locks[project_id]

    async def freeze(self, project_id: str, moment: datetime) -> None:
        """Lets the clock stand at `moment`."""
        await self._set(project_id, ProjectClock(moment - real_now(), moment))

    async def run_from(self, project_id: str, moment: datetime) -> None:
        """Lets the clock run on from `moment`."""
        await self._set(project_id, ProjectClock(moment - real_now(), None))

    async def reset(self, project_id: str) -> None:
        """Real time again."""
        await self._set(project_id, ProjectClock(timedelta(), None))

    @asynccontextmanager
    async def advancing(self, project_id: str) -> AsyncIterator[ClockReading]:
        """Inside, the clock stands where `step` puts it, and the project's due work is left to the caller.

        Afterwards it runs on from there, or stands, as it did before. So it does when the process is killed inside.
        """
        reading = self.read(project_id)
        self._steps[project_id] = reading.time
        try:
            yield reading
        finally:
            del self._steps[project_id]

    async def step(self, project_id: str, moment: datetime) -> None:
        """Shows `moment`, while the clock is being advanced."""
        if moment == self._steps[project_id]:
            return
        set_ = self.freeze if self.read(project_id).frozen else self.run_from
        await set_(project_id, moment)
        self._steps[project_id] = moment

    async def _set(self, project_id: str, clock: ProjectClock) -> None:
        async with self._database.connection() as connection:
            await storage.set_clock(connection, project_id, clock)
        if clock.moved:
            self._moved[project_id] = clock
        else:
            self._moved.pop(project_id, None)

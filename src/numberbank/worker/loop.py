"""Runs due work of every kind until told to stop; any number of workers may run beside each other."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import asyncpg
import structlog

from numberbank.domain.clock import real_now
from numberbank.storage.notifications import listen_due

LONGEST_PAUSE = 1.0
"""seconds; a notification that was lost costs no more than this"""

log = structlog.get_logger()


class DueWork(Protocol):
    bell: asyncio.Event
    """set to have the work looked at now"""

    async def run_due(self, moment: datetime) -> int:
        """Does a batch of what is due at `moment`; how many items there were."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next item is due; None when there is none, or when the bell will tell."""
        ...

    async def finish(self) -> None:
        """Waits for what is under way."""
        ...


class Worker:
    def __init__(self, dsn: str, work: Sequence[DueWork]) -> None:
        self._dsn = dsn
        self._work = work
        self._stopping = False

    def wake(self) -> None:
        for work in self._work:
            work.bell.set()

    def stop(self) -> None:
        """Ends `run` when the batches under way are recorded."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(self._listen())
            loops = [group.create_task(self._loop(work)) for work in self._work]
            await asyncio.wait(loops)
            listening.cancel()

    async def _loop(self, work: DueWork) -> None:
        while not self._stopping:
            work.bell.clear()
            try:
                if await work.run_due(real_now()):
                    continue
                pause = _pause_until(await work.next_due())
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("the database does not answer", error=str(error))
                pause = LONGEST_PAUSE
            if not self._stopping:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(work.bell.wait(), pause)
        await work.finish()

    async def _listen(self) -> None:
        """Keeps a listening connection; without one, workers look by themselves."""
        while True:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                async with listen_due(self._dsn, self.wake) as lost:
                    await lost.wait()
            await asyncio.sleep(LONGEST_PAUSE)


def _pause_until(due_at: datetime | None) -> float:
    if due_at is None:
        return LONGEST_PAUSE
    return min(max((due_at - real_now()).total_seconds(), 0.0), LONGEST_PAUSE)

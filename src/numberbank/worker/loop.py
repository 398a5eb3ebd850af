"""Runs due work of every kind until told to stop; any number of workers may run beside each other."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime

import asyncpg
import structlog

from numberbank.services.context import Context
from numberbank.storage.notifications import listen_due
from numberbank.worker.due_work import LONGEST_PAUSE, DueWork

SHORTEST_PAUSE = 0.05
"""seconds between looks that find nothing, while somebody else holds what is due"""

_DATABASE_ERRORS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)

log = structlog.get_logger()


class Worker:
    def __init__(self, context: Context, work: Sequence[DueWork]) -> None:
        self._context = context
        self.work = work
        self._stopping = False

    def wake(self) -> None:
        for work in self.work:
            work.bell.set()

    def stop(self) -> None:
        """Ends `run` when the batches under way are recorded."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(self._listen())
            loops = [group.create_task(self._loop(work)) for work in self.work]
            await asyncio.wait(loops)
            listening.cancel()

    async def _loop(self, work: DueWork) -> None:
        while not self._stopping:
            work.bell.clear()
            try:
                async with work.batch:
                    found = await work.run_due(self._context.clock.due())
                if work.looks_again(found):
                    continue
                pause = self._pause_until(await work.next_due())
            except _DATABASE_ERRORS as error:
                log.warning("the database does not answer", error=str(error))
                pause = LONGEST_PAUSE
            except Exception as error:
                log.error("due work failed", exc_info=error)
                pause = LONGEST_PAUSE
            if not self._stopping:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(work.bell.wait(), pause)
        await work.finish()

    async def _listen(self) -> None:
        """Keeps a listening connection; without one, workers look by themselves."""
        while True:
            with contextlib.suppress(*_DATABASE_ERRORS):
                async with listen_due(self._context.database.dsn, self.wake) as lost:
                    await lost.wait()
            await asyncio.sleep(LONGEST_PAUSE)

    def _pause_until(self, due_at: datetime | None) -> float:
        if due_at is None:
            return LONGEST_PAUSE
        pause = (due_at - self._context.clock.due().real).total_seconds()
        return min(max(pause, SHORTEST_PAUSE), LONGEST_PAUSE)

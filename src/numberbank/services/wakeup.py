"""Tells workers that something may be due, so that they need not wait for their next look."""

import asyncio

import structlog

from numberbank.storage.notifications import notify_due
from numberbank.storage.pool import Database

_PAUSE = 0.02
"""seconds; PostgreSQL takes a lock of the whole database to commit a notification, so there are few"""

log = structlog.get_logger()


class Wakeup:
    """Sends at most one notification in `_PAUSE`, from a task of its own, after the commits that asked for it.

    One that is lost does no harm: workers also look by themselves.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asked = asyncio.Event()

    def ask(self) -> None:
        self._asked.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                async with self._database.connection() as connection:
                    await notify_due(connection)
            except Exception as error:
                log.warning("workers could not be woken", error=str(error))
            await asyncio.sleep(_PAUSE)

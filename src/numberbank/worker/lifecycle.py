"""Numbers whose paid period has ended."""

import asyncio
from datetime import datetime

from numberbank.services.context import Context
from numberbank.services.lifecycle import expire_numbers
from numberbank.storage.lifecycle import next_expiry


class LifecycleWork:
    """Due work of one kind, for the worker's loop."""

    def __init__(self, context: Context) -> None:
        self.bell = asyncio.Event()
        self._context = context

    async def run_due(self, moment: datetime) -> int:
        return await expire_numbers(self._context, moment)

    async def next_due(self) -> datetime | None:
        async with self._context.database.connection() as connection:
            return await next_expiry(connection)

    async def finish(self) -> None:
        """Nothing is under way between batches."""

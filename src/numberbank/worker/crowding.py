"""Keeps searches quick where few numbers are left."""

from datetime import datetime, timedelta

from numberbank.domain.clock import Due
from numberbank.storage.crowding import count_blocks
from numberbank.storage.due import DueKind
from numberbank.worker.due_work import DueWork


class CrowdingWork(DueWork):
    kind = DueKind.CROWDING
    grain = timedelta.max

    async def run_due(self, due: Due) -> int:
        async with self.context.database.transaction() as connection:
            return await count_blocks(connection)

    async def next_due(self) -> datetime | None:
        return None

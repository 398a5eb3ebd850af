"""What every kind of due work has in common."""

import asyncio
from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import ClassVar

from numberbank.domain.clock import Due
from numberbank.services.context import Context
from numberbank.storage.due import DueKind, next_due

LONGEST_PAUSE = 1.0
"""seconds between looks at what is due; a notification that was lost costs no more than this"""


class DueWork(ABC):
    """Work of one kind: found by its due time, done in batches."""

    kind: ClassVar[DueKind]
    grain: ClassVar[timedelta]
    """the least time after which work of the kind makes other work of its kind due"""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.bell = asyncio.Event()
        """set to have the work looked at now"""
        self.batch = asyncio.Lock()
        """held while a batch is under way"""

    @abstractmethod
    async def run_due(self, due: Due) -> int:
        """Does a batch of what is due; how many items there were."""

    def looks_again(self, found: int) -> bool:
        """Whether a batch with so many items may have left some, or made some due."""
        return found > 0

    async def next_due(self) -> datetime | None:
        """When, in real time, the next item is due; None when there is none soon, or when the bell will tell."""
        async with self.context.database.connection() as connection:
            due = self.context.clock.due()
            return await next_due(connection, self.kind, due, within=timedelta(seconds=LONGEST_PAUSE))

    async def settle(self, project_id: str) -> None:
        """Waits for what is under way for the project; the next batch looks anew at what is due."""
        async with self.batch:
            return

    async def finish(self) -> None:  # noqa: B027 most kinds have nothing under way between batches
        """Waits for all that batches have started."""

"""Due work that asks somebody outside: taken under a lease, asked with no transaction open, then recorded."""

import asyncio
from abc import abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from typing import Generic, TypeVar

import structlog

from numberbank.domain.clock import Due
from numberbank.domain.provisioning import Later, Outcome
from numberbank.storage.pool import Connection
from numberbank.worker.due_work import DueWork

LEASE = timedelta(seconds=60)
"""longer than a step can take"""
BATCH = 100

log = structlog.get_logger()

T = TypeVar("T")


class OutsideWork(DueWork, Generic[T]):
    """A claim of type T is asked about, and its outcome recorded."""

    grain = timedelta(milliseconds=100)

    @abstractmethod
    async def claim(self, connection: Connection, due: Due) -> Sequence[T]: ...

    @abstractmethod
    async def ask(self, claim: T) -> Outcome: ...

    @abstractmethod
    async def record(self, claim: T, outcome: Outcome) -> None: ...

    async def run_due(self, due: Due) -> int:
        async with self.context.database.connection() as connection:
            claims = await self.claim(connection, due)
        outcomes = await asyncio.gather(*map(self._ask, claims))
        for claim, outcome in zip(claims, outcomes, strict=True):
            await self.record(claim, outcome)
        return len(claims)

    async def _ask(self, claim: T) -> Outcome:
        """A connector that breaks is asked again later."""
        try:
            return await self.ask(claim)
        except Exception as error:
            log.error("connector failed", kind=self.kind, exc_info=error)
            return Later(LEASE)

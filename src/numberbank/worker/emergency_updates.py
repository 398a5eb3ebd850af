"""Due updates of emergency addresses: taken under a lease, told outside of any transaction, then recorded."""

import asyncio
from datetime import timedelta
from typing import Protocol

import structlog

from numberbank.domain.clock import Due
from numberbank.domain.emergency_updates import EmergencyUpdate, Told
from numberbank.services.context import Context
from numberbank.services.emergency_updates import claim_updates, record_told
from numberbank.storage.due import DueKind
from numberbank.worker.due_work import DueWork

LEASE = timedelta(seconds=60)
"""longer than a call can take"""
BATCH = 100

log = structlog.get_logger()


class EmergencyConnector(Protocol):
    """Tells somebody of an update. The same one may be told twice: `update.id` stays the same."""

    async def tell(self, update: EmergencyUpdate) -> Told: ...


class EmergencyWork(DueWork):
    kind = DueKind.EMERGENCY
    grain = timedelta(seconds=1)

    def __init__(self, context: Context, connector: EmergencyConnector) -> None:
        super().__init__(context)
        self._connector = connector

    async def run_due(self, due: Due) -> int:
        """Tells a batch of due updates and returns how many there were."""
        updates = await claim_updates(self.context, due, LEASE, BATCH)
        if updates:
            told = await asyncio.gather(*map(self._tell, updates))
            await record_told(self.context, list(zip(updates, told, strict=True)))
        return len(updates)

    async def _tell(self, update: EmergencyUpdate) -> Told:
        """The log has the id alone: number and address are nobody's business there."""
        try:
            told = await self._connector.tell(update)
        except Exception as error:
            told = Told(None, f"{type(error).__name__}")
        if not told.taken:
            log.warning(
                "emergency update not taken",
                update=update.id,
                attempt=update.attempt,
                status=told.status,
                problem=told.problem,
            )
        return told

"""Hosting orders whose time has come, and the entries of the registry that are to be changed for their numbers."""

from collections.abc import Sequence
from datetime import timedelta

from numberbank.domain.clock import Due
from numberbank.domain.provisioning import Outcome
from numberbank.services.context import Context
from numberbank.services.hosted_numbers import record_update
from numberbank.services.order_steps import step_due_order
from numberbank.storage.due import DueKind
from numberbank.storage.hosting_order_numbers import ClaimedUpdate, claim_due_updates
from numberbank.storage.pool import Connection
from numberbank.worker.due_work import DueWork
from numberbank.worker.outside import BATCH, LEASE, OutsideWork
from numberbank.worker.qualification import Registry


class HostingOrderWork(DueWork):
    kind = DueKind.HOSTING_ORDER
    grain = timedelta(days=1)

    async def run_due(self, due: Due) -> int:
        return await step_due_order(self.context, due)


class OsrUpdateWork(OutsideWork[ClaimedUpdate]):
    kind = DueKind.OSR_UPDATE

    def __init__(self, context: Context, registry: Registry) -> None:
        super().__init__(context)
        self._registry = registry

    async def claim(self, connection: Connection, due: Due) -> Sequence[ClaimedUpdate]:
        return await claim_due_updates(connection, due, LEASE, BATCH)

    async def ask(self, claim: ClaimedUpdate) -> Outcome:
        return await self._registry.step(claim.task)

    async def record(self, claim: ClaimedUpdate, outcome: Outcome) -> None:
        await record_update(self.context, claim, outcome)

"""Numbers whose time has come: to be charged, to expire, to be available again."""

from datetime import timedelta

from numberbank.domain.billing import RETRY_PAUSE
from numberbank.domain.clock import Due
from numberbank.services.lifecycle import expire_numbers, free_numbers, renew_numbers
from numberbank.storage.due import DueKind
from numberbank.worker.due_work import DueWork


class RenewalWork(DueWork):
    kind = DueKind.CHARGE
    grain = RETRY_PAUSE

    async def run_due(self, due: Due) -> int:
        return await renew_numbers(self.context, due)


class ExpiryWork(DueWork):
    kind = DueKind.EXPIRY
    grain = timedelta(days=1)

    async def run_due(self, due: Due) -> int:
        return await expire_numbers(self.context, due)


class AgingWork(DueWork):
    kind = DueKind.AGING
    grain = timedelta(days=1)

    async def run_due(self, due: Due) -> int:
        return await free_numbers(self.context, due)

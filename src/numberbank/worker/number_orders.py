"""Orders whose time has come: to expire, to be decided on, to be forgotten; and documents that nobody needs."""

from datetime import timedelta

from numberbank.domain.clock import Due
from numberbank.services.order_lifecycle import delete_documents, expire_orders, purge_orders
from numberbank.services.order_reviews import review_orders
from numberbank.storage.due import DueKind
from numberbank.worker.due_work import DueWork


class ReservationWork(DueWork):
    kind = DueKind.RESERVATION
    grain = timedelta(seconds=1)

    async def run_due(self, due: Due) -> int:
        return await expire_orders(self.context, due)


class ReviewWork(DueWork):
    kind = DueKind.REVIEW
    grain = timedelta(seconds=1)

    async def run_due(self, due: Due) -> int:
        return await review_orders(self.context, due)


class RetentionWork(DueWork):
    kind = DueKind.RETENTION
    grain = timedelta(days=1)

    async def run_due(self, due: Due) -> int:
        return await purge_orders(self.context, due)


class DocumentWork(DueWork):
    kind = DueKind.DOCUMENT
    grain = timedelta(hours=1)

    async def run_due(self, due: Due) -> int:
        return await delete_documents(self.context, due)

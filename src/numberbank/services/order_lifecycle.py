"""What time does to orders: reservations end, and KYC data is deleted."""

from datetime import timedelta

import structlog

from numberbank.domain.clock import Due
from numberbank.domain.number_orders import OrderAction
from numberbank.services.context import Context
from numberbank.services.order_moves import carry_out, purge_at
from numberbank.storage import documents, order_reviews
from numberbank.storage.number_orders import OrderMove

BATCH = 200
PURGED = "Registration data and documents were deleted when their retention ended."
_LEASE = timedelta(hours=1)
"""until the store is asked again to delete what it could not"""

log = structlog.get_logger()


async def expire_orders(context: Context, due: Due) -> int:
    """Ends a batch of orders that were not submitted in time; their numbers are available again."""
    async with context.database.transaction() as connection:
        found = await order_reviews.lock_due_reservations(connection, due, BATCH)
        if not found:
            return 0
        await carry_out(
            context,
            connection,
            [
                OrderMove(order_id, OrderAction.EXPIRE, moment, purge_at=purge_at(context, OrderAction.EXPIRE, moment))
                for order_id, moment in found
            ],
        )
    context.wakeup.ask()
    return len(found)


async def purge_orders(context: Context, due: Due) -> int:
    """Deletes the KYC data of a batch of orders whose retention is over; how many."""
    async with context.database.connection() as connection:
        count = await order_reviews.purge_orders(connection, due, PURGED, BATCH)
    if count:
        context.wakeup.ask()
    return count


async def delete_documents(context: Context, due: Due) -> int:
    """Deletes a batch of documents that nobody needs any more, or that were never recorded; how many."""
    async with context.database.connection() as connection:
        document_ids = await documents.claim_due_documents(connection, due, _LEASE, BATCH)
    if not document_ids:
        return 0
    try:
        await context.documents.delete(document_ids)
    except Exception as error:
        log.error("documents could not be deleted", count=len(document_ids), exc_info=error)
        return len(document_ids)
    async with context.database.connection() as connection:
        await documents.forget_documents(connection, document_ids)
    return len(document_ids)

"""What customers register for their orders, checked on the spot and kept as it came (reference 11.4 and 11.5)."""

from typing import Any

import msgspec

from numberbank.domain.errors import InvalidRequest
from numberbank.domain.requirements import registration_violations
from numberbank.services.context import Context
from numberbank.services.number_orders import get_order, no_order
from numberbank.storage import registrations as storage
from numberbank.storage.registrations import Registration


async def put_registration(context: Context, project_id: str, order_id: str, body: dict[str, Any]) -> Registration:
    """Replaces the whole. `body` has `requestDetails`, or `data` in its place (reference 15, row 17).

    Raises NotFound, and InvalidRequest with all that is wrong with the data, or for an order that is not with its
    customer.
    """
    order = await get_order(context, project_id, order_id)
    moment = context.clock.now(project_id)
    order.check_editable(moment)
    if order.requirements is not None:
        violations = registration_violations(order.requirements, body)
        if violations:
            raise InvalidRequest(violations)
    details = body["requestDetails"] if "requestDetails" in body else {"data": body["data"]}
    async with context.database.transaction() as connection:
        if not await storage.put_registration(connection, order_id, msgspec.json.encode(details).decode(), moment):
            raise InvalidRequest.of("numberOrderId", "the order was submitted, or has ended, in the meantime")
        stored = await storage.get_registration(connection, project_id, order_id)
    assert stored is not None, "its order was just changed"
    return stored


async def get_registration(context: Context, project_id: str | None, order_id: str) -> Registration:
    """Raises NotFound; project None is the operator's look."""
    async with context.database.connection() as connection:
        stored = await storage.get_registration(connection, project_id, order_id)
    if stored is None:
        raise no_order(order_id)
    return stored

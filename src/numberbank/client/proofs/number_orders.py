"""Number orders: no call lists them, so an order whose answer was lost is nowhere to be found (reference 11).

An order of one number leaves a trace all the same: when the number is on offer, it was not ordered. That holds as long
as a reservation does.
"""

from dataclasses import dataclass

from numberbank.client.calls import Call, get, segment
from numberbank.client.engine import Engine
from numberbank.client.errors import NotFound
from numberbank.client.intents import Intent
from numberbank.client.journal import Journal, now
from numberbank.client.models.number_orders import NumberOrder
from numberbank.client.models.numbers import AvailableNumber
from numberbank.client.proofs.findings import CannotTell, Finding, Happened, Nothing

SHORTEST_RESERVATION = 1800.0
"""seconds (reference 11.2)"""
_NOT_LISTED = "number orders cannot be listed, so it cannot be found out whether there is one"


@dataclass(frozen=True, slots=True)
class CreatedOrder:
    family: str = "numberOrders"

    def resource(self, call: Call) -> str:
        return ""

    async def before(self, engine: Engine, call: Call, *, marked: bool) -> object:
        return None

    async def look(self, engine: Engine, journal: Journal, intent: Intent) -> Finding[NumberOrder]:
        if not intent.number:
            return CannotTell(_NOT_LISTED)
        path = f"/availableNumbers/{segment(intent.number)}"
        try:
            await engine.fetch(get(path, number=intent.number), AvailableNumber)
        except NotFound:
            return CannotTell(f"{intent.number} is no longer on offer, and {_NOT_LISTED}")
        if now() - intent.begun_at > SHORTEST_RESERVATION:
            return CannotTell(f"{intent.number} is on offer, but an order may have reserved it and have expired since")
        return Nothing()


@dataclass(frozen=True, slots=True)
class SubmittedOrder:
    """An order that was submitted has another state than before."""

    family: str = "submissions"

    def resource(self, call: Call) -> str:
        return call.path.split("/")[2]

    async def before(self, engine: Engine, call: Call, *, marked: bool) -> object:
        order = await self._read(engine, self.resource(call))
        return [order.state, str(order.update_time)]

    async def look(self, engine: Engine, journal: Journal, intent: Intent) -> Finding[NumberOrder]:
        order = await self._read(engine, intent.resource)
        if not isinstance(intent.before, list):
            return CannotTell("the order's state before is not known")
        state, updated = intent.before
        if order.state == "CREATED" or (order.state, str(order.update_time)) == (state, updated):
            return Nothing()
        if order.state in ("IN_REVIEW", "REJECTED", "COMPLETED") and state in ("CREATED", "BLOCKED"):
            return Happened(order, order.id_number_order)
        return CannotTell(f"the order went from {state} to {order.state}, with or without this call")

    async def _read(self, engine: Engine, order_id: str) -> NumberOrder:
        return await engine.fetch(get(f"/numberOrders/{segment(order_id)}"), NumberOrder)

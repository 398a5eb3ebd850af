"""What a call that names nothing could have made: which list has it, and which of its items fit the body."""

from collections.abc import AsyncIterator, Sequence

from numberbank.client.calls import Body, segment
from numberbank.client.claims import Fits
from numberbank.client.engine import Engine
from numberbank.client.lists import active_numbers, hosting_order_numbers, hosting_orders
from numberbank.client.models.imported_numbers import HostingOrder
from numberbank.client.models.numbers import ActiveNumber
from numberbank.domain.patterns import NumberPattern, SearchPattern


def numbers_like(engine: Engine, body: Body) -> AsyncIterator[ActiveNumber]:
    pattern = body.get("numberPattern") or {}
    query = {
        "regionCode": body.get("regionCode"),
        "type": body.get("type"),
        "numberPattern.pattern": pattern.get("pattern"),
        "numberPattern.searchPattern": pattern.get("searchPattern"),
    }
    return active_numbers(engine, query)


async def fitting_numbers(engine: Engine, numbers: Sequence[ActiveNumber]) -> Fits[ActiveNumber]:
    return _could_be_rented


def _could_be_rented(body: Body, number: ActiveNumber) -> bool:
    """Whether rentAny with this body could have picked the number."""
    pattern = body.get("numberPattern") or {}
    kind = SearchPattern(pattern.get("searchPattern") or SearchPattern.START)
    return (
        number.region_code == body.get("regionCode")
        and number.type == body.get("type")
        and set(body.get("capabilities") or ()) <= set(number.capability)
        and NumberPattern(pattern.get("pattern") or "", kind).matches(number.phone_number)
        and (number.callback_url or "") == (body.get("callbackUrl") or "")
    )


def hosting_orders_like(engine: Engine, body: Body) -> AsyncIterator[HostingOrder]:
    """The reference marks these filters as required."""
    wanted = {name: body.get(name) for name in ("regionCode", "servicePlanId", "campaignId")}
    return hosting_orders(engine, wanted)


async def fitting_hosting_orders(engine: Engine, orders: Sequence[HostingOrder]) -> Fits[HostingOrder]:
    """An order is known by its numbers; one that shows only some of them, or none yet, may still be the one."""
    numbers = {order.hosting_order_id: await _numbers_of(engine, order) for order in orders}

    def could_be_ordered(body: Body, order: HostingOrder) -> bool:
        has = {
            "displayName": order.display_name,
            "regionCode": order.region_code,
            "servicePlanId": order.service_plan_id,
            "callbackUrl": order.callback_url,
        }
        same = all((value or "") == (body.get(name) or "") for name, value in has.items())
        return same and numbers[order.hosting_order_id] <= set(body.get("numbers") or ())

    return could_be_ordered


async def _numbers_of(engine: Engine, order: HostingOrder) -> set[str]:
    path = f"/hostingOrders/{segment(order.hosting_order_id)}/numbers"
    return {number.phone_number async for number in hosting_order_numbers(engine, path, {})}

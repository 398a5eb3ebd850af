"""Keeping numbers for an order."""

from numberbank.domain.e164 import E164
from numberbank.domain.errors import InvalidRequest, NotFound
from numberbank.domain.number_orders import NumberOrder, OrderedNumber
from numberbank.domain.patterns import SearchPattern
from numberbank.services.available_numbers import NumberWish
from numberbank.services.context import Context
from numberbank.services.provisioning import check_links
from numberbank.storage.available_numbers import NumberSearch, search_numbers
from numberbank.storage.pool import Connection
from numberbank.storage.reservations import (
    find_sequence,
    let_go,
    longest_sequence,
    queue_up,
    reserve_numbers,
)


async def reserve_one(connection: Connection, order: NumberOrder, number: E164) -> OrderedNumber:
    """Raises NotFound when the number is not, or no longer, available; InvalidRequest when it is of another kind."""
    reserved = await reserve_numbers(connection, [number], order.project_id, order.id, order.created_at)
    if not reserved:
        raise NotFound("AvailableNumber", number)
    kept = reserved[0]
    if (kept.region, kept.type) != (order.region, order.type):
        raise InvalidRequest.of(
            "numberOrderOption.phoneNumbers.0",
            f"is a {kept.type} number of {kept.region}, and the order is for {order.type} of {order.region}",
        )
    check_links(kept.region, kept.ordered.capabilities, order.links)
    return kept.ordered


async def reserve_several(
    context: Context, connection: Connection, order: NumberOrder, wish: NumberWish, quantity: int, *, sequential: bool
) -> list[OrderedNumber]:
    """`quantity` numbers that fit; raises InvalidRequest, saying how many there are, when there are fewer."""
    await queue_up(connection, order.region, order.type)
    start = context.random.of(order.project_id).random()
    search = NumberSearch(wish.region, wish.type, wish.capabilities, wish.pattern, quantity, start)
    if sequential:
        return await _reserve_sequence(connection, order, search)
    return await _reserve_any(connection, order, search)


async def _reserve_any(connection: Connection, order: NumberOrder, search: NumberSearch) -> list[OrderedNumber]:
    kept: list[OrderedNumber] = []
    # One round is enough unless somebody rents one of the numbers meanwhile: then others are looked for.
    while len(kept) < search.size:
        found = await search_numbers(connection, search)
        if len(kept) + len(found) < search.size:
            raise _too_few(len(kept) + len(found))
        wanted = [each.number for each in found[: search.size - len(kept)]]
        reserved = await reserve_numbers(connection, wanted, order.project_id, order.id, order.created_at)
        kept += [each.ordered for each in reserved]
    return sorted(kept, key=lambda each: int(each.number))


async def _reserve_sequence(connection: Connection, order: NumberOrder, search: NumberSearch) -> list[OrderedNumber]:
    if search.pattern and search.pattern.search is SearchPattern.END:
        raise InvalidRequest.of(
            "quantityOrderOption.sequential",
            f"cannot be met: consecutive numbers do not all end with {search.pattern.text}; search at the START",
        )
    while True:
        wanted = await find_sequence(connection, search)
        if not wanted:
            raise _no_sequence(search.size, await longest_sequence(connection, search))
        reserved = await reserve_numbers(connection, wanted, order.project_id, order.id, order.created_at)
        if len(reserved) == search.size:
            return [each.ordered for each in reserved]
        await let_go(connection, order.id)


def _too_few(available: int) -> InvalidRequest:
    remedy = f"; ask for {available} or fewer" if available else ""
    matching = "matching number is" if available == 1 else "matching numbers are"
    return InvalidRequest.of(
        "quantityOrderOption.requestedQuantity", f"cannot be met: {available or 'no'} {matching} available{remedy}"
    )


def _no_sequence(quantity: int, longest: int) -> InvalidRequest:
    return InvalidRequest.of(
        "quantityOrderOption.sequential",
        f"cannot be met: no {quantity} consecutive numbers that match are available, the longest run has {longest}; "
        "ask for fewer, or without sequential",
    )

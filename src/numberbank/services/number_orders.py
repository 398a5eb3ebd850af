"""Making, reading and submitting orders of numbers."""

from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import structs

from numberbank.domain.e164 import E164
from numberbank.domain.errors import InvalidRequest, NotFound, PermissionDenied
from numberbank.domain.number_blocks import NumberType
from numberbank.domain.number_orders import (
    BALANCE_TOO_LOW,
    NumberOrder,
    OrderAction,
    OrderedNumber,
    OrderState,
    first_charges,
)
from numberbank.domain.provisioning import LinkChange
from numberbank.domain.requirements import missing_parts
from numberbank.services.available_numbers import NumberWish
from numberbank.services.callback_urls import check_callback_url
from numberbank.services.context import Context
from numberbank.services.order_moves import carry_out, plan_move
from numberbank.services.provisioning import check_links, needed_capabilities
from numberbank.services.requirements import find_requirements
from numberbank.services.reservations import reserve_one, reserve_several
from numberbank.storage import number_orders as storage
from numberbank.storage.ledger import lock_accounts
from numberbank.storage.pool import Connection
from numberbank.storage.registrations import submitted_parts


@dataclass(frozen=True, slots=True)
class OrderWish:
    """What a project orders: exactly `number`, or `quantity` numbers that fit `wish`."""

    region: str
    type: NumberType
    links: LinkChange
    callback_url: str
    number: E164 | None
    wish: NumberWish
    quantity: int
    sequential: bool


async def create_order(context: Context, project_id: str, asked: OrderWish) -> NumberOrder:
    """Reserves the numbers, all or none.

    Raises NotFound for a number that is not available, InvalidRequest for a quantity that cannot be met and for links
    that the numbers cannot have.
    """
    await check_callback_url(context, asked.callback_url)
    if asked.number:
        await context.before_rent(project_id, asked.number)
    else:
        check_links(asked.region, tuple(needed_capabilities(asked.links)), asked.links)
    async with context.database.transaction() as connection:
        order = await _insert_order(context, connection, project_id, asked)
        numbers = await _reserve(context, connection, order, asked)
    return replace(order, numbers=tuple(numbers))


async def get_order(context: Context, project_id: str, order_id: str) -> NumberOrder:
    """Raises NotFound."""
    async with context.database.connection() as connection:
        return found_order(await storage.get_order(connection, project_id, order_id), order_id)


async def submit_order(context: Context, project_id: str, order_id: str) -> NumberOrder:
    """Hands the order to review.

    Raises NotFound; InvalidRequest for a state that does not allow it and for all that is missing; PermissionDenied
    when the balance would not cover what its completion costs today.
    """
    moment = context.clock.now(project_id)
    async with context.database.transaction() as connection:
        order = found_order(await storage.lock_order(connection, project_id, order_id), order_id)
        order.check_editable(moment)
        await _check_complete(connection, order)
        await _check_balance(connection, order)
        move = plan_move(context, order, OrderAction.SUBMIT, moment)
        await carry_out(context, connection, [move])
    context.wakeup.ask()
    return replace(order, state=OrderState.IN_REVIEW, expire_at=None, updated_at=moment)


def found_order(order: NumberOrder | None, order_id: str) -> NumberOrder:
    """Raises NotFound for None."""
    if order is None:
        raise no_order(order_id)
    return order


def no_order(order_id: str) -> NotFound:
    return NotFound("NumberOrder", order_id, "There is no such number order")


async def _insert_order(context: Context, connection: Connection, project_id: str, asked: OrderWish) -> NumberOrder:
    moment = context.clock.now(project_id)
    requirements = await find_requirements(connection, asked.region, asked.type)
    order = NumberOrder(
        id=context.random.ulid(project_id, moment),
        project_id=project_id,
        region=asked.region,
        type=asked.type,
        state=OrderState.CREATED,
        links=asked.links,
        callback_url=asked.callback_url,
        requirements=requirements,
        created_at=moment,
        updated_at=moment,
        expire_at=moment + context.policy.orders.reservation_for(asked.region, requirements),
        purged_at=None,
        numbers=(),
    )
    await storage.insert_order(connection, order)
    return order


async def _reserve(
    context: Context, connection: Connection, order: NumberOrder, asked: OrderWish
) -> list[OrderedNumber]:
    if asked.number:
        return [await reserve_one(connection, order, asked.number)]
    capabilities = needed_capabilities(asked.links) | set(asked.wish.capabilities)
    wish = structs.replace(asked.wish, capabilities=tuple(sorted(capabilities)))
    return await reserve_several(context, connection, order, wish, asked.quantity, sequential=asked.sequential)


async def _check_complete(connection: Connection, order: NumberOrder) -> None:
    if order.requirements is None:
        return
    registered, uploaded = await submitted_parts(connection, order.id)
    missing = missing_parts(order.requirements, registered=registered, uploaded=uploaded)
    if missing:
        raise InvalidRequest(missing)


async def _check_balance(connection: Connection, order: NumberOrder) -> None:
    """A look only: the money is taken at completion, and may be gone by then (see services.order_reviews)."""
    account = (await lock_accounts(connection, [order.project_id]))[order.project_id]
    if not all(account.pay(price) for price in first_charges(order.numbers)):
        raise PermissionDenied(BALANCE_TOO_LOW, "NumberOrder")


def order_time(context: Context, order: NumberOrder) -> datetime:
    """What the clock of the order's project shows."""
    return context.clock.now(order.project_id)

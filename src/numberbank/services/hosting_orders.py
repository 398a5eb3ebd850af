"""Hosting orders: made, looked at, and refused. What moves them on is in services.hosted_numbers and services.loa."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.errors import FailedPrecondition, InvalidRequest, NotFound
from numberbank.domain.events import ImportedEventType, ImportedResource
from numberbank.domain.hosting_orders import (
    TEXT_ENABLE_LIMIT,
    HostedFilter,
    HostedNumber,
    HostingOrder,
    OrderFilter,
    OrderReport,
    OrderState,
    OrderStep,
    OrderType,
)
from numberbank.domain.imported_numbers import HoldState, TimeOrder
from numberbank.domain.loa import Loa, LoaKind
from numberbank.domain.north_american import check_numbers, number_type
from numberbank.domain.number_blocks import Capability, NumberType
from numberbank.domain.provisioning import LinkChange
from numberbank.domain.qualified_numbers import TRANSITIONS, QualifiedStep
from numberbank.domain.steps import StepState
from numberbank.services.callback_urls import check_callback_url
from numberbank.services.context import Context
from numberbank.services.holds import end_holds, hold_numbers, new_events
from numberbank.services.provisioning import check_links
from numberbank.storage import hosting_order_numbers as number_storage
from numberbank.storage import hosting_orders as storage
from numberbank.storage.events import insert_events
from numberbank.storage.holds import lock_holds
from numberbank.storage.hosting_orders import Position
from numberbank.storage.imported_numbers import Position as NumberPosition
from numberbank.storage.pool import Connection
from numberbank.storage.projects import get_project
from numberbank.storage.qualified_numbers import get_qualified, lock_qualified, move_qualified


@dataclass(frozen=True, slots=True)
class OrderWish:
    """What is asked for. `loa` is there for text-enabling only; the campaign may be empty."""

    numbers: Sequence[str]
    region: str
    service_plan_id: str
    campaign_id: str = ""
    migrate_to_sinch_tmo: bool = False
    display_name: str = ""
    callback_url: str = ""
    loa: Loa | None = None
    nnid: str = ""
    scheduled_at: datetime | None = None
    toll_free: bool = False


@dataclass(frozen=True, slots=True)
class OrderPage:
    """`last` is where the next page goes on; None on the last page."""

    orders: list[HostingOrder]
    last: Position | None
    total: int


@dataclass(frozen=True, slots=True)
class HostedPage:
    """`last` is where the next page goes on; None on the last page."""

    numbers: list[HostedNumber]
    last: NumberPosition | None
    total: int


async def order_import(context: Context, project_id: str, wish: OrderWish) -> HostingOrder:
    """Numbers that have an NNID of their own. All of them or none: raises InvalidRequest or Conflict."""
    async with context.database.connection() as connection:
        project = await get_project(connection, project_id)
    limit = project.import_limit if project else 0
    if len(wish.numbers) > limit:
        raise InvalidRequest.of("numbers", f"one order may import {limit} numbers, and this has {len(wish.numbers)}")
    numbers = await _check(context, wish)
    moment = context.clock.now(project_id)
    order = _order(context, project_id, wish, OrderType.IMPORT, moment)
    async with context.database.transaction() as connection:
        await _store(connection, order, numbers)
    context.wakeup.ask()
    return order


async def order_text_enabling(context: Context, project_id: str, wish: OrderWish) -> HostingOrder:
    """Numbers that are verified in the list of qualified numbers. All of them or none.

    Raises InvalidRequest, NotFound for a number that is not in the list, FailedPrecondition for one that is not
    verified, and Conflict for one that anybody holds.
    """
    numbers = await _check(context, wish)
    _check_types(wish, numbers)
    await _check_loa(context, project_id, wish)
    moment = context.clock.now(project_id)
    order = _order(context, project_id, wish, OrderType.TEXT_ENABLE, moment)
    async with context.database.transaction() as connection:
        await _store(connection, order, numbers)
        await lock_qualified(connection, project_id, numbers)
        await _take_qualified(connection, order, numbers)
    context.wakeup.ask()
    return order


async def list_orders(
    context: Context,
    project_id: str,
    wanted: OrderFilter,
    order: TimeOrder,
    after: Position | None,
    page_size: int,
) -> OrderPage:
    async with context.database.connection() as connection:
        orders = await storage.list_orders(connection, project_id, wanted, order, after, page_size + 1)
        total = await storage.count_orders(connection, project_id, wanted)
    page = orders[:page_size]
    if len(orders) <= page_size:
        return OrderPage(page, None, total)
    time = page[-1].created_at if order is TimeOrder.CREATED else page[-1].updated_at
    return OrderPage(page, (time, page[-1].id), total)


async def get_order(context: Context, project_id: str, order_id: str) -> HostingOrder:
    async with context.database.connection() as connection:
        return _owned(await storage.get_order(connection, order_id, project_id), order_id)


async def get_report(context: Context, project_id: str, order_id: str) -> OrderReport:
    async with context.database.connection() as connection:
        _owned(await storage.get_order(connection, order_id, project_id), order_id)
        return await number_storage.report(connection, order_id)


async def list_hosted_numbers(
    context: Context,
    project_id: str,
    order_id: str,
    wanted: HostedFilter,
    order: TimeOrder,
    after: NumberPosition | None,
    page_size: int,
) -> HostedPage:
    async with context.database.connection() as connection:
        _owned(await storage.get_order(connection, order_id, project_id), order_id)
        numbers = await number_storage.list_hosted(connection, order_id, wanted, order, after, page_size + 1)
        total = await number_storage.count_hosted(connection, order_id, wanted)
    page = numbers[:page_size]
    if len(numbers) <= page_size:
        return HostedPage(page, None, total)
    time = page[-1].created_at if order is TimeOrder.CREATED else page[-1].updated_at
    return HostedPage(page, (time, e164_to_int(page[-1].number)), total)


async def get_hosted_number(context: Context, project_id: str, order_id: str, number: E164) -> HostedNumber:
    async with context.database.connection() as connection:
        _owned(await storage.get_order(connection, order_id, project_id), order_id)
        hosted = await number_storage.get_hosted(connection, order_id, number)
    if hosted is None:
        raise NotFound("HostingOrderNumber", number, f"Order {order_id} has no number {number}")
    return hosted


async def reject_order(context: Context, order_id: str, reason: str) -> None:
    """Lets its numbers go. Raises NotFound, or FailedPrecondition once the work has begun."""
    async with context.database.transaction() as connection:
        await lock_holds(connection, await _digits(connection, order_id))
        await storage.lock_order(connection, order_id)
        order = _owned(await storage.get_order(connection, order_id), order_id)
        await reject_locked(context, connection, order, reason, context.clock.now(order.project_id))
    context.wakeup.ask()


async def reject_locked(
    context: Context, connection: Connection, order: HostingOrder, reason: str, moment: datetime
) -> None:
    """The same for an order that is locked, with its numbers."""
    if not await storage.move_order(connection, order.id, OrderStep.REJECT, moment, rejection=reason):
        raise FailedPrecondition(f"Order {order.id} is {order.state} and cannot be rejected any more")
    numbers = await number_storage.numbers_of_order(connection, order.id)
    await end_holds(context, connection, await lock_holds(connection, await _digits(connection, order.id)), moment)
    for number in numbers:
        await number_storage.end_number(connection, order.id, number, moment, _REJECTED)
    if order.type is OrderType.TEXT_ENABLE:
        error = f"The order was rejected: {reason}"
        await move_qualified(connection, order.project_id, numbers, QualifiedStep.FAIL_HOSTING, moment, error)
    events = [
        event
        for number in numbers
        for event in new_events(
            context,
            order.project_id,
            number,
            order.callback_url,
            moment,
            ImportedResource.HOSTING_ORDER_NUMBER,
            [(ImportedEventType.HOSTING_PROCESS, _REJECTED)],
        )
    ]
    await insert_events(connection, events)


_REJECTED = "NUMBER_PROVISIONING_FAILED"
"""what is said of the numbers of a rejected order: no code of the reference is closer"""


async def _digits(connection: Connection, order_id: str) -> list[int]:
    return [e164_to_int(number) for number in await number_storage.numbers_of_order(connection, order_id)]


async def _check(context: Context, wish: OrderWish) -> list[E164]:
    numbers = check_numbers(wish.numbers, "numbers", wish.region)
    if len(numbers) < len(wish.numbers):
        raise InvalidRequest.of("numbers", "name each number once")
    if wish.campaign_id and wish.region != "US":
        raise InvalidRequest.of("campaignId", f"campaigns are for US numbers, and these are of {wish.region}")
    check_links(wish.region, (Capability.SMS,), LinkChange(wish.service_plan_id, wish.campaign_id))
    await check_callback_url(context, wish.callback_url)
    return numbers


def _check_types(wish: OrderWish, numbers: Sequence[E164]) -> None:
    if len(numbers) > TEXT_ENABLE_LIMIT:
        raise InvalidRequest.of("numbers", f"one order may have {TEXT_ENABLE_LIMIT} numbers")
    wrong = [number for number in numbers if (number_type(number) is NumberType.TOLL_FREE) is not wish.toll_free]
    if wrong and wish.toll_free:
        raise InvalidRequest.of("numbers", f"{wrong[0]} is not a toll-free number: use textEnableNumbers")
    if wrong:
        raise InvalidRequest.of("numbers", f"TFN_NOT_ALLOWED: {wrong[0]} is toll-free: use textEnableTollFreeNumbers")


async def _check_loa(context: Context, project_id: str, wish: OrderWish) -> None:
    loa = wish.loa
    if loa is not None and loa.kind is not LoaKind.BLANKET:
        return
    async with context.database.connection() as connection:
        project = await get_project(connection, project_id)
    if not (context.policy.blanket_loa or (project is not None and project.blanket_loa)):
        raise InvalidRequest.of(
            "blanketLoaInfo", "no blanket letter is on file: give directLoaInfo or resellerLoaInfo, or ask the operator"
        )


def _order(context: Context, project_id: str, wish: OrderWish, type_: OrderType, moment: datetime) -> HostingOrder:
    return HostingOrder(
        id=context.random.ulid(project_id, moment),
        project_id=project_id,
        display_name=wish.display_name,
        region=wish.region,
        type=type_,
        state=OrderState.SUBMITTED,
        toll_free=wish.toll_free,
        service_plan_id=wish.service_plan_id,
        campaign_id=wish.campaign_id,
        migrate_to_sinch_tmo=wish.migrate_to_sinch_tmo,
        nnid=wish.nnid or (context.policy.nnid if type_ is OrderType.TEXT_ENABLE else ""),
        callback_url=wish.callback_url,
        scheduled_at=wish.scheduled_at,
        loa=wish.loa,
        created_at=moment,
        updated_at=moment,
    )


async def _store(connection: Connection, order: HostingOrder, numbers: Sequence[E164]) -> None:
    """Raises Conflict when anybody holds one of the numbers."""
    await hold_numbers(
        connection,
        order.project_id,
        HoldState.HOSTING,
        numbers,
        order.region,
        order.display_name,
        order.callback_url,
    )
    await storage.insert_order(connection, order)
    await number_storage.insert_numbers(
        connection,
        order.id,
        order.project_id,
        numbers,
        order.created_at,
        osr=StepState.WAITING if order.type is OrderType.TEXT_ENABLE else StepState.UNSPECIFIED,
        campaign=StepState.WAITING if order.campaign_id else StepState.UNSPECIFIED,
    )


async def _take_qualified(connection: Connection, order: HostingOrder, numbers: Sequence[E164]) -> None:
    listed = await get_qualified(connection, order.project_id, numbers)
    for number in numbers:
        if number not in listed:
            raise NotFound("QualifiedNumber", number, f"{number} is not a qualified number: add and verify it first")
    allowed, _ = TRANSITIONS[QualifiedStep.ORDER]
    for number, qualified in listed.items():
        if qualified.state not in allowed:
            raise FailedPrecondition(f"{number} is {qualified.state}: only verified numbers can be text-enabled")
    await move_qualified(connection, order.project_id, numbers, QualifiedStep.ORDER, order.created_at)


def _owned(order: HostingOrder | None, order_id: str) -> HostingOrder:
    if order is None:
        raise NotFound("HostingOrder", order_id, f"There is no hosting order {order_id}")
    return order

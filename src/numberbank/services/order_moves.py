"""Moving orders from state to state, with what follows: log, freed numbers, and events, in the same transaction."""

from collections.abc import Sequence
from datetime import datetime

from numberbank.domain.callbacks import endpoint_of
from numberbank.domain.events import number_order_event
from numberbank.domain.number_orders import FINAL, TRANSITIONS, NumberOrder, OrderAction
from numberbank.services.context import Context
from numberbank.storage.events import NewEvent, insert_events
from numberbank.storage.number_orders import MovedOrder, OrderMove, move_orders
from numberbank.storage.pool import Connection


def plan_move(
    context: Context, order: NumberOrder, action: OrderAction, moment: datetime, message: str = ""
) -> OrderMove:
    """The move with the times that belong to its new state."""
    policy = context.policy.orders
    return OrderMove(
        order.id,
        action,
        moment,
        message,
        # A blocked order waits for its customer again, and so for no longer than a new one.
        expire_at=moment + policy.reservation_for(order.region, order.requirements)
        if action is OrderAction.BLOCK
        else None,
        review_at=_review_at(context, order, moment) if action is OrderAction.SUBMIT else None,
        purge_at=purge_at(context, action, moment),
    )


def purge_at(context: Context, action: OrderAction, moment: datetime) -> datetime | None:
    retention = context.policy.orders.retention
    return moment + retention if retention is not None and TRANSITIONS[action].target in FINAL else None


async def carry_out(context: Context, connection: Connection, moves: Sequence[OrderMove]) -> list[MovedOrder]:
    """Makes the moves that their orders' states allow and writes the events that tell of them."""
    moved = await move_orders(connection, moves)
    events = [_event(context, order) for order in moved if order.callback_url]
    if events:
        await insert_events(connection, events)
    return moved


def _review_at(context: Context, order: NumberOrder, moment: datetime) -> datetime | None:
    """Where nothing was to be filled in there is nothing to review, and the worker completes the order at once."""
    if order.requirements is None:
        return moment
    after = context.policy.orders.review_after
    return moment + after if after is not None else None


def _event(context: Context, order: MovedOrder) -> NewEvent:
    event_id = context.random.ulid(order.project_id, order.moment)
    body = number_order_event(event_id, order.moment, order.project_id, order.order_id, order.state)
    url = order.callback_url
    return NewEvent(event_id, order.project_id, order.order_id, url, endpoint_of(url), body, order.moment)

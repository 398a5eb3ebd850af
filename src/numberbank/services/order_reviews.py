"""Deciding on orders: by people, by the sandbox's reviewer, and by itself where nothing was to be filled in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from numberbank.domain.billing import Account
from numberbank.domain.clock import Due
from numberbank.domain.errors import Conflict
from numberbank.domain.number_orders import (
    BALANCE_TOO_LOW,
    TRANSITIONS,
    NumberOrder,
    OrderAction,
    OrderState,
    Verdict,
    first_charges,
    may,
    sandbox_verdict,
)
from numberbank.domain.provisioning import first_plan
from numberbank.services.context import Context
from numberbank.services.number_orders import found_order, order_time
from numberbank.services.order_moves import carry_out, plan_move
from numberbank.services.registrations import get_registration
from numberbank.storage import number_orders as orders_storage
from numberbank.storage import order_reviews as storage
from numberbank.storage.ledger import lock_accounts, store_balances
from numberbank.storage.number_orders import OrderMove, get_order, lock_order
from numberbank.storage.order_reviews import ActivatedNumber, DueReview
from numberbank.storage.pool import Connection
from numberbank.storage.provisioning_jobs import NumberPlan, store_plans
from numberbank.storage.registrations import Registration

BATCH = 20
"""orders of a hundred numbers at most"""


async def list_orders(
    context: Context,
    project_id: str | None,
    state: OrderState | None,
    after: tuple[datetime, str] | None,
    page_size: int,
) -> tuple[list[NumberOrder], bool]:
    """A page of orders, oldest first, of one project or of all, and whether there are more."""
    async with context.database.connection() as connection:
        orders = await orders_storage.list_orders(connection, project_id, state, after, page_size + 1)
    return orders[:page_size], len(orders) > page_size


async def read_order(context: Context, order_id: str) -> tuple[NumberOrder, Registration]:
    """Whosesoever it is; raises NotFound."""
    async with context.database.connection() as connection:
        order = found_order(await get_order(connection, None, order_id), order_id)
    return order, await get_registration(context, None, order_id)


async def decide_order(context: Context, order_id: str, verdict: Verdict) -> None:
    """What a person decides.

    Raises NotFound; Conflict when the order's state does not allow it, or when the project's balance does not cover
    its numbers, and then nothing changes.
    """
    async with context.database.transaction() as connection:
        order = found_order(await lock_order(connection, None, order_id), order_id)
        if not may(order.state, verdict.action):
            wanted = " or ".join(sorted(TRANSITIONS[verdict.action].sources))
            raise Conflict(f"the order is {order.state}, and only one that is {wanted} can be decided on so")
        moment = order_time(context, order)
        paid = await _pay(connection, [order] if verdict.action is OrderAction.APPROVE else [])
        if verdict.action is OrderAction.APPROVE and order.id not in paid:
            raise Conflict(f"{BALANCE_TOO_LOW} of the order: block it with a message, or credit the project")
        await _decide(
            context, connection, [(order, plan_move(context, order, verdict.action, moment, verdict.message))]
        )
    context.wakeup.ask()


async def review_orders(context: Context, due: Due) -> int:
    """Decides on a batch of orders that no person decides on; how many.

    One that is approved but cannot be paid for is blocked instead, with a message that says so.
    """
    async with context.database.transaction() as connection:
        reviews = await storage.lock_due_reviews(connection, due, BATCH)
        if not reviews:
            return 0
        sorted_out = _sort_out(reviews)
        if sorted_out.held:
            await storage.leave_to_people(connection, sorted_out.held)
        approved = [each.order for each, verdict in sorted_out.decided if verdict.action is OrderAction.APPROVE]
        paid = await _pay(connection, approved)
        moves = [
            (each.order, _move(context, each, verdict, each.order.id in paid)) for each, verdict in sorted_out.decided
        ]
        await _decide(context, connection, moves)
    context.wakeup.ask()
    return len(reviews)


@dataclass(frozen=True, slots=True)
class _Reviews:
    held: list[str]
    decided: list[tuple[DueReview, Verdict]]


def _sort_out(reviews: Sequence[DueReview]) -> _Reviews:
    verdicts = [(each, sandbox_verdict(json.loads(each.registration or "{}"))) for each in reviews]
    return _Reviews(
        [each.order.id for each, verdict in verdicts if verdict is None],
        [(each, verdict) for each, verdict in verdicts if verdict is not None],
    )


def _move(context: Context, review: DueReview, verdict: Verdict, paid: bool) -> OrderMove:
    if verdict.action is OrderAction.APPROVE and not paid:
        verdict = Verdict(OrderAction.BLOCK, f"{BALANCE_TOO_LOW}. Top it up, then submit again.")
    return plan_move(context, review.order, verdict.action, review.moment, verdict.message)


async def _pay(connection: Connection, orders: Sequence[NumberOrder]) -> set[str]:
    """Takes what orders cost out of their projects' balances; the ids of those that could be paid for."""
    if not orders:
        return set()
    accounts = await lock_accounts(connection, list({order.project_id for order in orders}))
    paid = {order.id for order in orders if _pay_order(order, accounts[order.project_id])}
    await store_balances(connection, accounts)
    return paid


def _pay_order(order: NumberOrder, account: Account) -> bool:
    before = account.balance
    if all(account.pay(price) for price in first_charges(order.numbers)):
        return True
    account.balance = before
    return False


async def _decide(context: Context, connection: Connection, moves: Sequence[tuple[NumberOrder, OrderMove]]) -> None:
    """For orders that are locked, and paid for where they complete."""
    await carry_out(context, connection, [move for _, move in moves])
    completed = {order.id: order for order, move in moves if move.action is OrderAction.APPROVE}
    times = [(move.order_id, move.moment) for _, move in moves if move.order_id in completed]
    if times:
        activated = await storage.activate_numbers(connection, times)
        plans = [_plan(context, number, completed[number.order_id]) for number in activated]
        await store_plans(connection, [plan for plan in plans if plan.plan])


def _plan(context: Context, number: ActivatedNumber, order: NumberOrder) -> NumberPlan:
    plan = first_plan(order.links)
    job_ids = [context.random.ulid(number.project_id, number.moment) for _ in plan.put]
    return NumberPlan(number.number, number.project_id, plan, job_ids, number.moment)

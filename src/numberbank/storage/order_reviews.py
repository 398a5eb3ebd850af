"""Orders whose time has come: to be reviewed by the sandbox, to expire, to be forgotten; and those that complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from numberbank.domain.clock import Due
from numberbank.domain.e164 import E164, e164_from_int
from numberbank.domain.number_orders import NumberOrder
from numberbank.storage.due import due_arguments, is_due, moment
from numberbank.storage.number_orders import ORDER, number_order
from numberbank.storage.pool import Connection


@dataclass(frozen=True, slots=True)
class DueReview:
    """An order to be decided on, with its registration as JSON."""

    order: NumberOrder
    registration: str | None
    moment: datetime


async def lock_due_reviews(connection: Connection, due: Due, limit: int) -> list[DueReview]:
    """For this transaction alone, in the order of their times."""
    rows = await connection.fetch(
        f"""
        with due as (
            select t.id, t.review_at, {moment("review_at")} as moment
            from number_order t join project p on p.id = t.project_id
            where t.review_at is not null and {is_due("review_at")}
            order by t.review_at, t.id limit $5 for update of t skip locked
        )
        select {ORDER}, due.moment from due join number_order o using (id) order by due.review_at, o.id
        """,
        *due_arguments(due),
        limit,
    )
    return [DueReview(number_order(row), row["registration"], row["moment"]) for row in rows]


async def leave_to_people(connection: Connection, order_ids: Sequence[str]) -> None:
    await connection.execute("update number_order set review_at = null where id = any ($1::text[])", order_ids)


async def lock_due_reservations(connection: Connection, due: Due, limit: int) -> list[tuple[str, datetime]]:
    """The ids of orders whose reservation is over, each with the time at which that is found."""
    rows = await connection.fetch(
        f"""
        select t.id, {moment("expire_at")} as moment from number_order t join project p on p.id = t.project_id
        where t.state in ('CREATED', 'BLOCKED') and {is_due("expire_at")}
        order by t.expire_at, t.id limit $5 for update of t skip locked
        """,
        *due_arguments(due),
        limit,
    )
    return [(row["id"], row["moment"]) for row in rows]


@dataclass(frozen=True, slots=True)
class ActivatedNumber:
    number: E164
    order_id: str
    project_id: str
    moment: datetime


async def activate_numbers(connection: Connection, orders: Sequence[tuple[str, datetime]]) -> list[ActivatedNumber]:
    """Makes the numbers of orders (id and time) their project's own, from then on, and charges them."""
    rows = await connection.fetch(
        """
        with completed as (
            select * from unnest($1::text[], $2::timestamptz[]) as c (order_id, moment)
        ), activated as (
            update number n set state = 'ACTIVE', rented_at = c.moment, callback_url = o.callback_url,
                next_charge_at = c.moment + make_interval(months => n.interval_months),
                charge_due_at = c.moment + make_interval(months => n.interval_months)
            from completed c join number_order o on o.id = c.order_id
            where n.order_id = c.order_id and n.state = 'RESERVED'
            returning n.e164, n.order_id, n.project_id, n.next_charge_at, c.moment
        ), charged as (
            insert into charge (e164, kind, period_start, period_end, project_id, amount, currency)
            select i.e164, line.kind, a.moment, line.period_end, a.project_id, line.amount, i.currency
            from activated a join number_order_item i on i.order_id = a.order_id and i.e164 = a.e164,
            lateral (values ('SETUP', a.moment, i.setup_price), ('MONTHLY', a.next_charge_at, i.monthly_price))
                as line (kind, period_end, amount)
        )
        select e164, order_id, project_id, moment from activated order by order_id, e164
        """,
        [order_id for order_id, _ in orders],
        [moment for _, moment in orders],
    )
    return [
        ActivatedNumber(e164_from_int(row["e164"]), row["order_id"], row["project_id"], row["moment"]) for row in rows
    ]


async def purge_orders(connection: Connection, due: Due, message: str, limit: int) -> int:
    """Deletes the KYC data of orders that are over for long enough and notes that in their logs; how many.

    Documents are marked, and deleted by the work that follows.
    """
    status = await connection.execute(
        f"""
        with due as (
            select t.id, t.project_id, {moment("purge_at")} as moment
            from number_order t join project p on p.id = t.project_id
            where t.purge_at is not null and {is_due("purge_at")}
            order by t.purge_at, t.id limit $5 for update of t skip locked
        ), gone as (
            delete from number_order_attachment a using due where a.order_id = due.id
            returning a.document_id, due.moment
        ), marked as (
            update document d set due_at = gone.moment from gone where d.id = gone.document_id
        ), logged as (
            insert into number_order_log (order_id, project_id, created_at, message)
            select id, project_id, moment, $6 from due on conflict do nothing
        )
        update number_order o set registration = null, purge_at = null, purged_at = due.moment
        from due where o.id = due.id
        """,
        *due_arguments(due),
        limit,
        message,
    )
    return int(status.removeprefix("UPDATE "))

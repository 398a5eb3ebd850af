"""Hosting orders."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from numberbank.domain.clock import Due
from numberbank.domain.e164 import E164, e164_from_int
from numberbank.domain.hosting_orders import (
    TRANSITIONS,
    HostingOrder,
    OrderFilter,
    OrderState,
    OrderStep,
    OrderType,
)
from numberbank.domain.imported_numbers import TimeOrder
from numberbank.domain.loa import Address, Loa, LoaKind, Person
from numberbank.storage.due import due_arguments, is_due, moment
from numberbank.storage.pool import Connection, Row

_COLUMNS = """o.id, o.project_id, o.display_name, o.region, o.type, o.state, o.toll_free, o.service_plan_id,
    o.campaign_id, o.migrate_to_sinch_tmo, o.nnid, o.callback_url, o.scheduled_at, o.loa_kind, o.loa, o.created_at,
    o.updated_at, coalesce(o.signer, '') as signer, o.signed_at, o.rejection"""
_TIME_COLUMNS = {TimeOrder.CREATED: "created_at", TimeOrder.UPDATED: "updated_at"}

Position = tuple[datetime, str]
"""where a list goes on: time and id of the last order seen"""


async def insert_order(connection: Connection, order: HostingOrder) -> None:
    """A new order is due at once."""
    loa = order.loa
    await connection.execute(
        """
        insert into hosting_order (id, project_id, display_name, region, type, state, toll_free, service_plan_id,
            campaign_id, migrate_to_sinch_tmo, nnid, callback_url, scheduled_at, loa_kind, loa, created_at, updated_at,
            due_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $16)
        """,
        order.id,
        order.project_id,
        order.display_name,
        order.region,
        order.type,
        order.state,
        order.toll_free,
        order.service_plan_id,
        order.campaign_id,
        order.migrate_to_sinch_tmo,
        order.nnid,
        order.callback_url,
        order.scheduled_at,
        loa.kind if loa else None,
        json.dumps(asdict(loa)) if loa else None,
        order.created_at,
    )


async def get_order(connection: Connection, order_id: str, project_id: str | None = None) -> HostingOrder | None:
    """Of any project when none is given."""
    row = await connection.fetchrow(
        f"select {_COLUMNS} from hosting_order o where id = $1 and ($2::text is null or project_id = $2)",
        order_id,
        project_id,
    )
    return _order(row) if row else None


async def lock_order(connection: Connection, order_id: str) -> None:
    """Keeps others from moving the order until the transaction ends."""
    await connection.execute("select from hosting_order where id = $1 for update", order_id)


async def lock_orders_of(connection: Connection, digits: Sequence[int]) -> dict[E164, HostingOrder]:
    """The orders that are at work on numbers, by number, locked in one order everywhere."""
    await connection.execute(
        """
        select from hosting_order where id in (
            select order_id from hosting_order_number where e164 = any ($1::bigint[]) and ended_at is null
        ) order by id for update
        """,
        digits,
    )
    rows = await connection.fetch(
        f"""
        select h.e164, {_COLUMNS} from hosting_order o join hosting_order_number h on h.order_id = o.id
        where h.e164 = any ($1::bigint[]) and h.ended_at is null
        """,
        digits,
    )
    return {e164_from_int(row["e164"]): _order(row) for row in rows}


async def list_orders(
    connection: Connection,
    project_id: str,
    wanted: OrderFilter,
    order: TimeOrder,
    after: Position | None,
    limit: int,
) -> list[HostingOrder]:
    column = _TIME_COLUMNS[order]
    rows = await connection.fetch(
        f"""
        select {_COLUMNS} from hosting_order o
        where {_FILTER} and ($7::timestamptz is null or (o.{column}, o.id) > ($7, $8))
        order by o.{column}, o.id limit $9
        """,
        *_filter_arguments(project_id, wanted),
        after[0] if after else None,
        after[1] if after else "",
        limit,
    )
    return [_order(row) for row in rows]


async def count_orders(connection: Connection, project_id: str, wanted: OrderFilter) -> int:
    count: int = await connection.fetchval(
        f"select count(*) from hosting_order o where {_FILTER}", *_filter_arguments(project_id, wanted)
    )
    return count


async def find_due_order(connection: Connection, due: Due) -> str | None:
    """The id of the order whose time came first."""
    order_id: str | None = await connection.fetchval(
        f"""
        select t.id from hosting_order t join project p on p.id = t.project_id
        where {is_due("due_at")} order by t.due_at, t.id limit 1
        """,
        *due_arguments(due),
    )
    return order_id


async def lock_due_order(connection: Connection, due: Due, order_id: str) -> tuple[HostingOrder, datetime] | None:
    """The order and what its project's clock shows, locked; None when another worker was faster."""
    await lock_order(connection, order_id)
    row = await connection.fetchrow(
        f"""
        select {_COLUMNS}, due.moment from hosting_order o join (
            select t.id, {moment("due_at")} as moment from hosting_order t join project p on p.id = t.project_id
            where t.id = $5 and {is_due("due_at")}
        ) due using (id)
        """,
        *due_arguments(due),
        order_id,
    )
    return (_order(row), row["moment"]) if row else None


async def move_order(
    connection: Connection,
    order_id: str,
    step: OrderStep,
    now: datetime,
    *,
    due_at: datetime | None = None,
    signer: str | None = None,
    scheduled_at: datetime | None = None,
    rejection: str = "",
) -> bool:
    """Takes a step, if the order's state allows it. `due_at` is when it is looked at again."""
    before, after = TRANSITIONS[step]
    status = await connection.execute(
        """
        update hosting_order set state = $3, updated_at = $4, due_at = $5, signer = coalesce($6, signer),
            signed_at = case when $6::text is null then signed_at else $4 end,
            scheduled_at = coalesce($7, scheduled_at), rejection = $8
        where id = $1 and state = any ($2::text[])
        """,
        order_id,
        list(before),
        after,
        now,
        due_at,
        signer,
        scheduled_at,
        rejection,
    )
    return status == "UPDATE 1"


_FILTER = """o.project_id = $1 and ($2::text[] = '{}' or o.state = any ($2)) and ($3::text is null or o.type = $3)
        and ($4::text is null or o.service_plan_id = $4) and ($5::text is null or o.campaign_id = $5)
        and ($6::text is null or o.region = $6)"""


def _filter_arguments(project_id: str, wanted: OrderFilter) -> tuple[object, ...]:
    return (
        project_id,
        list(wanted.states),
        wanted.type,
        wanted.service_plan_id,
        wanted.campaign_id,
        wanted.region,
    )


def _order(row: Row) -> HostingOrder:
    return HostingOrder(
        id=row["id"],
        project_id=row["project_id"],
        display_name=row["display_name"],
        region=row["region"],
        type=OrderType(row["type"]),
        state=OrderState(row["state"]),
        toll_free=row["toll_free"],
        service_plan_id=row["service_plan_id"],
        campaign_id=row["campaign_id"],
        migrate_to_sinch_tmo=row["migrate_to_sinch_tmo"],
        nnid=row["nnid"],
        callback_url=row["callback_url"],
        scheduled_at=row["scheduled_at"],
        loa=_loa(json.loads(row["loa"])) if row["loa"] else None,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        signer=row["signer"],
        signed_at=row["signed_at"],
        rejection=row["rejection"],
    )


def _loa(fields: dict[str, object]) -> Loa:
    person, address = fields["person"], fields["address"]
    return Loa(
        kind=LoaKind(str(fields["kind"])),
        person=Person(**person) if isinstance(person, dict) else None,
        address=Address(**address) if isinstance(address, dict) else None,
        current_voice_carrier=str(fields["current_voice_carrier"]),
        business_name=str(fields["business_name"]),
    )

"""Orders of numbers: made, read, and moved from state to state by compare-and-set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from numberbank.domain.e164 import e164_from_int
from numberbank.domain.money import Money
from numberbank.domain.number_blocks import Capability, NumberType
from numberbank.domain.number_orders import TRANSITIONS, NumberOrder, OrderAction, OrderedNumber, OrderState
from numberbank.domain.provisioning import LinkChange, VoiceTarget, VoiceType
from numberbank.domain.requirements import decode_requirements, encode_requirements
from numberbank.storage.pool import Connection, Row

ORDER = """o.*, array(
    select row (i.e164, i.setup_price, i.monthly_price, i.currency, i.interval_months, i.capabilities)
    from number_order_item i where i.order_id = o.id order by i.e164) as items"""
"""the columns that `number_order` reads, of a table named o"""


async def insert_order(connection: Connection, order: NumberOrder) -> None:
    """Without its numbers, which are reserved for it next."""
    voice = order.links.voice
    await connection.execute(
        """
        insert into number_order (
            id, project_id, region, number_type, state, service_plan_id, campaign_id, voice_type, voice_id,
            callback_url, requirements, created_at, updated_at, expire_at
        ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)
        """,
        order.id,
        order.project_id,
        order.region,
        order.type,
        order.state,
        order.links.service_plan_id,
        order.links.campaign_id,
        voice.type if voice else None,
        voice.id if voice else None,
        order.callback_url,
        encode_requirements(order.requirements) if order.requirements else None,
        order.created_at,
        order.expire_at,
    )


async def get_order(connection: Connection, project_id: str | None, order_id: str) -> NumberOrder | None:
    """None when there is no such order of the project; the operator's look (project None) is at those of all."""
    row = await connection.fetchrow(
        f"select {ORDER} from number_order o where o.id = $1 and ($2::text is null or o.project_id = $2)",
        order_id,
        project_id,
    )
    return number_order(row) if row else None


async def lock_order(connection: Connection, project_id: str | None, order_id: str) -> NumberOrder | None:
    """The same, and nobody else changes the order until the transaction ends."""
    await connection.execute("select from number_order where id = $1 for update", order_id)
    return await get_order(connection, project_id, order_id)


async def list_orders(
    connection: Connection,
    project_id: str | None,
    state: OrderState | None,
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[NumberOrder]:
    """Oldest first, at most `limit` after `after` (time and id of the last one seen)."""
    rows = await connection.fetch(
        f"""
        select {ORDER} from number_order o
        where ($1::text is null or o.project_id = $1) and ($2::text is null or o.state = $2)
        and ($3::timestamptz is null or (o.created_at, o.id) > ($3, $4))
        order by o.created_at, o.id limit $5
        """,
        project_id,
        state,
        after[0] if after else None,
        after[1] if after else "",
        limit,
    )
    return [number_order(row) for row in rows]


@dataclass(frozen=True, slots=True)
class OrderMove:
    """An action on an order, with the times that hold in its new state; `message` goes into its log."""

    order_id: str
    action: OrderAction
    moment: datetime
    message: str = ""
    expire_at: datetime | None = None
    review_at: datetime | None = None
    purge_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MovedOrder:
    order_id: str
    project_id: str
    state: OrderState
    callback_url: str
    moment: datetime


async def move_orders(connection: Connection, moves: Sequence[OrderMove]) -> list[MovedOrder]:
    """Carries out what the table of transitions allows, and returns those orders that it allowed it for.

    Numbers of an order that ends without them are available again in the same statement. An expired order keeps the
    time at which it ended.
    """
    rows = await connection.fetch(
        """
        with move as (
            select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::timestamptz[],
                $7::timestamptz[], $8::timestamptz[])
            as m (order_id, sources, target, moment, message, expire_at, review_at, purge_at)
        ), moved as (
            update number_order o set state = m.target, updated_at = m.moment, review_at = m.review_at,
                purge_at = m.purge_at,
                expire_at = case when m.target = 'EXPIRED' then o.expire_at else m.expire_at end
            from move m where o.id = m.order_id and o.state = any (string_to_array(m.sources, ','))
            returning o.id as order_id, o.project_id, o.state, o.callback_url, m.moment, m.message
        ), freed as (
            delete from number n using moved m
            where n.order_id = m.order_id and n.state = 'RESERVED' and m.state in ('EXPIRED', 'REJECTED')
        ), logged as (
            insert into number_order_log (order_id, project_id, created_at, message)
            select order_id, project_id, moment, message from moved where message <> ''
            on conflict do nothing
        )
        select order_id, project_id, state, callback_url, moment from moved
        """,
        [move.order_id for move in moves],
        [",".join(sorted(TRANSITIONS[move.action].sources)) for move in moves],
        [TRANSITIONS[move.action].target for move in moves],
        [move.moment for move in moves],
        [move.message for move in moves],
        [move.expire_at for move in moves],
        [move.review_at for move in moves],
        [move.purge_at for move in moves],
    )
    return [MovedOrder(**{**row, "state": OrderState(row["state"])}) for row in rows]


def number_order(row: Row) -> NumberOrder:
    """From the columns `ORDER`."""
    return NumberOrder(
        id=row["id"],
        project_id=row["project_id"],
        region=row["region"],
        type=NumberType(row["number_type"]),
        state=OrderState(row["state"]),
        links=LinkChange(
            row["service_plan_id"],
            row["campaign_id"],
            VoiceTarget(VoiceType(row["voice_type"]), row["voice_id"]) if row["voice_type"] else None,
        ),
        callback_url=row["callback_url"],
        requirements=decode_requirements(row["requirements"]) if row["requirements"] else None,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        expire_at=row["expire_at"],
        purged_at=row["purged_at"],
        numbers=tuple(_ordered_number(item) for item in row["items"]),
    )


def _ordered_number(item: Row) -> OrderedNumber:
    digits, setup_price, monthly_price, currency, interval_months, capabilities = item
    return OrderedNumber(
        e164_from_int(digits),
        Money(setup_price, currency),
        Money(monthly_price, currency),
        interval_months,
        tuple(Capability(name) for name in capabilities),
    )

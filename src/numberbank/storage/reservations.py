"""Numbers that are kept for an order: rows of `number` with the state RESERVED, whose primary key is the only guard."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from numberbank.domain.e164 import E164, e164_from_int, e164_to_int
from numberbank.domain.money import Money
from numberbank.domain.number_blocks import Capability, NumberType
from numberbank.domain.number_orders import OrderedNumber
from numberbank.domain.patterns import Placement, placements
from numberbank.storage.available_numbers import NumberSearch
from numberbank.storage.crowding import NOTED
from numberbank.storage.pool import Connection


@dataclass(frozen=True, slots=True)
class ReservedNumber:
    """A number with the region and type of its block."""

    ordered: OrderedNumber
    region: str
    type: NumberType


async def queue_up(connection: Connection, region: str, number_type: NumberType) -> None:
    """Lets orders of several numbers of one kind come one after the other until their transactions end.

    Two that take the same numbers in another order would wait for each other for ever, or each keep the other from
    what both could have had. Renting does not queue: it takes one number and is soon done.
    """
    await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"{region} {number_type}")


async def reserve_numbers(
    connection: Connection, numbers: Sequence[E164], project_id: str, order_id: str, moment: datetime
) -> list[ReservedNumber]:
    """Keeps those numbers that are available for the order, and returns them in their order."""
    rows = await connection.fetch(
        f"""
        with wanted as (
            select b.*, w.e164 from unnest($1::bigint[]) as w (e164)
            join number_block b on int8range(b.first, b.last, '[]') @> w.e164
        ), reserved as (
            insert into number (
                e164, project_id, state, order_id, region, type, capabilities, price, currency, interval_months,
                aging_days, rented_at, next_charge_at
            )
            select e164, $2, 'RESERVED', $3, region, type, capabilities, monthly_price, currency, interval_months,
                aging_days, $4, $4
            from wanted order by e164
            on conflict do nothing returning e164
        ), noted as (
            insert into block_to_count select distinct b.id from reserved join wanted b using (e164) where {NOTED}
        ), item as (
            insert into number_order_item (
                order_id, e164, project_id, setup_price, monthly_price, currency, interval_months, capabilities
            )
            select $3, e164, $2, setup_price, monthly_price, currency, interval_months, capabilities
            from wanted join reserved using (e164)
        )
        select w.* from wanted w join reserved using (e164) order by w.e164
        """,
        [e164_to_int(number) for number in numbers],
        project_id,
        order_id,
        moment,
    )
    return [
        ReservedNumber(
            OrderedNumber(
                e164_from_int(row["e164"]),
                Money(row["setup_price"], row["currency"]),
                Money(row["monthly_price"], row["currency"]),
                row["interval_months"],
                tuple(Capability(name) for name in row["capabilities"]),
            ),
            row["region"],
            NumberType(row["type"]),
        )
        for row in rows
    ]


async def let_go(connection: Connection, order_id: str) -> None:
    """Gives up what an order that is still being made has reserved."""
    await connection.execute(
        """
        with item as (delete from number_order_item where order_id = $1)
        delete from number where order_id = $1 and state = 'RESERVED'
        """,
        order_id,
    )


async def find_sequence(connection: Connection, search: NumberSearch) -> list[E164]:
    """`search.size` consecutive available numbers that all match, the lowest found; empty when there are none.

    Ranges that are long enough by themselves are looked at first. They are few, and where nearly everything is free
    they are all that is needed. Only then come the many short ones, which touch and make a long one now and then.
    """
    ranges = _ranges(search)
    long_enough = [each for each in ranges if 10**each.shift >= search.size]
    for chosen in (long_enough, ranges):
        row = await connection.fetchrow(
            f"{_SEQUENCES} where run.length >= $9 limit 1", *_arguments(search, chosen, search.size)
        )
        if row is not None:
            return [e164_from_int(digits) for digits in range(row["start"], row["start"] + search.size)]
    return []


async def longest_sequence(connection: Connection, search: NumberSearch) -> int:
    """How many consecutive available numbers there are at most."""
    length: int | None = await connection.fetchval(
        f"select max(run.length) from ({_SEQUENCES} where run.length > 0) run",
        *_arguments(search, _ranges(search), 1),
    )
    return length or 0


def _ranges(search: NumberSearch) -> list[Placement]:
    """The pattern's placements, each with as many free digits behind it as can run through all their values."""
    return [
        place if place.fixed_width else replace(place, shift=place.free_digits) for place in placements(search.pattern)
    ]


def _arguments(search: NumberSearch, ranges: Sequence[Placement], shortest: int) -> tuple[object, ...]:
    return (
        search.region,
        search.type,
        search.capabilities,
        [each.free_digits for each in ranges],
        [each.prefix_like for each in ranges],
        [each.fixed for each in ranges],
        [each.fixed_width for each in ranges],
        [each.shift for each in ranges],
        shortest,
    )


# A placement leaves `shift` digits free behind those it fixes, and so makes ranges of 10^shift numbers that match.
# Ranges that touch or overlap are joined to islands, also across blocks; held numbers cut an island into runs. The
# lateral part is worked out island by island, and a limit stops it as soon as a run is long enough.
_SEQUENCES = """
    with range as (
        select b.first + step.i * w.width + p.fixed * w.size as low, b.first + step.i * w.width + (p.fixed + 1) * w.size
            - 1 as high
        from number_block b
        join unnest($4::int[], $5::text[], $6::bigint[], $7::int[], $8::int[])
            as p (free_digits, prefix_like, fixed, fixed_width, shift)
            on p.free_digits = b.free_digits and b.prefix like p.prefix_like
        cross join lateral (select (10 ^ (p.fixed_width + p.shift))::bigint as width, (10 ^ p.shift)::bigint as size) w
        cross join lateral generate_series(0, (b.last - b.first + 1) / w.width - 1) as step (i)
        where b.region = $1 and b.type = $2 and not b.hidden and b.capabilities @> $3::text[]
    ), reach as (
        select *, max(high) over (order by low, high desc rows between unbounded preceding and 1 preceding) as before
        from range
    ), numbered as (
        select *, count(*) filter (where before is null or before < low - 1) over (order by low, high desc) as island
        from reach
    ), island as (
        select min(low) as low, max(high) as high from numbered group by island having max(high) - min(low) + 1 >= $9
    )
    select run.start, run.length from (select * from island order by low) i cross join lateral (
        select e164 + 1 as start, lead(e164, 1, i.high + 1) over (order by e164) - e164 - 1 as length
        from (select i.low - 1 as e164 union all select e164 from number where e164 between i.low and i.high) held
        order by e164
    ) run
"""

"""Blocks by the hundred thousand, and numbers that somebody holds."""

import random
from collections.abc import Iterator
from decimal import Decimal

from numberbank.domain.e164 import E164
from numberbank.domain.number_blocks import BlockTerms, Capability, NumberType, cut_range
from numberbank.storage.crowding import count_blocks
from numberbank.storage.number_blocks import insert_blocks
from numberbank.storage.pool import Connection

FIRST = "+12000000000"
"""the first number that is on offer, where nothing else is said"""
_PRICE = Decimal("0.80")
_JUMP = 7919
"""prime, so that its multiples are all residues of a power of ten"""


async def offer(connection: Connection, count: int, first: str = FIRST, region: str = "US") -> None:
    """Offers `count` LOCAL numbers from `first` on, as an import does."""
    capabilities = (Capability.SMS, Capability.VOICE)
    terms = BlockTerms(region, NumberType.LOCAL, capabilities, _PRICE, _PRICE, "USD", 1, False, "bench")
    last = f"+{int(first) + count - 1}"
    await insert_blocks(connection, ((block, random.random()) for block in cut_range(E164(first), E164(last), terms)))


async def give_to(connection: Connection, project_id: str, count: int) -> None:
    """Lets the project hold `count` numbers from FIRST on, whether they are on offer or not, and no others."""
    await connection.execute("delete from number where project_id = $1", project_id)
    await connection.execute(
        f"""
        insert into number (e164, project_id, state, region, type, capabilities, price, currency, interval_months,
            aging_days, display_name, rented_at, next_charge_at, charge_due_at)
        select {int(FIRST)} + i, $1, 'ACTIVE', 'US', 'LOCAL', '{{SMS,VOICE}}', 0.80, 'USD', 1, 30, 'Number ' || i,
            {_RENTED}
        from generate_series(0, $2 - 1) as i
        """,
        project_id,
        count,
    )
    await connection.execute("vacuum analyze number")


_RENTED = "now(), now() + interval '1 month', now() + interval '1 month'"


async def hold_evenly(connection: Connection, first: str, count: int, share: float) -> int:
    """Gives about `share` of `count` numbers a holder, chosen by their hash; how many they are."""
    return await _hold(connection, first, count, f"hashint8extended(b.first + n, 7) & 1048575 < {share * 1048576}")


async def hold_whole_blocks(connection: Connection, first: str, count: int, share: float) -> int:
    """The same share, but what is left lies together: the last numbers of the range, all others are held."""
    return await _hold(connection, first, count, f"i < {count * share}")


async def _hold(connection: Connection, first: str, count: int, condition: str) -> int:
    """With what a rent writes into `number`; neither charges nor jobs, which no search looks at."""
    status = await connection.execute(
        f"""
        insert into number (e164, project_id, state, region, type, capabilities, price, currency, interval_months,
            aging_days, rented_at, next_charge_at, charge_due_at)
        select b.first + n, 'holder-' || (n % 100), 'ACTIVE', b.region, b.type, b.capabilities, b.monthly_price,
            b.currency, b.interval_months, b.aging_days, {_RENTED}
        from number_block b
        cross join generate_series(0, b.last - b.first) as n
        cross join lateral (select b.first + n - {int(first)} as i) _
        where b.first >= {int(first)} and b.last < {int(first) + count} and {condition}
        """
    )
    await _count(connection, first, count)
    await connection.execute("vacuum analyze number, number_block, remaining_number")
    return int(status.split()[-1])


async def _count(connection: Connection, first: str, count: int) -> None:
    """What a worker does after so many rents."""
    await connection.execute(
        "insert into block_to_count select id from number_block where first >= $1 and last < $1 + $2",
        int(first),
        count,
    )
    counted = 1
    while counted:
        async with connection.transaction():
            counted = await count_blocks(connection)


def scattered(count: int, first: str = FIRST) -> Iterator[str]:
    """All of `count` numbers, a power of ten, in an order that jumps through them."""
    return (f"+{int(first) + index * _JUMP % count}" for index in range(count))

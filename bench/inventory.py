"""Blocks by the hundred thousand, and numbers that somebody holds."""

import random
from collections.abc import Iterator
from decimal import Decimal


from numberbank.domain.e164 import E164
from numberbank.domain.number_blocks import BlockTerms, Capability, NumberType, cut_range
from numberbank.storage.number_blocks import insert_blocks
from numberbank.storage.pool import Connection

_PRICE = Decimal("0.80")


async def offer(connection: Connection, first: str, count: int, region: str = "US") -> None:
    """Offers `count` LOCAL numbers from `first` on, as an import does."""
    capabilities = (Capability.SMS, Capability.VOICE)
    terms = BlockTerms(region, NumberType.LOCAL, capabilities, _PRICE, _PRICE, "USD", 1, False, "bench")
    last = f"+{int(first) + count - 1}"
    await insert_blocks(connection, ((block, random.random()) for block in cut_range(E164(first), E164(last), terms)))
    await connection.execute("analyze number_block")


async def hold_evenly(connection: Connection, first: str, count: int, share: float) -> int:
    """Gives about `share` of `count` numbers a holder, chosen by their hash; how many they are."""
    return await _hold(connection, first, count, f"hashint8extended(b.first + n, 7) & 1048575 < {share * 1048576}")


async def hold_whole_blocks(
    connection: Connection, first: str, count: int, share: float
) -> int:
    """The same share, but what is left lies together: the last numbers of the range, all others are held."""
    return await _hold(connection, first, count, f"i < {count * share}")


async def _hold(connection: Connection, first: str, count: int, condition: str) -> int:
    """With what a rent writes into `number`; neither charges nor jobs, which no search looks at."""
    status = await connection.execute(
        f"""
        insert into number (e164, project_id, state, region, type, capabilities, price, currency, interval_months,
            aging_days, rented_at, next_charge_at, charge_due_at)
        select b.first + n, 'holder-' || (n % 100), 'ACTIVE', b.region, b.type, b.capabilities, b.monthly_price,
            b.currency, b.interval_months, b.aging_days, now(), now() + interval '1 month', now() + interval '1 month'
        from number_block b
        cross join generate_series(0, b.last - b.first) as n
        cross join lateral (select b.first + n - {int(first)} as i) _
        where b.first >= {int(first)} and b.last < {int(first) + count} and {condition}
        """
    )
    await connection.execute("vacuum analyze number")
    return int(status.split()[-1])


def numbers(first: str, count: int, step: int = 1) -> Iterator[str]:
    return (f"+{int(first) + index * step}" for index in range(count))

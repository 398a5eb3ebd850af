"""Transactions that wait for each other: the one that PostgreSQL ends is done again, and both come to their end."""

import asyncio

from support.inventory import US_LOCAL, US_TOLL_FREE, store

from numberbank.services.context import Context
from numberbank.storage.pool import despite_deadlocks


async def test_both_come_to_their_end(context: Context) -> None:
    await store(context, US_LOCAL, US_TOLL_FREE)
    both_have_one = asyncio.Barrier(2)
    begun: list[int] = []

    async def add_one(*blocks: str) -> None:
        begun.append(1)
        async with context.database.transaction() as connection:
            for block in blocks:
                await connection.execute("update number_block set aging_days = aging_days + 1 where prefix = $1", block)
                if len(begun) <= 2 and block == blocks[0]:
                    await both_have_one.wait()

    await asyncio.gather(
        despite_deadlocks(lambda: add_one(US_LOCAL.prefix, US_TOLL_FREE.prefix)),
        despite_deadlocks(lambda: add_one(US_TOLL_FREE.prefix, US_LOCAL.prefix)),
    )

    async with context.database.connection() as connection:
        days = await connection.fetch("select aging_days from number_block")
    assert len(begun) == 3
    assert [row["aging_days"] for row in days] == [32, 32]

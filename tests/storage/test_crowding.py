"""Blocks with few numbers left: what is freed while they are counted is found all the same."""

import asyncio

import pytest
from support.inventory import store, terms

from numberbank.domain.e164 import E164
from numberbank.domain.number_blocks import NumberBlock, NumberType
from numberbank.services.context import Context
from numberbank.storage.available_numbers import NumberSearch, search_numbers
from numberbank.storage.crowding import count_blocks
from numberbank.storage.pool import Connection

BLOCK = NumberBlock("+12013500", 3, terms())
NUMBER = E164("+12013500123")


@pytest.fixture
async def full(context: Context) -> Context:
    """A block of which every number is held, and which has not been counted."""
    await store(context, BLOCK)
    async with context.database.connection() as connection:
        await connection.execute(
            """
            insert into number (e164, project_id, state, region, type, capabilities, price, currency, interval_months,
                aging_days, rented_at, next_charge_at)
            select n, 'somebody', 'ACTIVE', 'US', 'LOCAL', '{}', 1, 'USD', 1, 30, now(), now()
            from generate_series($1::bigint, $2::bigint) n
            """,
            BLOCK.first,
            BLOCK.last,
        )
        await connection.execute("insert into block_to_count select id from number_block")
    return context


async def give_up(connection: Connection, number: E164) -> None:
    await connection.execute("delete from number where e164 = $1", int(number[1:]))


async def count(context: Context) -> int:
    async with context.database.transaction() as connection:
        return await count_blocks(connection)


async def found(context: Context) -> list[E164]:
    search = NumberSearch("US", NumberType.LOCAL, (), None, 10, 0.5)
    async with context.database.connection() as connection:
        return [one.number for one in await search_numbers(connection, search)]


async def crowded(context: Context) -> bool:
    async with context.database.connection() as connection:
        return bool(await connection.fetchval("select crowded from number_block"))


async def test_a_block_that_is_full_is_called_crowded_once(full: Context) -> None:
    assert (await count(full), await crowded(full), await found(full)) == (1, True, [])
    assert await count(full) == 0


async def test_what_is_freed_after_the_count_is_found(full: Context) -> None:
    await count(full)

    async with full.database.transaction() as connection:
        await give_up(connection, NUMBER)

    assert await found(full) == [NUMBER]


async def test_a_block_that_somebody_is_freeing_numbers_of_is_counted_later(full: Context) -> None:
    async with full.database.transaction() as connection:
        await give_up(connection, NUMBER)

        assert await count(full) == 0

    assert await count(full) == 1
    assert (await crowded(full), await found(full)) == (True, [NUMBER])


async def test_what_is_freed_during_a_count_is_found(full: Context) -> None:
    async def free() -> None:
        async with full.database.transaction() as connection:
            await give_up(connection, NUMBER)

    async with full.database.transaction() as connection:
        assert await count_blocks(connection) == 1
        freeing = asyncio.create_task(free())
        await asyncio.sleep(0.1)
        assert not freeing.done()
    await freeing

    assert (await crowded(full), await found(full)) == (True, [NUMBER])


async def test_a_block_that_is_roomy_again_is_walked_again(full: Context) -> None:
    await count(full)
    async with full.database.transaction() as connection:
        await connection.execute("delete from number where e164 % 10 = 0")
    assert len(await found(full)) == 10

    await count(full)

    assert not await crowded(full)
    assert len(await found(full)) == 10
    async with full.database.connection() as connection:
        assert await connection.fetchval("select count(*) from remaining_number") == 0

"""Connections change hands, one at a time, and none is lost to whoever breaks off or fails."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from numberbank.storage.pool import Connection, Database, open_database

SIZE = 2


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Database]:
    async with open_database(database, max_size=SIZE) as pool:
        yield pool


async def backend(connection: Connection) -> int:
    number: int = await connection.fetchval("select pg_backend_pid()")
    return number


async def use(pool: Database, statement: str = "select 1") -> int:
    async with pool.connection() as connection:
        await connection.execute(statement)
        return await backend(connection)


async def test_a_connection_is_used_again(pool: Database) -> None:
    assert await use(pool) == await use(pool)


async def test_no_more_than_the_size_are_opened(pool: Database) -> None:
    backends = await asyncio.gather(*(use(pool, "select pg_sleep(0.01)") for _ in range(SIZE * 5)))

    assert len(set(backends)) == SIZE


async def test_one_connection_has_one_user_at_a_time(pool: Database) -> None:
    at_once: set[int] = set()

    async def hold() -> None:
        async with pool.connection() as connection:
            number = await backend(connection)
            assert number not in at_once
            at_once.add(number)
            await asyncio.sleep(0.001)
            at_once.remove(number)

    await asyncio.gather(*(hold() for _ in range(SIZE * 20)))


async def test_whoever_breaks_off_leaves_a_connection_that_works(pool: Database) -> None:
    for _ in range(SIZE * 2):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await use(pool, "select pg_sleep(60)")

    async with asyncio.timeout(10):
        await asyncio.gather(*(use(pool) for _ in range(SIZE)))


async def test_whoever_breaks_off_while_waiting_takes_nothing(pool: Database) -> None:
    async with pool.connection(), pool.connection():
        waiting = [asyncio.create_task(use(pool)) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
    waiting[1].cancel()

    async with asyncio.timeout(10):
        await waiting[2]
        await asyncio.gather(*(use(pool) for _ in range(SIZE)))


async def test_an_error_ends_the_transaction_and_keeps_the_place(pool: Database) -> None:
    async def fail() -> None:
        async with pool.transaction() as connection:
            await connection.execute("select from nowhere")

    for _ in range(SIZE * 2):
        with pytest.raises(asyncpg.UndefinedTableError):
            await fail()

    async with asyncio.timeout(10), pool.connection() as connection:
        assert not connection.is_in_transaction()


async def test_a_connection_that_was_cut_is_replaced(pool: Database) -> None:
    async with pool.connection() as first, pool.connection():
        cut = await backend(first)
    async with pool.connection() as either, pool.connection() as other:
        survivor = either if await backend(either) != cut else other
        await survivor.execute("select pg_terminate_backend($1)", cut)
        await asyncio.sleep(0.1)

    async with pool.connection() as first, pool.connection() as second:
        assert cut not in {await backend(first), await backend(second)}


async def test_a_connection_that_was_cut_while_idle_is_replaced(pool: Database) -> None:
    async with pool.connection() as first, pool.connection() as second:
        cut = await backend(first), await backend(second)
    killer = await asyncpg.connect(pool.dsn)
    for number in cut:
        await killer.execute("select pg_terminate_backend($1)", number)
    await killer.close()
    await asyncio.sleep(0.1)

    async with pool.connection() as first, pool.connection() as second:
        assert {await backend(first), await backend(second)}.isdisjoint(cut)


async def test_a_connection_that_was_idle_for_long_is_replaced(database: str) -> None:
    async with asyncpg.create_pool(database, min_size=0, max_size=SIZE) as connections:
        pool = Database(connections, database, longest_idle=0.05)
        first = await use(pool)
        assert await use(pool) == first
        await asyncio.sleep(0.1)
        assert await use(pool) != first
        await pool.close()


async def test_a_database_that_is_closed_waits_for_its_users_and_lets_nobody_in(database: str) -> None:
    async def slow(pool: Database) -> int:
        return await use(pool, "select pg_sleep(0.2)")

    async with open_database(database, max_size=SIZE) as pool:
        users = [asyncio.create_task(slow(pool)) for _ in range(SIZE)]
        await asyncio.sleep(0.05)
    assert all(user.done() and user.result() for user in users)

    with pytest.raises(asyncpg.InterfaceError):
        await use(pool)

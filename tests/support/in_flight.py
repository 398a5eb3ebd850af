"""A request that is under way for as long as a test wants."""

import asyncio
from collections.abc import Callable

import asyncpg
import httpx2

PAUSE = 0.5
"""seconds in which a program that does not wait for its requests would be gone"""
_SOMEBODY_WAITS = "select exists (select from pg_locks where not granted)"


async def answer_during(
    dsn: str, number: str, request: Callable[[], httpx2.Response], meanwhile: Callable[[], None]
) -> httpx2.Response:
    """The answer to a request that needs the row of `number`, which is held until a while after `meanwhile`."""
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            await connection.execute("select from number where e164 = $1 for update", int(number[1:]))
            answering = asyncio.create_task(asyncio.to_thread(request))
            while not await connection.fetchval(_SOMEBODY_WAITS):  # noqa: ASYNC110 - the server has no event for it
                await asyncio.sleep(0.01)
            meanwhile()
            await asyncio.sleep(PAUSE)
            assert not answering.done()
        return await answering
    finally:
        await connection.close()

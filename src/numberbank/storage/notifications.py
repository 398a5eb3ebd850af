"""PostgreSQL's LISTEN and NOTIFY, as the bell that wakes workers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg

from numberbank.storage.pool import Connection

_CHANNEL = "numberbank_due"


async def notify_due(connection: Connection) -> None:
    await connection.execute(f"notify {_CHANNEL}")


@asynccontextmanager
async def listen_due(dsn: str, bell: Callable[[], None]) -> AsyncIterator[asyncio.Event]:
    """Calls `bell` for each notification, on a connection of its own; the event is set when that is lost."""
    lost = asyncio.Event()
    connection = await asyncpg.connect(dsn)
    try:
        connection.add_termination_listener(lambda _: lost.set())
        await connection.add_listener(_CHANNEL, lambda *_: bell())
        yield lost
    finally:
        await connection.close()

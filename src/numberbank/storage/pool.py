"""Connections and transactions. SQL stands in the other modules of this package, beside the function that runs it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import asyncpg

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Row: TypeAlias = asyncpg.Record
else:
    Connection = Any
    Row = Any


T = TypeVar("T")


class Database:
    """A pool of connections to one PostgreSQL database."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", dsn: str) -> None:
        self._pool = pool
        self.dsn = dsn

    def connection(self) -> AbstractAsyncContextManager[Connection]:
        """A connection for single statements, each its own transaction."""
        return self._pool.acquire()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection inside a transaction: committed when the block ends, rolled back when it raises."""
        async with self._pool.acquire() as connection, connection.transaction():
            yield connection


class JoinedDatabase(Database):
    """A database seen from within a transaction: whatever is done on it is done, or undone, with that.

    A use case that opens its own transaction on this one becomes a part of the outer one, without knowing it.
    """

    def __init__(self, connection: Connection, dsn: str) -> None:
        self._connection = connection
        self.dsn = dsn

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        yield self._connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A savepoint of the outer transaction."""
        async with self._connection.transaction():
            yield self._connection


async def despite_deadlocks(transaction: Callable[[], Awaitable[T]]) -> T:
    """Does a whole transaction again that PostgreSQL has ended to break a deadlock; the other one has gone on since.

    For those that meet a reset: it cannot lock in advance what is rented while it is under way.
    """
    for _ in range(_TRIES - 1):
        with suppress(asyncpg.DeadlockDetectedError):
            return await transaction()
    return await transaction()


_TRIES = 5
_PLANS = {"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off"}
"""each statement is planned once for a connection: neither for each call, nor for how empty its tables were then"""


@asynccontextmanager
async def open_database(dsn: str, *, min_size: int = 1, max_size: int = 10) -> AsyncIterator[Database]:
    """The database at `dsn`; connections are opened as they are needed, `min_size` of them at once."""
    async with asyncpg.create_pool(
        dsn,
        min_size=min_size,
        max_size=max_size,
        reset=_keep_session,
        server_settings={"application_name": "numberbank", "timezone": "UTC", **_PLANS},
    ) as pool:
        yield Database(pool, dsn)


async def _keep_session(connection: object) -> None:
    """Instead of the pool's reset, which costs a round trip on each release: no code here changes its session."""

"""Connections and transactions. SQL stands in the other modules of this package, beside the function that runs it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import asyncpg

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Pooled: TypeAlias = PoolConnectionProxy[asyncpg.Record]
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | Pooled
    Row: TypeAlias = asyncpg.Record
else:
    Pooled = Any
    Connection = Any
    Row = Any


T = TypeVar("T")


CONNECTIONS = 10
"""that one process opens at most"""
_LONGEST_IDLE = 300.0
"""seconds; firewalls forget connections that nobody uses, and tell neither side"""


class Database:
    """A pool of connections to one PostgreSQL database.

    asyncpg's pool opens and closes them, and takes those back on which something went wrong. All others change hands
    here: asyncpg makes a task and a timer of each release, which costs more than a short statement does.
    """

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", dsn: str, longest_idle: float = _LONGEST_IDLE) -> None:
        self._pool = pool
        self._turns = asyncio.Semaphore(pool.get_max_size())
        self._idle: list[tuple[Pooled, float]] = []
        """taken from the pool and in nobody's hands, each with the time since when, the last used one at the end"""
        self._longest_idle = longest_idle
        self.dsn = dsn

    def connection(self) -> AbstractAsyncContextManager[Connection]:
        """A connection for single statements, each its own transaction."""
        return _Lease(self)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection inside a transaction: committed when the block ends, rolled back when it raises."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    async def take(self) -> Pooled:
        """To be given to `keep` or to `give_back`."""
        await self._turns.acquire()
        try:
            while self._idle:
                connection, since = self._idle.pop()
                if _is_open(connection):
                    if time.monotonic() - since < self._longest_idle:
                        return connection
                    connection.terminate()
            return await self._pool.acquire()
        except BaseException:
            self._turns.release()
            raise

    def keep(self, connection: Pooled) -> None:
        """For the next one: its last statement has ended, and so has its transaction."""
        self._idle.append((connection, time.monotonic()))
        self._turns.release()

    async def give_back(self, connection: Pooled) -> None:
        """To asyncpg, which waits until a statement that was broken off has ended, and knows what to do else."""
        try:
            await self._pool.release(connection)
        finally:
            self._turns.release()

    async def close(self) -> None:
        """Waits until nobody holds a connection; afterwards nobody gets one."""
        turns = range(self._pool.get_max_size())
        try:
            for _ in turns:
                await self._turns.acquire()
            for connection, _ in self._idle:
                await self._pool.release(connection)
            await self._pool.close()
        except BaseException:
            self._pool.terminate()
            raise
        self._idle.clear()
        for _ in turns:
            self._turns.release()


def _is_open(connection: Pooled) -> bool:
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:
        # It has ended, and asyncpg's pool has taken it back unasked.
        return False


class _Lease:
    """A connection of the database for as long as a block lasts."""

    __slots__ = ("_connection", "_database")

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __aenter__(self) -> Pooled:
        self._connection = await self._database.take()
        return self._connection

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._database.keep(self._connection)
        else:
            await self._database.give_back(self._connection)


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
async def open_database(dsn: str, *, min_size: int = 1, max_size: int = CONNECTIONS) -> AsyncIterator[Database]:
    """The database at `dsn`; connections are opened as they are needed, `min_size` of them at once."""
    pool = await asyncpg.create_pool(
        dsn,
        min_size=min_size,
        max_size=max_size,
        reset=_keep_session,
        server_settings={"application_name": "numberbank", "timezone": "UTC", **_PLANS},
    )
    database = Database(pool, dsn)
    try:
        yield database
    finally:
        await database.close()


async def _keep_session(connection: object) -> None:
    """Instead of the pool's reset, which costs a round trip on each release: no code here changes its session."""

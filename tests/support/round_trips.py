"""What a request sends to the database."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import httpx2

from numberbank.domain.clock import Clock
from numberbank.domain.policy import Policy
from numberbank.domain.randomness import Randomness
from numberbank.services.claims import Claims
from numberbank.services.context import Context
from numberbank.services.document_vault import DocumentVault
from numberbank.services.wakeup import Wakeup
from numberbank.storage.document_folder import FolderStore
from numberbank.storage.pool import open_database


class RoundTrips(list[str]):
    """What was sent to the database, BEGIN and COMMIT among it."""

    def log(self, record: asyncpg.connection.LoggedQuery) -> None:
        self.append(" ".join(record.query.split())[:80])

    def complete_at_answers_to(self, client: httpx2.AsyncClient) -> None:
        """asyncpg tells its loggers in the next turn of the loop, which an answer in the same process does not need."""

        async def next_turn(_: httpx2.Response) -> None:
            await asyncio.sleep(0)

        client.event_hooks["response"].append(next_turn)


@asynccontextmanager
async def logged_context(dsn: str, clock: Clock, round_trips: RoundTrips, folder: Path) -> AsyncIterator[Context]:
    """With a single connection, which is logged, and nobody who rings for workers beside the requests."""
    async with open_database(dsn, max_size=1) as pool:
        async with pool.connection() as connection:
            connection.add_query_logger(round_trips.log)
        vault = DocumentVault(pool, FolderStore(folder), None)
        yield Context(pool, clock, Randomness(random.Random(1)), Policy(), Wakeup(pool), Claims(pool).make, vault)

"""What a request sends to the database."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from numberbank.domain.clock import Clock
from numberbank.domain.policy import Policy
from numberbank.domain.randomness import Randomness
from numberbank.services.context import Context
from numberbank.services.document_vault import DocumentVault
from numberbank.services.wakeup import Wakeup
from numberbank.storage.document_folder import FolderStore
from numberbank.storage.pool import open_database


class RoundTrips(list[str]):
    """What was sent to the database, BEGIN and COMMIT among it."""

    def log(self, record: asyncpg.connection.LoggedQuery) -> None:
        self.append(" ".join(record.query.split())[:80])


@asynccontextmanager
async def logged_context(dsn: str, clock: Clock, round_trips: RoundTrips, folder: Path) -> AsyncIterator[Context]:
    """With a single connection, which is logged, and nobody who rings for workers beside the requests."""
    async with open_database(dsn, max_size=1) as pool:
        async with pool.connection() as connection:
            connection.add_query_logger(round_trips.log)
        vault = DocumentVault(pool, FolderStore(folder), None)
        yield Context(pool, clock, Randomness(random.Random(1)), Policy(), Wakeup(pool), vault)

"""Telling an operator's system of emergency addresses: what is still to be told, and how it went."""

from collections.abc import Sequence
from datetime import timedelta

from numberbank.domain.clock import Due
from numberbank.domain.emergency_updates import EmergencyUpdate, Told
from numberbank.services.context import Context
from numberbank.storage import emergency_updates as storage
from numberbank.storage.emergency_updates import WaitingUpdate

MOST = 1000


async def list_waiting_updates(context: Context) -> list[WaitingUpdate]:
    """Of all projects, at most MOST, those that were refused most often first."""
    async with context.database.connection() as connection:
        return await storage.list_updates(connection, MOST)


async def claim_updates(context: Context, due: Due, lease: timedelta, limit: int) -> list[EmergencyUpdate]:
    async with context.database.connection() as connection:
        return await storage.claim_due_updates(connection, due, lease, limit)


async def record_told(context: Context, results: Sequence[tuple[EmergencyUpdate, Told]]) -> None:
    async with context.database.transaction() as connection:
        await storage.record_told(connection, results)

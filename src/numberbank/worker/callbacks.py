"""Due events: taken under a lease, sent outside of any transaction, then recorded."""

import asyncio
from datetime import datetime, timedelta

import httpx2

from numberbank.callbacks.sender import deliver
from numberbank.services.context import Context
from numberbank.storage.events import DueEvent, claim_due_events, mark_delivered, next_due_event, retry_event

LEASE = timedelta(seconds=60)
BATCH = 50


class CallbackWork:
    """Due work of one kind, for the worker's loop."""

    def __init__(self, context: Context, client: httpx2.AsyncClient) -> None:
        self._context = context
        self._client = client

    async def run_due(self, moment: datetime) -> int:
        """Sends a batch of due events and returns how many there were."""
        async with self._context.database.connection() as connection:
            events = await claim_due_events(connection, moment, LEASE, BATCH)
        await asyncio.gather(*(self._send(event) for event in events))
        return len(events)

    async def next_due(self) -> datetime | None:
        async with self._context.database.connection() as connection:
            return await next_due_event(connection)

    async def _send(self, event: DueEvent) -> None:
        delivery = await deliver(self._client, event.url, event.id, event.body, event.secret, event.moment)
        async with self._context.database.connection() as connection:
            if delivery.delivered:
                await mark_delivered(connection, event.id, event.moment)
            else:
                await retry_event(connection, event.id, event.moment + _pause(event.attempts))


def _pause(attempts: int) -> timedelta:
    return min(timedelta(seconds=5 << min(attempts, 12)), timedelta(hours=6))

"""Events for receivers, and the work that delivers them, without numbers behind them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from numberbank.callbacks.connections import open_connections
from numberbank.callbacks.resolver import Resolver
from numberbank.callbacks.sender import TIMEOUT, CallbackSender
from numberbank.domain.callbacks import endpoint_of
from numberbank.services.context import Context
from numberbank.storage.events import NewEvent, insert_events
from numberbank.worker.callbacks import AT_ONCE, CallbackWork


@asynccontextmanager
async def callback_work(context: Context, timeout: float = TIMEOUT) -> AsyncIterator[CallbackWork]:  # noqa: ASYNC109
    """With receivers on this machine allowed."""
    async with open_connections(AT_ONCE, Resolver(), guarded=False) as connections:
        yield CallbackWork(context, CallbackSender(connections, guarded=False, timeout=timeout))


async def put_events(context: Context, project_id: str, url: str, moment: datetime, count: int = 1) -> list[str]:
    """Events that are due at `moment`; their ids."""
    events = [
        NewEvent(
            id=context.random.ulid(project_id, moment),
            project_id=project_id,
            resource_id="+12013500000",
            url=url,
            endpoint=endpoint_of(url),
            body=b'{"eventId":"x"}',
            created_at=moment,
        )
        for _ in range(count)
    ]
    async with context.database.connection() as connection:
        await insert_events(connection, events)
    context.wakeup.ask()
    return [event.id for event in events]

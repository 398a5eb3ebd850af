"""Looking at a project's events, and having them sent again."""

from datetime import datetime

from numberbank.domain.errors import NotFound
from numberbank.services.context import Context
from numberbank.storage import events as storage
from numberbank.storage.events import LoggedEvent


async def list_events(
    context: Context, project_id: str, since: datetime | None, before: tuple[datetime, str] | None, page_size: int
) -> tuple[list[LoggedEvent], bool]:
    """A page of events, newest first, and whether there are more."""
    async with context.database.connection() as connection:
        events = await storage.list_events(connection, project_id, since, before, page_size + 1)
    return events[:page_size], len(events) > page_size


async def redeliver_event(context: Context, project_id: str, event_id: str) -> None:
    """Raises NotFound."""
    async with context.database.connection() as connection:
        moment = context.clock.now(project_id)
        if not await storage.redeliver_event(connection, project_id, event_id, moment):
            raise NotFound("Event", event_id, f"The project has no event {event_id}")
    context.wakeup.ask()


async def redeliver_since(context: Context, project_id: str, since: datetime) -> int:
    """How many events will be sent again."""
    async with context.database.connection() as connection:
        count = await storage.redeliver_since(connection, project_id, since, context.clock.now(project_id))
    context.wakeup.ask()
    return count

"""Events: written with the change that caused them, kept until delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from numberbank.storage.pool import Connection


@dataclass(frozen=True, slots=True)
class NewEvent:
    id: str
    project_id: str
    resource_id: str
    url: str
    body: bytes
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DueEvent:
    """An event whose delivery a worker has taken on. `secret` is the project's, empty when it has none."""

    id: str
    project_id: str
    url: str
    body: bytes
    attempts: int
    """1 for the first attempt"""
    secret: str
    moment: datetime
    """when it was taken on, on the clock of its project"""


async def insert_events(connection: Connection, events: Sequence[NewEvent]) -> None:
    await connection.execute(
        """
        insert into event (id, project_id, resource_id, url, body, created_at, due_at)
        select id, project_id, resource_id, url, body, created_at, created_at
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::timestamptz[])
            as e (id, project_id, resource_id, url, body, created_at)
        """,
        [event.id for event in events],
        [event.project_id for event in events],
        [event.resource_id for event in events],
        [event.url for event in events],
        [event.body for event in events],
        [event.created_at for event in events],
    )


async def claim_due_events(connection: Connection, moment: datetime, lease: timedelta, limit: int) -> list[DueEvent]:
    """Takes due events for the length of `lease`; one whose worker dies becomes due again after it."""
    rows = await connection.fetch(
        """
        update event e set due_at = $1::timestamptz + $2::interval, attempts = e.attempts + 1
        from (
            select id from event where due_at <= $1 order by due_at limit $3 for update skip locked
        ) due, project p
        where e.id = due.id and p.id = e.project_id
        returning e.id, e.project_id, e.url, e.body, e.attempts, p.hmac_secret as secret,
            $1::timestamptz as moment
        """,
        moment,
        lease,
        limit,
    )
    return [DueEvent(**row) for row in rows]


async def mark_delivered(connection: Connection, event_id: str, moment: datetime) -> None:
    await connection.execute("update event set delivered_at = $2, due_at = null where id = $1", event_id, moment)


async def retry_event(connection: Connection, event_id: str, due_at: datetime | None) -> None:
    """None gives up."""
    await connection.execute("update event set due_at = $2 where id = $1", event_id, due_at)


async def next_due_event(connection: Connection) -> datetime | None:
    moment: datetime | None = await connection.fetchval("select min(due_at) from event where due_at is not null")
    return moment

"""Events: written with the change that caused them, kept until delivered, with a log of the attempts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from numberbank.domain.clock import Due
from numberbank.storage.due import due_arguments, is_due, moment
from numberbank.storage.pool import Connection


class EventApi(StrEnum):
    """Which API tells of the event, and so whose secret signs it."""

    NUMBERS = "NUMBERS"
    IMPORTED_NUMBERS = "IMPORTED_NUMBERS"


@dataclass(frozen=True, slots=True)
class NewEvent:
    """`endpoint` is scheme, host and port of `url`."""

    id: str
    project_id: str
    resource_id: str
    url: str
    endpoint: str
    body: bytes
    created_at: datetime
    api: EventApi = EventApi.NUMBERS


@dataclass(frozen=True, slots=True)
class DueEvent:
    """An event whose delivery a worker has taken on. `secret` is the one of its API, empty when there is none."""

    id: str
    project_id: str
    url: str
    endpoint: str
    body: bytes
    attempt: int
    """1 for the first"""
    secret: str
    moment: datetime
    """when it was taken on, on the clock of its project"""
    was_due_at: datetime
    leased_until: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a delivery went. `next_due_at` is None when there will be no other; `delivered` says why."""

    event: DueEvent
    milliseconds: int
    status: int | None
    problem: str
    delivered: bool
    next_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event as the operator sees it; `last_status` and `last_problem` are of its newest attempt."""

    id: str
    resource_id: str
    url: str
    body: bytes
    created_at: datetime
    attempts: int
    delivered_at: datetime | None
    due_at: datetime | None
    last_status: int | None
    last_problem: str | None


async def insert_events(connection: Connection, events: Sequence[NewEvent]) -> None:
    await connection.execute(
        """
        insert into event (id, project_id, resource_id, url, endpoint, body, created_at, due_at, api)
        select id, project_id, resource_id, url, endpoint, body, created_at, created_at, api
        from unnest(
            $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::timestamptz[], $8::text[]
        ) as e (id, project_id, resource_id, url, endpoint, body, created_at, api)
        """,
        [event.id for event in events],
        [event.project_id for event in events],
        [event.resource_id for event in events],
        [event.url for event in events],
        [event.endpoint for event in events],
        [event.body for event in events],
        [event.created_at for event in events],
        [event.api for event in events],
    )


async def claim_due_events(
    connection: Connection,
    due: Due,
    lease: timedelta,
    *,
    room: Mapping[str, int],
    per_endpoint: int,
    limit: int,
) -> list[DueEvent]:
    """Takes due events for the length of `lease`; one whose worker dies becomes due again after it.

    At most `per_endpoint` of each endpoint, or as many as `room` has for it: a receiver with a long queue, or one that
    hangs, cannot crowd out others. Endpoints are found by a loose index scan, one step for each.
    """
    rows = await connection.fetch(
        f"""
        with recursive endpoint as (
            (select endpoint from event where due_at is not null order by endpoint limit 1)
            union all
            select (select e.endpoint from event e where e.due_at is not null and e.endpoint > endpoint.endpoint
                    order by e.endpoint limit 1)
            from endpoint where endpoint.endpoint is not null
        ), due as (
            select d.* from endpoint
            left join unnest($6::text[], $7::int[]) as room (endpoint, free) using (endpoint)
            cross join lateral (
                select t.id, t.due_at, {moment("due_at")} as moment,
                    case t.api when 'IMPORTED_NUMBERS' then p.imported_hmac_secret else p.hmac_secret end as secret
                from event t join project p on p.id = t.project_id
                where t.endpoint = endpoint.endpoint and {is_due("due_at")}
                order by t.due_at, t.id limit coalesce(room.free, $8)
                for update of t skip locked
            ) d
            order by d.due_at, d.id limit $9
        )
        update event e set due_at = due.moment + $5::interval, attempts = e.attempts + 1
        from due where e.id = due.id
        returning e.id, e.project_id, e.url, e.endpoint, e.body, e.attempts as attempt, due.secret, due.moment,
            due.due_at as was_due_at, e.due_at as leased_until
        """,
        *due_arguments(due),
        lease,
        list(room),
        list(room.values()),
        per_endpoint,
        limit,
    )
    return sorted((DueEvent(**row) for row in rows), key=lambda event: (event.moment, event.id))


async def record_attempts(connection: Connection, attempts: Sequence[Attempt]) -> None:
    """Logs attempts and says when, if at all, their events are due again."""
    await connection.execute(
        """
        with attempt as (
            select * from unnest($1::text[], $2::int[], $3::timestamptz[], $4::int[], $5::int[], $6::text[], $7::bool[],
                $8::timestamptz[], $9::timestamptz[])
            as a (event_id, attempt, moment, milliseconds, status, problem, delivered, next_due_at, leased_until)
        ), still_there as (
            -- A sandbox may have emptied the project since; its events are locked in the same order there.
            select id from event where id = any ($1::text[]) order by id for update
        ), logged as (
            insert into callback_attempt (event_id, attempt, started_at, milliseconds, status, problem)
            select a.event_id, a.attempt, a.moment, a.milliseconds, a.status, a.problem
            from attempt a join still_there on still_there.id = a.event_id
            on conflict do nothing
        )
        update event e set
            due_at = case
                when e.attempts = a.attempt and e.due_at = a.leased_until then a.next_due_at else e.due_at end,
            delivered_at = case when a.delivered then a.moment else e.delivered_at end
        from (select distinct on (event_id) * from attempt order by event_id, attempt desc) a
        join still_there on still_there.id = a.event_id
        where e.id = a.event_id
        """,
        [attempt.event.id for attempt in attempts],
        [attempt.event.attempt for attempt in attempts],
        [attempt.event.moment for attempt in attempts],
        [attempt.milliseconds for attempt in attempts],
        [attempt.status for attempt in attempts],
        [attempt.problem for attempt in attempts],
        [attempt.delivered for attempt in attempts],
        [attempt.next_due_at for attempt in attempts],
        [attempt.event.leased_until for attempt in attempts],
    )


async def give_up_events(connection: Connection, events: Sequence[DueEvent]) -> None:
    """Makes events that were taken on due as they were before, without an attempt."""
    await connection.execute(
        """
        with still_there as (
            select id from event where id = any ($1::text[]) order by id for update
        )
        update event e set due_at = g.was_due_at, attempts = e.attempts - 1
        from unnest($1::text[], $2::int[], $3::timestamptz[], $4::timestamptz[])
            as g (id, attempt, was_due_at, leased_until)
        join still_there on still_there.id = g.id
        where e.id = g.id and e.attempts = g.attempt and e.due_at = g.leased_until
        """,
        [event.id for event in events],
        [event.attempt for event in events],
        [event.was_due_at for event in events],
        [event.leased_until for event in events],
    )


async def list_events(
    connection: Connection, project_id: str, since: datetime | None, before: tuple[datetime, str] | None, limit: int
) -> list[LoggedEvent]:
    """Newest first, at most `limit` of those before `before` (time and id of the last one seen)."""
    rows = await connection.fetch(
        """
        select e.id, e.resource_id, e.url, e.body, e.created_at, e.attempts, e.delivered_at, e.due_at,
            a.status as last_status, a.problem as last_problem
        from event e
        left join lateral (
            select status, problem from callback_attempt where event_id = e.id order by attempt desc limit 1
        ) a on true
        where e.project_id = $1 and ($2::timestamptz is null or e.created_at >= $2)
        and ($3::timestamptz is null or (e.created_at, e.id) < ($3, $4))
        order by e.created_at desc, e.id desc limit $5
        """,
        project_id,
        since,
        before[0] if before else None,
        before[1] if before else "",
        limit,
    )
    return [LoggedEvent(**row) for row in rows]


async def redeliver_event(connection: Connection, project_id: str, event_id: str, now: datetime) -> bool:
    """Makes the event due now, delivered or not; False when the project has no such event."""
    status = await connection.execute(
        "update event set due_at = $3 where project_id = $1 and id = $2",
        project_id,
        event_id,
        now,
    )
    return status == "UPDATE 1"


async def redeliver_since(connection: Connection, project_id: str, since: datetime, now: datetime) -> int:
    """Makes all events since then due now; how many there are."""
    status = await connection.execute(
        "update event set due_at = $3 where project_id = $1 and created_at >= $2",
        project_id,
        since,
        now,
    )
    return int(status.removeprefix("UPDATE "))

"""Updates of emergency addresses that are still to be told: at most one per number, which is kept until it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from numberbank.domain.clock import Due
from numberbank.domain.e164 import E164, e164_from_int, e164_to_int
from numberbank.domain.emergency_updates import EmergencyUpdate, Told, pause_after
from numberbank.storage.due import due_arguments, is_due, moment
from numberbank.storage.emergency_addresses import ADDRESS_COLUMNS, provisioned_address
from numberbank.storage.pool import Connection


@dataclass(frozen=True, slots=True)
class WaitingUpdate:
    """As the operator sees it, without the address; `removes` when there is none any more."""

    id: str
    number: E164
    project_id: str
    removes: bool
    attempts: int
    due_at: datetime
    last_status: int | None
    last_problem: str


async def claim_due_updates(connection: Connection, due: Due, lease: timedelta, limit: int) -> list[EmergencyUpdate]:
    """Takes due updates, with the addresses as they are now; one whose worker dies is due again after the lease."""
    rows = await connection.fetch(
        f"""
        with due as (
            select t.e164, {moment("due_at")} as moment
            from emergency_update t join project p on p.id = t.project_id
            where {is_due("due_at")} order by t.due_at, t.e164 limit $6 for update of t skip locked
        )
        update emergency_update u
        set calling_id = u.id, attempts = u.attempts + 1, due_at = due.moment + $5::interval
        from due left join emergency_address a on a.e164 = due.e164
        where u.e164 = due.e164
        returning u.id, u.e164, u.project_id, u.attempts, due.moment, a.e164 is not null as provisioned,
            {ADDRESS_COLUMNS}
        """,
        *due_arguments(due),
        lease,
        limit,
    )
    return [
        EmergencyUpdate(
            id=row["id"],
            number=e164_from_int(row["e164"]),
            project_id=row["project_id"],
            provisioned=provisioned_address(row) if row["provisioned"] else None,
            attempt=row["attempts"],
            moment=row["moment"],
        )
        for row in rows
    ]


async def record_told(connection: Connection, results: Sequence[tuple[EmergencyUpdate, Told]]) -> None:
    """Ends what was taken, puts off the rest, and lets what has replaced an update go on; inside a transaction."""
    # In a statement of its own: the next one then sees what a request has stored while we waited.
    await connection.execute(
        "select from emergency_update where e164 = any ($1::bigint[]) order by e164 for update",
        [e164_to_int(update.number) for update, _ in results],
    )
    await connection.execute(
        """
        with result as (
            select * from unnest($1::bigint[], $2::text[], $3::bool[], $4::timestamptz[], $5::timestamptz[], $6::int[],
                $7::text[])
            as r (e164, id, taken, moment, next_at, status, problem)
        ), ended as (
            delete from emergency_update u using result r where u.e164 = r.e164 and u.id = r.id and r.taken
        )
        update emergency_update u set calling_id = null,
            due_at = case when u.id = r.id then r.next_at else r.moment end,
            last_status = case when u.id = r.id then r.status end,
            last_problem = case when u.id = r.id then r.problem else '' end
        from result r where u.e164 = r.e164 and u.calling_id = r.id and not (u.id = r.id and r.taken)
        """,
        [e164_to_int(update.number) for update, _ in results],
        [update.id for update, _ in results],
        [told.taken for _, told in results],
        [update.moment for update, _ in results],
        [update.moment + pause_after(update.attempt) for update, _ in results],
        [told.status for _, told in results],
        [told.problem for _, told in results],
    )


async def list_updates(connection: Connection, limit: int) -> list[WaitingUpdate]:
    """Those that have been tried most often first."""
    rows = await connection.fetch(
        """
        select u.*, a.e164 is null as removes
        from emergency_update u left join emergency_address a using (e164)
        order by u.attempts desc, u.due_at, u.e164 limit $1
        """,
        limit,
    )
    return [
        WaitingUpdate(
            id=row["id"],
            number=e164_from_int(row["e164"]),
            project_id=row["project_id"],
            removes=row["removes"],
            attempts=row["attempts"],
            due_at=row["due_at"],
            last_status=row["last_status"],
            last_problem=row["last_problem"],
        )
        for row in rows
    ]

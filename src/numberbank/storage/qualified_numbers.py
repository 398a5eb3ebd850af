"""Qualified numbers: a project's own list, in which a number may stand while others have it in theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from numberbank.domain.clock import Due
from numberbank.domain.e164 import E164, e164_from_int, e164_to_int
from numberbank.domain.imported_numbers import TimeOrder
from numberbank.domain.number_blocks import NumberType
from numberbank.domain.qualified_numbers import (
    TRANSITIONS,
    QualifiedFilter,
    QualifiedNumber,
    QualifiedState,
    QualifiedStep,
    StepOutcome,
    hosted_after,
    osr_after,
    ownership_after,
)
from numberbank.domain.registry import RegistryAction, RegistryTask
from numberbank.domain.steps import StepState
from numberbank.storage.due import due_arguments, is_due, moment
from numberbank.storage.imported_numbers import Position
from numberbank.storage.pool import Connection, Row

_TIME_COLUMNS = {TimeOrder.CREATED: "created_at", TimeOrder.UPDATED: "updated_at"}


@dataclass(frozen=True, slots=True)
class NewQualified:
    number: E164
    region: str
    type: NumberType


@dataclass(frozen=True, slots=True)
class ClaimedCheck:
    """A check that a worker has taken on; `moment` is when it did, on the clock of the project."""

    task: RegistryTask
    moment: datetime


async def insert_qualified(
    connection: Connection, project_id: str, numbers: Sequence[NewQualified], now: datetime
) -> None:
    """Those that are in the list already stay as they are. New ones are due to be checked at once."""
    await connection.execute(
        """
        insert into qualified_number
            (project_id, e164, region, type, state, osr_status, ownership_status, created_at, updated_at, due_at)
        select $1, e164, region, type, 'ELIGIBLE_CHECK_PENDING', 'WAITING', 'WAITING', $2, $2, $2
        from unnest($3::bigint[], $4::text[], $5::text[]) as n (e164, region, type) order by e164
        on conflict do nothing
        """,
        project_id,
        now,
        [e164_to_int(new.number) for new in numbers],
        [new.region for new in numbers],
        [new.type for new in numbers],
    )


async def lock_qualified(connection: Connection, project_id: str, numbers: Sequence[E164]) -> None:
    """Keeps others from changing the numbers until the transaction ends."""
    await connection.execute(
        "select from qualified_number where project_id = $1 and e164 = any ($2::bigint[]) order by e164 for update",
        project_id,
        [e164_to_int(number) for number in numbers],
    )


async def get_qualified(
    connection: Connection, project_id: str, numbers: Sequence[E164]
) -> dict[E164, QualifiedNumber]:
    """Numbers that are not in the list are absent."""
    rows = await connection.fetch(
        "select * from qualified_number where project_id = $1 and e164 = any ($2::bigint[])",
        project_id,
        [e164_to_int(number) for number in numbers],
    )
    return {e164_from_int(row["e164"]): _qualified(row) for row in rows}


async def list_qualified(
    connection: Connection,
    project_id: str,
    wanted: QualifiedFilter,
    order: TimeOrder,
    after: Position | None,
    limit: int,
) -> list[QualifiedNumber]:
    column = _TIME_COLUMNS[order]
    rows = await connection.fetch(
        f"""
        select * from qualified_number
        where {_FILTER} and ($4::timestamptz is null or ({column}, e164) > ($4, $5))
        order by {column}, e164 limit $6
        """,
        project_id,
        list(wanted.states),
        wanted.region,
        after[0] if after else None,
        after[1] if after else 0,
        limit,
    )
    return [_qualified(row) for row in rows]


async def count_qualified(connection: Connection, project_id: str, wanted: QualifiedFilter) -> int:
    count: int = await connection.fetchval(
        f"select count(*) from qualified_number where {_FILTER}", project_id, list(wanted.states), wanted.region
    )
    return count


_FILTER = "project_id = $1 and ($2::text[] = '{}' or state = any ($2)) and ($3::text is null or region = $3)"


async def move_qualified(
    connection: Connection,
    project_id: str,
    numbers: Sequence[E164],
    step: QualifiedStep,
    now: datetime,
    error: str = "",
) -> list[E164]:
    """Takes a step with those numbers whose state allows it, and returns these."""
    before, after = TRANSITIONS[step]
    osr, ownership, hosted = osr_after(step, error), ownership_after(step, error), hosted_after(step, error)
    fresh_start = step in (QualifiedStep.UNBLOCK, QualifiedStep.VERIFY)
    rows = await connection.fetch(
        """
        update qualified_number set state = $4, updated_at = $5, due_at = null, accepted = false,
            osr_status = coalesce($6, osr_status), osr_error = coalesce($7, osr_error),
            ownership_status = coalesce($8, ownership_status), ownership_error = coalesce($9, ownership_error),
            hosted_status = coalesce($10, hosted_status), hosted_error = coalesce($11, hosted_error),
            wrong_codes = case when $12 then 0 else wrong_codes end, calls = case when $12 then 0 else calls end
        where project_id = $1 and e164 = any ($2::bigint[]) and state = any ($3::text[]) returning e164
        """,
        project_id,
        [e164_to_int(number) for number in numbers],
        list(before),
        after,
        now,
        osr.status if osr else None,
        osr.error if osr else None,
        ownership.status if ownership else None,
        ownership.error if ownership else None,
        hosted[0] if hosted else None,
        hosted[1] if hosted else None,
        fresh_start,
    )
    return [e164_from_int(row["e164"]) for row in rows]


async def count_tries(
    connection: Connection, project_id: str, number: E164, *, wrong_codes: int = 0, calls: int = 0
) -> None:
    await connection.execute(
        "update qualified_number set wrong_codes = wrong_codes + $3, calls = calls + $4"
        " where project_id = $1 and e164 = $2",
        project_id,
        e164_to_int(number),
        wrong_codes,
        calls,
    )


async def delete_qualified(connection: Connection, project_id: str, number: E164) -> bool:
    """False when an order is at work on the number, or it is not in the list."""
    status = await connection.execute(
        """
        with challenge as (delete from voice_challenge where project_id = $1 and e164 = $2)
        delete from qualified_number where project_id = $1 and e164 = $2 and state <> 'HOSTING_IN_PROGRESS'
        """,
        project_id,
        e164_to_int(number),
    )
    return status == "DELETE 1"


async def claim_due_checks(connection: Connection, due: Due, lease: timedelta, limit: int) -> list[ClaimedCheck]:
    """Takes due checks for the length of `lease`; one whose worker dies becomes due again after it."""
    rows = await connection.fetch(
        f"""
        with due as (
            select t.project_id, t.e164, {moment("due_at")} as moment
            from qualified_number t join project p on p.id = t.project_id
            where {is_due("due_at")} order by t.due_at, t.e164 limit $6 for update of t skip locked
        )
        update qualified_number q set osr_status = 'IN_PROGRESS', attempts = q.attempts + 1,
            due_at = due.moment + $5::interval
        from due where q.project_id = due.project_id and q.e164 = due.e164
        returning q.*, due.moment
        """,
        *due_arguments(due),
        lease,
        limit,
    )
    checks = [ClaimedCheck(_task(row), row["moment"]) for row in rows]
    return sorted(checks, key=lambda check: (check.moment, check.task.number))


def _task(row: Row) -> RegistryTask:
    number = e164_from_int(row["e164"])
    return RegistryTask(
        id=f"{row['project_id']}{number}{row['created_at'].timestamp():.0f}",
        project_id=row["project_id"],
        number=number,
        action=RegistryAction.CHECK,
        nnid="",
        toll_free=row["type"] == NumberType.TOLL_FREE,
        attempt=row["attempts"],
        accepted=row["accepted"],
    )


async def postpone_check(connection: Connection, check: ClaimedCheck, due_at: datetime, *, accepted: bool) -> None:
    await connection.execute(
        """
        update qualified_number set due_at = $3, accepted = accepted or $4
        where project_id = $1 and e164 = $2 and state = 'ELIGIBLE_CHECK_PENDING'
        """,
        check.task.project_id,
        e164_to_int(check.task.number),
        due_at,
        accepted,
    )


def _qualified(row: Row) -> QualifiedNumber:
    return QualifiedNumber(
        number=e164_from_int(row["e164"]),
        project_id=row["project_id"],
        region=row["region"],
        state=QualifiedState(row["state"]),
        osr=StepOutcome(StepState(row["osr_status"]), row["osr_error"]),
        ownership=StepOutcome(StepState(row["ownership_status"]), row["ownership_error"]),
        hosted_status=row["hosted_status"],
        hosted_error=row["hosted_error"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        wrong_codes=row["wrong_codes"],
        calls=row["calls"],
    )

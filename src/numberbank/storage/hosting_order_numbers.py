"""The numbers of hosting orders, and how far the steps of each are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from numberbank.domain.clock import Due
from numberbank.domain.e164 import E164, e164_from_int, e164_to_int
from numberbank.domain.hosting_orders import HostedFilter, HostedNumber, OrderReport
from numberbank.domain.imported_numbers import TimeOrder
from numberbank.domain.registry import RegistryAction, RegistryTask
from numberbank.domain.steps import StepState
from numberbank.storage.due import due_arguments, is_due, moment
from numberbank.storage.imported_numbers import Position
from numberbank.storage.pool import Connection, Row

_COLUMNS = """h.order_id, h.project_id, h.e164, o.nnid, o.service_plan_id, o.campaign_id, h.osr_state, h.platform_state,
    h.campaign_state, coalesce(h.failure_code, '') as failure_code, h.created_at, h.updated_at,
    h.ended_at is not null as ended"""
_TIME_COLUMNS = {TimeOrder.CREATED: "created_at", TimeOrder.UPDATED: "updated_at"}


@dataclass(frozen=True, slots=True)
class ClaimedUpdate:
    """A change of the registry that a worker has taken on; `moment` is when it did, on the clock of the project."""

    task: RegistryTask
    order_id: str
    moment: datetime


async def insert_numbers(
    connection: Connection,
    order_id: str,
    project_id: str,
    numbers: Sequence[E164],
    now: datetime,
    *,
    osr: StepState,
    campaign: StepState,
) -> None:
    await connection.execute(
        """
        insert into hosting_order_number
            (order_id, e164, project_id, osr_state, platform_state, campaign_state, created_at, updated_at)
        select $1, e164, $2, $4, 'WAITING', $5, $6, $6 from unnest($3::bigint[]) as n (e164)
        """,
        order_id,
        project_id,
        [e164_to_int(number) for number in numbers],
        osr,
        campaign,
        now,
    )


async def numbers_of_order(connection: Connection, order_id: str) -> list[E164]:
    rows = await connection.fetch("select e164 from hosting_order_number where order_id = $1 order by e164", order_id)
    return [e164_from_int(row["e164"]) for row in rows]


async def get_hosted(connection: Connection, order_id: str, number: E164) -> HostedNumber | None:
    row = await connection.fetchrow(
        f"""
        select {_COLUMNS} from hosting_order_number h join hosting_order o on o.id = h.order_id
        where h.order_id = $1 and h.e164 = $2
        """,
        order_id,
        e164_to_int(number),
    )
    return _hosted(row) if row else None


async def list_hosted(
    connection: Connection,
    order_id: str,
    wanted: HostedFilter,
    order: TimeOrder,
    after: Position | None,
    limit: int,
) -> list[HostedNumber]:
    column = _TIME_COLUMNS[order]
    rows = await connection.fetch(
        f"""
        select {_COLUMNS} from hosting_order_number h join hosting_order o on o.id = h.order_id
        where {_FILTER} and ($5::timestamptz is null or (h.{column}, h.e164) > ($5, $6))
        order by h.{column}, h.e164 limit $7
        """,
        *_filter_arguments(order_id, wanted),
        after[0] if after else None,
        after[1] if after else 0,
        limit,
    )
    return [_hosted(row) for row in rows]


async def count_hosted(connection: Connection, order_id: str, wanted: HostedFilter) -> int:
    count: int = await connection.fetchval(
        f"select count(*) from hosting_order_number h where {_FILTER}", *_filter_arguments(order_id, wanted)
    )
    return count


async def report(connection: Connection, order_id: str) -> OrderReport:
    row = await connection.fetchrow(
        """
        select count(*) as total, count(*) filter (where osr_state = 'DONE') as osr_updated,
            count(*) filter (where platform_state = 'DONE') as sms_provisioned,
            count(*) filter (where campaign_state = 'DONE') as added_to_campaign,
            count(*) filter (where osr_state = 'IN_PROGRESS' and accepted) as ongoing_manual_action
        from hosting_order_number where order_id = $1
        """,
        order_id,
    )
    assert row is not None
    return OrderReport(**row)


async def schedule_updates(connection: Connection, order_id: str, due_at: datetime) -> None:
    """Lets the registry be asked for all numbers of the order at that time."""
    await connection.execute("update hosting_order_number set due_at = $2 where order_id = $1", order_id, due_at)


async def claim_due_updates(connection: Connection, due: Due, lease: timedelta, limit: int) -> list[ClaimedUpdate]:
    """Takes due changes for the length of `lease`; one whose worker dies becomes due again after it."""
    rows = await connection.fetch(
        f"""
        with due as (
            select t.order_id, t.e164, {moment("due_at")} as moment
            from hosting_order_number t join project p on p.id = t.project_id
            where {is_due("due_at")} order by t.due_at, t.e164 limit $6 for update of t skip locked
        )
        update hosting_order_number h set osr_state = 'IN_PROGRESS', attempts = h.attempts + 1,
            due_at = due.moment + $5::interval,
            updated_at = case h.osr_state when 'WAITING' then due.moment else h.updated_at end
        from due join hosting_order o on o.id = due.order_id
        where h.order_id = due.order_id and h.e164 = due.e164
        returning h.order_id, h.e164, h.project_id, h.attempts, h.accepted, o.nnid, o.toll_free, due.moment
        """,
        *due_arguments(due),
        lease,
        limit,
    )
    claims = [ClaimedUpdate(_task(row), row["order_id"], row["moment"]) for row in rows]
    return sorted(claims, key=lambda claim: (claim.moment, claim.task.number))


def _task(row: Row) -> RegistryTask:
    number = e164_from_int(row["e164"])
    return RegistryTask(
        id=f"{row['order_id']}{number}",
        project_id=row["project_id"],
        number=number,
        action=RegistryAction.UPDATE,
        nnid=row["nnid"],
        toll_free=row["toll_free"],
        attempt=row["attempts"],
        accepted=row["accepted"],
    )


async def postpone_update(connection: Connection, claim: ClaimedUpdate, due_at: datetime, *, accepted: bool) -> None:
    await connection.execute(
        """
        update hosting_order_number set due_at = $3, accepted = accepted or $4
        where order_id = $1 and e164 = $2 and osr_state = 'IN_PROGRESS'
        """,
        claim.order_id,
        e164_to_int(claim.task.number),
        due_at,
        accepted,
    )


async def settle_update(
    connection: Connection, order_id: str, number: E164, state: StepState, now: datetime, *, accepted_only: bool = False
) -> bool:
    """Records how the change of the registry went; False when it was not under way (or not handed over)."""
    status = await connection.execute(
        """
        update hosting_order_number set osr_state = $3, updated_at = $4, due_at = null, accepted = false,
            platform_state = case $3 when 'DONE' then 'IN_PROGRESS' else platform_state end
        where order_id = $1 and e164 = $2 and osr_state = 'IN_PROGRESS' and ended_at is null and (accepted or not $5)
        """,
        order_id,
        e164_to_int(number),
        state,
        now,
        accepted_only,
    )
    return status == "UPDATE 1"


async def start_platform(connection: Connection, order_id: str, now: datetime) -> None:
    """For numbers whose registry entry is not ours to change."""
    await connection.execute(
        "update hosting_order_number set platform_state = 'IN_PROGRESS', updated_at = $2 where order_id = $1",
        order_id,
        now,
    )


async def set_links(
    connection: Connection,
    order_id: str,
    number: E164,
    now: datetime,
    platform: StepState | None,
    campaign: StepState | None,
) -> None:
    """None leaves a state alone."""
    await connection.execute(
        """
        update hosting_order_number set platform_state = coalesce($3, platform_state),
            campaign_state = coalesce($4, campaign_state), updated_at = $5
        where order_id = $1 and e164 = $2
        """,
        order_id,
        e164_to_int(number),
        platform,
        campaign,
        now,
    )


async def end_number(
    connection: Connection, order_id: str, number: E164, now: datetime, failure_code: str | None
) -> bool:
    """False when it had ended before."""
    status = await connection.execute(
        """
        update hosting_order_number set ended_at = $3, failure_code = $4, updated_at = $3, due_at = null
        where order_id = $1 and e164 = $2 and ended_at is null
        """,
        order_id,
        e164_to_int(number),
        now,
        failure_code,
    )
    return status == "UPDATE 1"


async def all_ended(connection: Connection, order_id: str) -> bool:
    ended: bool = await connection.fetchval(
        "select not exists (select from hosting_order_number where order_id = $1 and ended_at is null)", order_id
    )
    return ended


_FILTER = """h.order_id = $1 and ($2::text is null or h.osr_state = $2)
        and ($3::text is null or h.campaign_state = $3) and ($4::text is null or h.platform_state = $4)"""


def _filter_arguments(order_id: str, wanted: HostedFilter) -> tuple[object, ...]:
    return order_id, wanted.osr, wanted.campaign, wanted.platform


def _hosted(row: Row) -> HostedNumber:
    return HostedNumber(
        order_id=row["order_id"],
        project_id=row["project_id"],
        number=e164_from_int(row["e164"]),
        nnid=row["nnid"],
        service_plan_id=row["service_plan_id"],
        campaign_id=row["campaign_id"],
        osr=StepState(row["osr_state"]),
        platform=StepState(row["platform_state"]),
        campaign=StepState(row["campaign_state"]),
        failure_code=row["failure_code"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        ended=row["ended"],
    )

"""Numbers that a project holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import structs

from numberbank.domain.active_numbers import ActiveNumber, NumberFilter, OrderBy
from numberbank.domain.e164 import E164, e164_from_int, e164_to_int
from numberbank.domain.money import Money
from numberbank.domain.number_blocks import Capability, NumberType
from numberbank.domain.pagination import PageMark
from numberbank.domain.provisioning import Links, PendingJob, VoiceTarget, VoiceType
from numberbank.storage.crowding import NOTED
from numberbank.storage.emergency_addresses import removing
from numberbank.storage.number_blocks import capabilities
from numberbank.storage.pool import Connection, Row
from numberbank.storage.provisioning_jobs import JOBS_OF_NUMBER, PUT_JOBS, jobs_by_kind

NUMBER_COLUMNS = """n.e164, n.project_id, n.display_name, n.region, n.type, n.capabilities, n.price, n.currency,
              n.interval_months, n.next_charge_at, n.expire_at, n.callback_url, n.service_plan_id, n.campaign_id,
              n.voice_type, n.voice_id, n.protected, n.suspended_at"""


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """What a number must be to be claimed; None and empty mean anything."""

    region: str | None = None
    type: NumberType | None = None
    capabilities: tuple[Capability, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What became of a claim. `number` is the one that was claimed; without one, the rest says why not."""

    number: ActiveNumber | None
    terms: tuple[str, NumberType, tuple[Capability, ...]] | None
    """region, type and capabilities; None when no block has the number, or somebody held it"""
    payable: bool
    """the rules are kept, and the project's balance, if it has one, covers the first charges"""


async def claim_number(
    connection: Connection,
    number: E164,
    project_id: str,
    callback_url: str,
    moment: datetime,
    rules: ClaimRules = ClaimRules(),
    jobs: Sequence[PendingJob] = (),
) -> Claim:
    """Makes the project the holder of an available number, charges it and puts its first jobs, in one statement.

    It does all of that or nothing. The insert is the only way in: whoever comes second meets the primary key. A balance
    is locked before it is looked at, so that two claims cannot spend it twice.
    """
    row = await connection.fetchrow(
        _CLAIM,
        e164_to_int(number),
        project_id,
        callback_url,
        moment,
        rules.region,
        rules.type,
        rules.capabilities,
        [job.job_id for job in jobs],
        [job.kind for job in jobs],
        [job.action for job in jobs],
        [job.target for job in jobs],
        [job.voice_type for job in jobs],
        [job.held for job in jobs],
    )
    assert row is not None
    available = row["block_region"] is not None and not row["held"]
    return Claim(
        structs.replace(active_number(row, ()), pending={job.kind: job for job in jobs}) if row["e164"] else None,
        (row["block_region"], NumberType(row["block_type"]), capabilities(row["block_capabilities"]))
        if available
        else None,
        row["payable"],
    )


_FIRST_JOBS = """select c.e164, c.project_id, $4::timestamptz as moment, j.* from claimed c, unnest(
            $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bool[]
        ) as j (job_id, kind, action, target, voice_type, held)"""
_CLAIM = f"""
    with block as (
        select *, setup_price + monthly_price as cost
        from (select * from number_block where first <= $1 order by first desc limit 1) b where last >= $1
    ), allowed as (
        select * from block where ($5::text is null or region = $5) and ($6::text is null or type = $6)
        and capabilities @> $7::text[]
    ), payer as (
        select p.id from project p, allowed b where p.id = $2 and p.balance is not null and p.balance >= b.cost
        and (p.balance_currency = b.currency or b.cost = 0)
        for update of p
    ), payable as (
        select * from allowed
        where exists (select from payer) or coalesce((select balance is null from project where id = $2), true)
    ), claimed as (
        insert into number as n (
            e164, project_id, state, region, type, capabilities, price, currency, interval_months, aging_days,
            callback_url, rented_at, next_charge_at, charge_due_at
        )
        select $1, $2, 'ACTIVE', region, type, capabilities, monthly_price, currency, interval_months, aging_days,
            $3, $4, next_charge_at, next_charge_at
        from payable, lateral (select $4::timestamptz + make_interval(months => interval_months) as next_charge_at) _
        on conflict do nothing
        returning {NUMBER_COLUMNS}
    ), charged as (
        insert into charge (e164, kind, period_start, period_end, project_id, amount, currency)
        select c.e164, line.kind, $4, line.period_end, $2, line.amount, c.currency
        from claimed c, block b, lateral (values
            ('SETUP', $4::timestamptz, b.setup_price), ('MONTHLY', c.next_charge_at, b.monthly_price)
        ) as line (kind, period_end, amount)
    ), spent as (
        update project p set balance = p.balance - b.cost
        from claimed, block b where p.id = $2 and p.balance is not null
    ), noted as (
        insert into block_to_count select b.id from claimed c, block b where {NOTED}
    ), put as (
        {PUT_JOBS.format(jobs=_FIRST_JOBS)}
    )
    select n.*, b.region as block_region, b.type as block_type, b.capabilities as block_capabilities,
        exists (select from number where e164 = $1) as held, exists (select from payable) as payable
    from (select) one left join block b on true left join claimed n on true
"""


async def lock_number(connection: Connection, number: E164) -> None:
    """Keeps others from changing the number, and workers from taking on its jobs, until the transaction ends.

    A statement of its own: what is read in the next one is then what the last holder of the lock has left.
    """
    digits = e164_to_int(number)
    await connection.execute(
        f"""
        select from number where e164 = {digits} for update;
        select from provisioning_job where e164 = {digits} for update
        """
    )


async def get_number(connection: Connection, project_id: str, number: E164) -> ActiveNumber | None:
    row = await connection.fetchrow(
        f"""
        select {NUMBER_COLUMNS}, {JOBS_OF_NUMBER} as jobs from number n
        where n.e164 = $1 and n.project_id = $2 and n.state = 'ACTIVE'
        """,
        e164_to_int(number),
        project_id,
    )
    return active_number(row, row["jobs"]) if row else None


async def list_numbers(
    connection: Connection,
    project_id: str,
    wanted: NumberFilter,
    order: OrderBy,
    after: PageMark | None,
    limit: int,
) -> list[ActiveNumber]:
    """At most `limit` numbers that follow `after`."""
    by_name = order is OrderBy.DISPLAY_NAME
    key = '(n.display_name collate "C", n.e164)' if by_name else "(n.e164)"
    rows = await connection.fetch(
        f"""
        select {NUMBER_COLUMNS}, {JOBS_OF_NUMBER} as jobs from number n
        where {_FILTER}
        and ($6::text is null or {key} > {"($6, $7)" if by_name else "($7)"})
        order by {key[1:-1]} limit $8
        """,
        *_filter_arguments(project_id, wanted),
        after.name if after else None,
        after.digits if after else 0,
        limit,
    )
    return [active_number(row, row["jobs"]) for row in rows]


async def count_numbers(connection: Connection, project_id: str, wanted: NumberFilter) -> int:
    count: int = await connection.fetchval(
        f"select count(*) from number n where {_FILTER}", *_filter_arguments(project_id, wanted)
    )
    return count


_FILTER = """n.project_id = $1 and n.state = 'ACTIVE'
        and ($2::text is null or n.region = $2) and ($3::text is null or n.type = $3)
        and ($4::text is null or '+' || n.e164 like $4) and n.capabilities @> $5::text[]"""


def _filter_arguments(project_id: str, wanted: NumberFilter) -> tuple[object, ...]:
    return (
        project_id,
        wanted.region,
        wanted.type,
        wanted.pattern.like() if wanted.pattern else None,
        wanted.capabilities,
    )


async def update_number(
    connection: Connection,
    number: E164,
    display_name: str | None,
    callback_url: str | None,
    protected: bool | None,
) -> None:
    """None leaves a column alone."""
    await connection.execute(
        """
        update number set display_name = coalesce($2, display_name), callback_url = coalesce($3, callback_url),
            protected = coalesce($4, protected)
        where e164 = $1
        """,
        e164_to_int(number),
        display_name,
        callback_url,
        protected,
    )


async def release_number(connection: Connection, number: E164, moment: datetime) -> None:
    """Lets a locked number end with its paid period; drops its pending jobs and its emergency address."""
    await connection.execute(
        f"""
        with {removing("e164 = $1", "$2::timestamptz")}, dropped as (
            delete from provisioning_job where e164 = $1
        )
        update number set expire_at = next_charge_at, charge_due_at = null where e164 = $1
        """,
        e164_to_int(number),
        moment,
    )


def active_number(row: Row, jobs: Sequence[Row]) -> ActiveNumber:
    return ActiveNumber(
        number=e164_from_int(row["e164"]),
        project_id=row["project_id"],
        display_name=row["display_name"],
        region=row["region"],
        type=NumberType(row["type"]),
        capabilities=capabilities(row["capabilities"]),
        price=Money(row["price"], row["currency"]),
        interval_months=row["interval_months"],
        next_charge_at=row["next_charge_at"],
        expire_at=row["expire_at"],
        callback_url=row["callback_url"],
        links=Links(
            row["service_plan_id"],
            row["campaign_id"],
            VoiceTarget(VoiceType(row["voice_type"]), row["voice_id"]),
        ),
        pending=jobs_by_kind(jobs),
        protected=row["protected"],
        suspended=row["suspended_at"] is not None,
    )

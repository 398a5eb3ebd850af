"""Claiming numbers that nobody holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import structs

from numberbank.domain.active_numbers import ActiveNumber
from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.number_blocks import Capability, NumberType
from numberbank.domain.provisioning import PendingJob
from numberbank.storage.active_numbers import NUMBER_COLUMNS, active_number
from numberbank.storage.crowding import NOTED
from numberbank.storage.number_blocks import capabilities
from numberbank.storage.pool import Connection
from numberbank.storage.provisioning_jobs import PUT_JOBS


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

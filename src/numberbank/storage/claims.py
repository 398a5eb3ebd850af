"""Claiming numbers that nobody holds."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from numberbank.domain.active_numbers import ActiveNumber
from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.number_blocks import Capability, NumberType
from numberbank.domain.provisioning import Links, PendingJob
from numberbank.storage.active_numbers import money
from numberbank.storage.crowding import NOTED
from numberbank.storage.number_blocks import capabilities
from numberbank.storage.pool import Connection, Row
from numberbank.storage.provisioning_jobs import PUT_JOBS


class ClaimRules(Struct, frozen=True):
    """What a number must be to be claimed; None and empty mean anything."""

    region: str | None = None
    type: NumberType | None = None
    capabilities: tuple[Capability, ...] = ()


class Claim(Struct, frozen=True):
    """A project's wish to hold a number from a moment on, with its first jobs."""

    number: E164
    project_id: str
    callback_url: str
    moment: datetime
    rules: ClaimRules = ClaimRules()
    jobs: Sequence[PendingJob] = ()


class ClaimOutcome(Struct, frozen=True):
    """What became of a claim. `number` is the one that was claimed; without one, the rest says why not."""

    number: ActiveNumber | None = None
    terms: tuple[str, NumberType, tuple[Capability, ...]] | None = None
    """region, type and capabilities; None when no block has the number, or somebody else held it"""
    payable: bool = False
    """the rules are kept, and the project's balance, if it has one, covers the first charges of this number alone"""


async def claim_numbers(connection: Connection, claims: Sequence[Claim]) -> list[ClaimOutcome]:
    """Makes projects the holders of available numbers, charges them and puts the first jobs, in one statement.

    It does all of that for a number or nothing of it; no two claims may be for the same one. The insert is the only way
    in: whoever comes second meets the primary key. A balance is locked before it is looked at, so that two claims
    cannot spend it twice; where it does not cover all claims of its project, those for the first numbers are carried
    out. Balances are locked in the order of projects, then numbers inserted in their order, so that such statements
    never wait for each other in a circle.
    """
    jobs = [(e164_to_int(claim.number), job) for claim in claims for job in claim.jobs]
    rows = await connection.fetch(
        _CLAIM,
        [e164_to_int(claim.number) for claim in claims],
        [claim.project_id for claim in claims],
        [claim.callback_url for claim in claims],
        [claim.moment for claim in claims],
        [claim.rules.region for claim in claims],
        [claim.rules.type for claim in claims],
        ["{" + ",".join(claim.rules.capabilities) + "}" for claim in claims],
        [digits for digits, _ in jobs],
        [job.job_id for _, job in jobs],
        [job.kind for _, job in jobs],
        [job.action for _, job in jobs],
        [job.target for _, job in jobs],
        [job.voice_type for _, job in jobs],
        [job.held for _, job in jobs],
    )
    offered = {row[0]: row for row in rows}
    return [_outcome(claim, offered.get(e164_to_int(claim.number))) for claim in claims]


def _outcome(claim: Claim, row: Row | None) -> ClaimOutcome:
    if row is None:
        return ClaimOutcome()
    _, is_claimed, payable, region, type_, can, price, currency, interval_months, next_charge_at = row
    terms = region, NumberType[type_], capabilities(can)
    if not is_claimed:
        return ClaimOutcome(None, terms, payable)
    number = ActiveNumber(
        claim.number,
        claim.project_id,
        "",
        *terms,
        money(price, currency),
        interval_months,
        next_charge_at,
        None,
        claim.callback_url,
        Links(),
        {job.kind: job for job in claim.jobs},
    )
    return ClaimOutcome(number, terms, payable)


_FIRST_JOBS = """select c.e164, c.project_id, c.moment, j.* from taken c join unnest(
            $8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bool[]
        ) as j (of_number, job_id, kind, action, target, voice_type, held) on j.of_number = c.e164"""
_CLAIM = f"""
    with offered as (
        select w.*, b.*, b.setup_price + b.monthly_price as cost,
            w.moment + make_interval(months => b.interval_months) as next_charge_at
        from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[])
            as w (e164, project_id, callback_url, moment, wanted_region, wanted_type, wanted_capabilities)
        cross join lateral (
            select * from number_block where first <= w.e164 order by first desc limit 1
        ) b
        where b.last >= w.e164 and not exists (select from number n where n.e164 = w.e164)
    ), payer as (
        select p.id as project_id, p.balance, p.balance_currency from project p
        where p.balance is not null and p.id in (select project_id from offered)
        order by p.id for update
    ), priced as (
        select o.*, p.balance, coalesce(o.region = o.wanted_region, true) and coalesce(o.type = o.wanted_type, true)
            and o.capabilities @> o.wanted_capabilities::text[]
            and (p.balance is null or o.cost = 0 or (p.balance >= o.cost and p.balance_currency = o.currency))
            as payable
        from offered o left join payer p using (project_id)
    ), chosen as (
        select *, payable and coalesce(
            sum(cost) filter (where payable) over (partition by project_id order by e164) <= balance, true
        ) as affordable
        from priced
    ), claimed as (
        insert into number as n (
            e164, project_id, state, region, type, capabilities, price, currency, interval_months, aging_days,
            callback_url, rented_at, next_charge_at, charge_due_at
        )
        select e164, project_id, 'ACTIVE', region, type, capabilities, monthly_price, currency, interval_months,
            aging_days, callback_url, moment, next_charge_at, next_charge_at
        from chosen where affordable order by e164
        on conflict do nothing
        returning e164
    ), taken as (
        select b.* from claimed c join chosen b using (e164)
    ), charged as (
        insert into charge (e164, kind, period_start, period_end, project_id, amount, currency)
        select c.e164, line.kind, c.moment, line.period_end, c.project_id, line.amount, c.currency
        from taken c, lateral (values
            ('SETUP', c.moment, c.setup_price), ('MONTHLY', c.next_charge_at, c.monthly_price)
        ) as line (kind, period_end, amount)
    ), spent as (
        update project p set balance = p.balance - s.cost
        from (select project_id, sum(cost) as cost from taken where balance is not null group by project_id) s
        where p.id = s.project_id and p.balance is not null
    ), noted as (
        insert into block_to_count select b.id from taken b where {NOTED}
    ), put as (
        {PUT_JOBS.format(jobs=_FIRST_JOBS)}
    )
    select b.e164, c.e164 is not null, b.payable, b.region, b.type, b.capabilities, b.monthly_price, b.currency,
        b.interval_months, b.next_charge_at
    from chosen b left join claimed c using (e164)
"""

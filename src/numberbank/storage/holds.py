"""Holding numbers that were not rented: they are rows of `number`, whose primary key lets nobody have one twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from numberbank.domain.e164 import E164, e164_from_int, e164_to_int
from numberbank.domain.imported_numbers import HoldState
from numberbank.domain.number_blocks import NumberType
from numberbank.domain.provisioning import Links, PendingJob, ProvisioningKind
from numberbank.storage.pool import Connection
from numberbank.storage.provisioning_jobs import JOBS_OF_NUMBER, jobs_by_kind


@dataclass(frozen=True, slots=True)
class NewHold:
    number: E164
    type: NumberType


@dataclass(frozen=True, slots=True)
class Hold:
    """A number that is held, with its links and the jobs that change them."""

    number: E164
    project_id: str
    callback_url: str
    links: Links
    pending: dict[ProvisioningKind, PendingJob]


async def hold_numbers(
    connection: Connection,
    project_id: str,
    state: HoldState,
    numbers: Sequence[NewHold],
    region: str,
    display_name: str,
    callback_url: str,
) -> list[E164]:
    """Makes the project the holder of numbers and returns those it got.

    It gets none that anybody holds, and none of the inventory. This insert is the only way in: whoever comes second
    meets the primary key. What the project itself has just given up it may take on again at once.
    """
    rows = await connection.fetch(
        """
        insert into number as n (e164, project_id, state, region, type, capabilities, display_name, callback_url)
        select w.e164, $1, $2, $5, w.type, '{SMS}', $6, $7
        from unnest($3::bigint[], $4::text[]) as w (e164, type)
        where not exists (select from number_block b where int8range(b.first, b.last, '[]') @> w.e164)
        order by w.e164
        on conflict (e164) do update set state = excluded.state, display_name = excluded.display_name,
            callback_url = excluded.callback_url, region = excluded.region, service_plan_id = '', campaign_id = ''
        where n.state = 'IMPORT_ENDED' and n.project_id = excluded.project_id
        returning n.e164
        """,
        project_id,
        state,
        [e164_to_int(hold.number) for hold in numbers],
        [hold.type for hold in numbers],
        region,
        display_name,
        callback_url,
    )
    digits = [row["e164"] for row in rows]
    # What was made in an earlier life of the number is no longer of interest.
    await connection.execute("delete from imported_link where e164 = any ($1::bigint[])", digits)
    return [e164_from_int(number) for number in digits]


async def lock_holds(connection: Connection, digits: Sequence[int]) -> list[Hold]:
    """The numbers, which nobody else can change until the transaction ends."""
    await connection.execute(
        "select from number where e164 = any ($1::bigint[]) order by e164 for update", sorted(digits)
    )
    rows = await connection.fetch(
        f"""
        select n.e164, n.project_id, n.callback_url, n.service_plan_id, n.campaign_id, {JOBS_OF_NUMBER} as jobs
        from number n where e164 = any ($1::bigint[]) order by e164
        """,
        digits,
    )
    return [
        Hold(
            e164_from_int(row["e164"]),
            row["project_id"],
            row["callback_url"],
            Links(row["service_plan_id"], row["campaign_id"]),
            jobs_by_kind(row["jobs"]),
        )
        for row in rows
    ]


async def move_holds(
    connection: Connection, digits: Sequence[int], before: Sequence[HoldState], after: HoldState
) -> list[int]:
    """Moves numbers that are in one of the states before; the digits of those that were."""
    rows = await connection.fetch(
        "update number set state = $3 where e164 = any ($1::bigint[]) and state = any ($2::text[]) returning e164",
        digits,
        before,
        after,
    )
    return [row["e164"] for row in rows]


async def free_ended(connection: Connection, digits: Sequence[int]) -> None:
    """Lets go of numbers that were given up, once none of their links is being changed any more."""
    await connection.execute(
        """
        with gone as (
            delete from number n where n.e164 = any ($1::bigint[]) and n.state = 'IMPORT_ENDED'
                and not exists (select from provisioning_job j where j.e164 = n.e164 and j.status <> 'FAILED')
            returning n.e164
        ), jobs as (
            delete from provisioning_job j using gone where j.e164 = gone.e164
        ), uncertain as (
            delete from uncertain_link u using gone where u.e164 = gone.e164
        )
        delete from imported_link l using gone where l.e164 = gone.e164
        """,
        digits,
    )

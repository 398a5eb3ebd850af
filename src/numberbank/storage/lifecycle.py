"""Numbers that move on by time: those that expire, and those that have aged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from numberbank.domain.active_numbers import ActiveNumber
from numberbank.domain.billing import DueCharge
from numberbank.domain.clock import Due
from numberbank.domain.e164 import E164, e164_to_int
from numberbank.storage.active_numbers import NUMBER_COLUMNS, active_number
from numberbank.storage.due import BEING_UNLINKED, due_arguments, is_due
from numberbank.storage.emergency_addresses import removing
from numberbank.storage.ledger import due_charge
from numberbank.storage.pool import Connection
from numberbank.storage.provisioning_jobs import JOBS_OF_NUMBER


async def lock_expired(connection: Connection, due: Due, limit: int) -> list[int]:
    """The digits of released numbers whose time is over, for this transaction alone.

    In an advance, those after the first moment at which an end has consequences are left for another time: these come
    first.
    """
    rows = await connection.fetch(
        f"""
        select t.e164, t.expire_at, t.aging_days = 0 or (t.service_plan_id, t.campaign_id, t.voice_id) <> ('', '', '')
            or exists (select from provisioning_job j where j.e164 = t.e164) as has_consequences
        from number t join project p on p.id = t.project_id
        where t.state = 'ACTIVE' and {is_due("expire_at")}
        order by t.expire_at, t.e164 limit $5 for update of t skip locked
        """,
        *due_arguments(due),
        limit,
    )
    last = next((row["expire_at"] for row in rows if due.project_id and row["has_consequences"]), None)
    return [row["e164"] for row in rows if last is None or row["expire_at"] <= last]


async def read_numbers(connection: Connection, digits: Sequence[int]) -> list[ActiveNumber]:
    """Numbers that are locked; no worker takes on their jobs from now on until the transaction ends."""
    await connection.execute("select from provisioning_job where e164 = any ($1::bigint[]) for update", digits)
    rows = await connection.fetch(
        f"""
        select {NUMBER_COLUMNS}, {JOBS_OF_NUMBER} as jobs from number n
        where e164 = any ($1::bigint[]) order by expire_at, e164
        """,
        digits,
    )
    return [active_number(row, row["jobs"]) for row in rows]


_END = "(select n.expire_at from number n where n.e164 = r.e164)"
"""when the holding of the number of an address `r` ends"""


async def start_aging(connection: Connection, digits: Sequence[int]) -> None:
    """Takes locked numbers out of their holders' hands, with their emergency addresses; remembers who these were."""
    await connection.execute(
        f"""
        with {removing("e164 = any ($1::bigint[])", _END)}, ended as (
            update number set state = 'AGING', free_at = expire_at + make_interval(days => aging_days),
                charge_due_at = null
            where e164 = any ($1::bigint[]) returning *
        )
        insert into number_history (e164, project_id, rented_at, ended_at)
        select e164, project_id, rented_at, expire_at from ended
        """,
        digits,
    )


async def free_aged(connection: Connection, due: Due, limit: int) -> int:
    """Makes numbers available whose rest is over and whose links are gone; how many."""
    status = await connection.execute(
        f"""
        with aged as (
            select t.e164 from number t join project p on p.id = t.project_id
            where t.state = 'AGING' and {is_due("free_at")} and not {BEING_UNLINKED}
            order by t.free_at, t.e164 limit $5 for update of t skip locked
        ), jobs as (
            delete from provisioning_job j using aged where j.e164 = aged.e164
        ), uncertain as (
            delete from uncertain_link u using aged where u.e164 = aged.e164
        )
        delete from number n using aged where n.e164 = aged.e164
        """,
        *due_arguments(due),
        limit,
    )
    return int(status.removeprefix("DELETE "))


@dataclass(frozen=True, slots=True)
class Release:
    """A release that has not come to its end."""

    project_id: str
    expire_at: datetime


async def get_release(connection: Connection, number: E164) -> Release | None:
    """That of an active number; None when it was not released."""
    row = await connection.fetchrow(
        "select project_id, expire_at from number where e164 = $1 and state = 'ACTIVE' and expire_at is not null",
        e164_to_int(number),
    )
    return Release(**row) if row else None


async def undo_release(connection: Connection, number: E164) -> None:
    """Makes a released number, which is locked, renew again."""
    await connection.execute(
        "update number set expire_at = null, charge_due_at = next_charge_at where e164 = $1", e164_to_int(number)
    )


async def end_aging(connection: Connection, number: E164) -> bool:
    """Makes an aging number free as soon as its links are gone; False when it does not age."""
    status = await connection.execute(
        "update number set free_at = expire_at where e164 = $1 and state = 'AGING'", e164_to_int(number)
    )
    return status == "UPDATE 1"


async def get_aging(connection: Connection, number: E164) -> DueCharge | None:
    """What an aging number costs its last holder."""
    row = await connection.fetchrow("select * from number where e164 = $1 and state = 'AGING'", e164_to_int(number))
    return due_charge(row) if row else None


async def reactivate(connection: Connection, number: E164, moment: datetime) -> None:
    """Gives an aging number back to its last holder, as one that was rented now."""
    await connection.execute(
        """
        update number set state = 'ACTIVE', rented_at = $2, expire_at = null, free_at = null, suspended_at = null
        where e164 = $1 and state = 'AGING'
        """,
        e164_to_int(number),
        moment,
    )

"""Numbers that move on by time."""

from datetime import datetime

from numberbank.domain.active_numbers import ActiveNumber
from numberbank.domain.e164 import e164_to_int
from numberbank.storage.active_numbers import NUMBER_COLUMNS, active_number
from numberbank.storage.pool import Connection
from numberbank.storage.provisioning_jobs import JOBS_OF_NUMBER


async def lock_expired(connection: Connection, moment: datetime, limit: int) -> list[int]:
    """The digits of numbers whose time is over, for this transaction alone."""
    rows = await connection.fetch(
        """
        select e164 from number where state = 'ACTIVE' and expire_at <= $1
        order by expire_at limit $2 for update skip locked
        """,
        moment,
        limit,
    )
    return [row["e164"] for row in rows]


async def read_numbers(connection: Connection, digits: list[int]) -> list[ActiveNumber]:
    rows = await connection.fetch(
        f"select {NUMBER_COLUMNS}, {JOBS_OF_NUMBER} as jobs from number n where e164 = any ($1::bigint[])", digits
    )
    return [active_number(row, row["jobs"]) for row in rows]


async def start_aging(connection: Connection, numbers: list[ActiveNumber]) -> None:
    """Takes locked numbers out of their holders' hands."""
    await connection.execute(
        "update number set state = 'AGING' where e164 = any ($1::bigint[])",
        [e164_to_int(number.number) for number in numbers],
    )


async def next_expiry(connection: Connection) -> datetime | None:
    moment: datetime | None = await connection.fetchval("select min(expire_at) from number where state = 'ACTIVE'")
    return moment

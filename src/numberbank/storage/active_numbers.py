"""Numbers that a project holds."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from numberbank.domain.active_numbers import ActiveNumber, NumberFilter, OrderBy
from numberbank.domain.e164 import E164, e164_from_int, e164_to_int
from numberbank.domain.money import Money
from numberbank.domain.number_blocks import NumberType
from numberbank.domain.pagination import PageMark
from numberbank.domain.provisioning import Links, VoiceTarget, VoiceType
from numberbank.storage.emergency_addresses import removing
from numberbank.storage.number_blocks import capabilities
from numberbank.storage.pool import Connection, Row
from numberbank.storage.provisioning_jobs import JOBS_OF_NUMBER, jobs_by_kind

NUMBER_COLUMNS = """n.e164, n.project_id, n.display_name, n.region, n.type, n.capabilities, n.price, n.currency,
              n.interval_months, n.next_charge_at, n.expire_at, n.callback_url, n.service_plan_id, n.campaign_id,
              n.voice_type, n.voice_id, n.protected, n.suspended_at"""


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
    row = await connection.fetchrow(_GET, e164_to_int(number), project_id)
    return active_number(row, row["jobs"]) if row else None


_GET = f"""
    select {NUMBER_COLUMNS}, {JOBS_OF_NUMBER} as jobs from number n
    where n.e164 = $1 and n.project_id = $2 and n.state = 'ACTIVE'
"""


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
    """All of a project are counted in an index alone, without a look at the numbers."""
    if wanted == NumberFilter():
        statement = f"select count(*) from number n where {_OF_PROJECT}"
        arguments: tuple[object, ...] = (project_id,)
    else:
        statement = f"select count(*) from number n where {_FILTER}"
        arguments = _filter_arguments(project_id, wanted)
    count: int = await connection.fetchval(statement, *arguments)
    return count


_OF_PROJECT = "n.project_id = $1 and n.state = 'ACTIVE'"
_FILTER = f"""{_OF_PROJECT}
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
    """From a row that begins with NUMBER_COLUMNS. Columns by their place cost a quarter of what they cost by name."""
    (
        digits, project_id, display_name, region, type_, can, price, currency,
        interval_months, next_charge_at, expire_at, callback_url, service_plan_id, campaign_id,
        voice_type, voice_id, protected, suspended_at,
    ) = row[:18]  # fmt: skip
    return ActiveNumber(
        e164_from_int(digits),
        project_id,
        display_name,
        region,
        NumberType[type_],
        capabilities(can),
        money(price, currency),
        interval_months,
        next_charge_at,
        expire_at,
        callback_url,
        _links(service_plan_id, campaign_id, voice_type, voice_id),
        jobs_by_kind(jobs),
        protected,
        suspended_at is not None,
    )


# The numbers of a list have few prices and few targets between them.
money = lru_cache(maxsize=1024)(Money)


@lru_cache(maxsize=1024)
def _links(service_plan_id: str, campaign_id: str, voice_type: str, voice_id: str) -> Links:
    return Links(service_plan_id, campaign_id, VoiceTarget(VoiceType[voice_type], voice_id))

"""Numbers that a project holds, without a request for each."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

import asyncpg

from numberbank.domain.active_numbers import ActiveNumber
from numberbank.domain.e164 import E164
from numberbank.domain.provisioning import LinkChange, VoiceTarget
from numberbank.services.active_numbers import NumberChange, get_active_number, update_number
from numberbank.services.available_numbers import RentTerms, rent_number
from numberbank.services.context import Context
from support.inventory import US_LOCAL, store

NO_CHANGE = LinkChange()


_hundred_thousands = itertools.count(120_100)
"""of digits after the plus sign, none of which is handed out twice: the numbers of one database have one holder"""


async def hold_many(
    dsn: str,
    project_id: str,
    count: int,
    region: str = "US",
    type_: str = "LOCAL",
    capabilities: Sequence[str] = ("SMS", "VOICE"),
) -> list[E164]:
    """Makes the project the holder of numbers in no time, without blocks, charges and jobs; they come in order."""
    first = next(_hundred_thousands) * 100_000
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(
            """
            insert into number (e164, project_id, state, region, type, capabilities, price, currency, interval_months,
                aging_days, display_name, callback_url, rented_at, next_charge_at, charge_due_at)
            select $1::bigint + i, $2, 'ACTIVE', $4, $5, $6::text[], 0.50, 'USD', 1,
                30, 'Desk, "' || i || '"', '', now(), now() + interval '1 month', now() + interval '1 month'
            from generate_series(0, $3::integer - 1) i
            """,
            first,
            project_id,
            count,
            region,
            type_,
            capabilities,
        )
    finally:
        await connection.close()
    return [E164(f"+{first + index}") for index in range(count)]


def us_numbers(count: int) -> list[E164]:
    """Of the block US_LOCAL."""
    return [E164(f"{US_LOCAL.prefix}{index:04}") for index in range(count)]


def with_private_callbacks(context: Context) -> Context:
    """As in a sandbox, which calls back to this machine."""
    return replace(context, policy=replace(context.policy, private_callbacks=True))


async def rent_us(
    context: Context,
    project_id: str,
    links: LinkChange = NO_CHANGE,
    callback_url: str = "",
    numbers: Iterable[E164] = us_numbers(1),
) -> E164:
    """Rents numbers of US_LOCAL, which is stored if it is not; the last one."""
    async with context.database.connection() as connection:
        stored = await connection.fetchval("select exists (select from number_block)")
    if not stored:
        await store(context, US_LOCAL)
    for number in numbers:
        await rent_number(context, project_id, number, RentTerms(links, callback_url))
    return number


async def change_links(context: Context, project_id: str, number: E164, change: LinkChange) -> ActiveNumber:
    return await update_number(context, project_id, number, NumberChange(change))


async def read(context: Context, project_id: str, number: E164) -> ActiveNumber:
    return await get_active_number(context, project_id, number)


def sms(service_plan_id: str | None = None, campaign_id: str | None = None) -> LinkChange:
    return LinkChange(service_plan_id, campaign_id)


def voice(app_id: str) -> LinkChange:
    return LinkChange(voice=VoiceTarget(id=app_id))

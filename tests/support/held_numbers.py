"""Numbers that a project holds, without a request for each."""

from collections.abc import Iterable
from dataclasses import replace

from numberbank.domain.active_numbers import ActiveNumber
from numberbank.domain.e164 import E164
from numberbank.domain.provisioning import LinkChange, VoiceTarget
from numberbank.services.active_numbers import NumberChange, get_active_number, update_number
from numberbank.services.available_numbers import RentTerms, rent_number
from numberbank.services.context import Context
from support.inventory import US_LOCAL, store

NO_CHANGE = LinkChange()


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

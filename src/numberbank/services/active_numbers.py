"""Listing, reading, changing and releasing the numbers that a project holds."""

from dataclasses import dataclass

from msgspec.structs import replace

from numberbank.domain.active_numbers import ActiveNumber, NumberFilter, OrderBy
from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.errors import InvalidRequest, NotFound, PermissionDenied
from numberbank.domain.pagination import PageMark
from numberbank.domain.provisioning import LinkChange, plan_jobs
from numberbank.services.callback_urls import check_callback_url
from numberbank.services.context import Context
from numberbank.services.provisioning import check_links, store_jobs
from numberbank.storage import active_numbers as storage


@dataclass(frozen=True, slots=True)
class NumberPage:
    """`last` is where the next page goes on; None on the last page."""

    numbers: list[ActiveNumber]
    last: PageMark | None
    total: int


@dataclass(frozen=True, slots=True)
class NumberChange:
    """None leaves a member alone."""

    links: LinkChange = LinkChange()
    display_name: str | None = None
    callback_url: str | None = None
    protected: bool | None = None


async def list_active_numbers(
    context: Context,
    project_id: str,
    wanted: NumberFilter,
    order: OrderBy,
    after: PageMark | None,
    page_size: int,
) -> NumberPage:
    """A page of numbers in a stable order, safe while numbers come and go.

    `total` is counted with the first page, where that is not all: to count anew for each page would cost more than
    the page.
    """
    async with context.database.connection() as connection:
        numbers = await storage.list_numbers(connection, project_id, wanted, order, after, page_size + 1)
        page, more = numbers[:page_size], len(numbers) > page_size
        if after is not None:
            total = after.total
        else:
            total = await storage.count_numbers(connection, project_id, wanted) if more else len(page)
    last = PageMark(page[-1].display_name, e164_to_int(page[-1].number), total) if more else None
    return NumberPage(page, last, total)


async def get_active_number(context: Context, project_id: str, number: E164) -> ActiveNumber:
    async with context.database.connection() as connection:
        found = await storage.get_number(connection, project_id, number)
    return _owned(found, number)


async def update_number(context: Context, project_id: str, number: E164, change: NumberChange) -> ActiveNumber:
    """Applies names and URLs at once and starts the jobs that the new links need."""
    await check_callback_url(context, change.callback_url)
    async with context.database.transaction() as connection:
        await storage.lock_number(connection, number)
        held = _owned(await storage.get_number(connection, project_id, number), number)
        if held.suspended and change.links != LinkChange():
            raise PermissionDenied("The number is suspended: its renewal could not be charged", "ActiveNumber")
        check_links(held.region, held.capabilities, change.links)
        plan = plan_jobs(held.links, held.pending, change.links, unlink_first=context.policy.unlink_first)
        pending = await store_jobs(context, connection, held, plan, context.clock.now(project_id))
        if (change.display_name, change.callback_url, change.protected) != (None, None, None):
            await storage.update_number(connection, number, change.display_name, change.callback_url, change.protected)
    if plan:
        context.wakeup.ask()
    return replace(
        held,
        pending=pending,
        display_name=held.display_name if change.display_name is None else change.display_name,
        callback_url=held.callback_url if change.callback_url is None else change.callback_url,
        protected=held.protected if change.protected is None else change.protected,
    )


async def release_number(context: Context, project_id: str, number: E164) -> ActiveNumber:
    """Ends the number with its paid period: it stays listed and usable until then. Releasing it again changes nothing.

    Its emergency address ends at once. Raises InvalidRequest for a number that is protected.
    """
    async with context.database.transaction() as connection:
        await storage.lock_number(connection, number)
        held = _owned(await storage.get_number(connection, project_id, number), number)
        if held.expire_at is not None:
            return held
        if held.protected:
            raise InvalidRequest.of(
                "phoneNumber", f'{number} is protected against release: first PATCH it with "protected": false'
            )
        await storage.release_number(connection, number, context.clock.now(project_id))
    return replace(held, expire_at=held.next_charge_at, pending={})


def _owned(number: ActiveNumber | None, asked: E164) -> ActiveNumber:
    if number is None:
        raise NotFound("ActiveNumber", asked)
    return number

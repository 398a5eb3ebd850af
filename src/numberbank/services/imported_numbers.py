"""Importing single numbers, and listing, changing and deleting those that a project has imported."""

from dataclasses import dataclass, replace

from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.errors import NotFound
from numberbank.domain.events import ImportedEventType, ImportedResource
from numberbank.domain.imported_numbers import (
    HoldState,
    ImportedFilter,
    ImportedNumber,
    TimeOrder,
    check_relink,
    wished,
)
from numberbank.domain.north_american import check_number
from numberbank.domain.number_blocks import Capability
from numberbank.domain.provisioning import LinkChange, plan_jobs
from numberbank.services.callback_urls import check_callback_url
from numberbank.services.context import Context
from numberbank.services.holds import end_holds, hold_numbers, new_events, start_links
from numberbank.services.provisioning import check_links
from numberbank.storage import imported_numbers as storage
from numberbank.storage.active_numbers import lock_number
from numberbank.storage.events import insert_events
from numberbank.storage.holds import lock_holds
from numberbank.storage.imported_numbers import NewImport, Position
from numberbank.storage.provisioning_jobs import NumberPlan, store_plans


@dataclass(frozen=True, slots=True)
class ImportWish:
    """A number to import, and what it is to be linked to; the campaign may be empty."""

    number: str
    region: str
    service_plan_id: str
    campaign_id: str = ""
    migrate_to_sinch_tmo: bool = False
    display_name: str = ""
    callback_url: str = ""


@dataclass(frozen=True, slots=True)
class ImportedChange:
    """None leaves a member alone."""

    links: LinkChange = LinkChange()
    migrate_to_sinch_tmo: bool | None = None
    display_name: str | None = None
    callback_url: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedPage:
    """`last` is where the next page goes on; None on the last page."""

    numbers: list[ImportedNumber]
    last: Position | None
    total: int


async def import_number(context: Context, project_id: str, wish: ImportWish) -> ImportedNumber:
    """Raises InvalidRequest, or Conflict when the number is held by anyone, this project included."""
    number = check_number(wish.number, wish.region)
    change = LinkChange(service_plan_id=wish.service_plan_id, campaign_id=wish.campaign_id)
    check_links(wish.region, (Capability.SMS,), change)
    await check_callback_url(context, wish.callback_url)
    moment = context.clock.now(project_id)
    new = NewImport(number, wish.service_plan_id, wish.campaign_id, wish.migrate_to_sinch_tmo)
    async with context.database.transaction() as connection:
        await hold_numbers(
            connection, project_id, HoldState.IMPORTED, [number], wish.region, wish.display_name, wish.callback_url
        )
        await storage.insert_imported(connection, project_id, [new], moment)
        await start_links(context, connection, project_id, [number], wish.service_plan_id, wish.campaign_id, moment)
        imported = _owned(await storage.get_imported(connection, project_id, number), number)
    context.wakeup.ask()
    return imported


async def list_imported_numbers(
    context: Context,
    project_id: str,
    wanted: ImportedFilter,
    order: TimeOrder,
    after: Position | None,
    page_size: int,
) -> ImportedPage:
    async with context.database.connection() as connection:
        numbers = await storage.list_imported(connection, project_id, wanted, order, after, page_size + 1)
        total = await storage.count_imported(connection, project_id, wanted)
    page = numbers[:page_size]
    if len(numbers) <= page_size:
        return ImportedPage(page, None, total)
    time = page[-1].created_at if order is TimeOrder.CREATED else page[-1].updated_at
    return ImportedPage(page, (time, e164_to_int(page[-1].number)), total)


async def get_imported_number(context: Context, project_id: str, number: E164) -> ImportedNumber:
    async with context.database.connection() as connection:
        return _owned(await storage.get_imported(connection, project_id, number), number)


async def update_imported_number(
    context: Context, project_id: str, number: E164, change: ImportedChange
) -> ImportedNumber:
    """Applies names at once and starts the jobs on links; raises InvalidRequest for a move without an unlink."""
    await check_callback_url(context, change.callback_url)
    moment = context.clock.now(project_id)
    async with context.database.transaction() as connection:
        await lock_number(connection, number)
        held = _owned(await storage.get_imported(connection, project_id, number), number)
        check_relink(held, change.links)
        check_links(held.region, (Capability.SMS,), change.links)
        plan = plan_jobs(held.links, held.pending, _asked_anew(held, change.links))
        job_ids = [context.random.ulid(project_id, moment) for _ in plan.put]
        await store_plans(connection, [NumberPlan(number, project_id, plan, job_ids, moment)])
        migrate = held.migrate_to_sinch_tmo if change.migrate_to_sinch_tmo is None else change.migrate_to_sinch_tmo
        wish = (*wished(held, change.links), migrate)
        await storage.update_imported(connection, number, moment, wish, change.display_name, change.callback_url)
        changed = _owned(await storage.get_imported(connection, project_id, number), number)
    if plan:
        context.wakeup.ask()
    return changed


async def delete_imported_number(context: Context, project_id: str, number: E164) -> None:
    """The number leaves the project at once; its links are removed behind it. Raises NotFound."""
    moment = context.clock.now(project_id)
    async with context.database.transaction() as connection:
        holds = await lock_holds(connection, [e164_to_int(number)])
        if not await storage.delete_imported(connection, project_id, number):
            raise _unknown(number)
        await end_holds(context, connection, holds, moment)
        await insert_events(
            connection,
            new_events(
                context,
                project_id,
                number,
                holds[0].callback_url,
                moment,
                ImportedResource.IMPORTED_NUMBER,
                [(ImportedEventType.DELETE, None)],
            ),
        )
    context.wakeup.ask()


def _asked_anew(held: ImportedNumber, change: LinkChange) -> LinkChange:
    """Without what is asked for already: the same id again is nothing new, whether it is linked, pending or failed."""
    plan, campaign = change.service_plan_id, change.campaign_id
    return replace(
        change,
        service_plan_id=None if plan == held.service_plan_id and plan else plan,
        campaign_id=None if campaign == held.campaign_id and campaign else campaign,
    )


def _owned(number: ImportedNumber | None, asked: E164) -> ImportedNumber:
    if number is None:
        raise _unknown(asked)
    return number


def _unknown(number: E164) -> NotFound:
    return NotFound("ImportedNumber", number, f"The project has no imported number {number}")

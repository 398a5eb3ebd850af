"""Taking numbers into a project's hands that were not rented, and letting go of them again."""

from collections.abc import Sequence
from datetime import datetime

from numberbank.domain.callbacks import endpoint_of
from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.errors import Conflict
from numberbank.domain.events import ImportedEventType, ImportedResource, imported_event
from numberbank.domain.imported_numbers import TRANSITIONS, HoldState
from numberbank.domain.north_american import number_type
from numberbank.domain.provisioning import LinkChange, first_plan, plan_jobs
from numberbank.services.context import Context
from numberbank.storage import holds as storage
from numberbank.storage.events import EventApi, NewEvent
from numberbank.storage.holds import Hold, NewHold
from numberbank.storage.pool import Connection
from numberbank.storage.provisioning_jobs import NumberPlan, store_plans
from numberbank.storage.uncertain_links import uncertain_kinds


async def hold_numbers(
    connection: Connection,
    project_id: str,
    state: HoldState,
    numbers: Sequence[E164],
    region: str,
    display_name: str,
    callback_url: str,
) -> None:
    """All of them or none; raises Conflict for those that anybody holds or that are of this platform's inventory."""
    wanted = [NewHold(number, number_type(number)) for number in numbers]
    got = set(await storage.hold_numbers(connection, project_id, state, wanted, region, display_name, callback_url))
    missing = [number for number in numbers if number not in got]
    if missing:
        raise Conflict(f"Imported number {', '.join(missing[:10])} already exists")


async def start_links(
    context: Context,
    connection: Connection,
    project_id: str,
    numbers: Sequence[E164],
    service_plan_id: str,
    campaign_id: str,
    moment: datetime,
) -> None:
    """Starts the jobs that link numbers which have no links yet: to the plan, and then to the campaign, if any."""
    change = LinkChange(service_plan_id=service_plan_id, campaign_id=campaign_id or None)
    plan = first_plan(change)
    plans = [
        NumberPlan(number, project_id, plan, [context.random.ulid(project_id, moment) for _ in plan.put], moment)
        for number in numbers
    ]
    await store_plans(connection, plans)


async def end_holds(context: Context, connection: Connection, holds: Sequence[Hold], moment: datetime) -> None:
    """Gives up numbers that are locked: their links are removed, and then nobody holds them any more."""
    no_links = LinkChange(service_plan_id="", campaign_id="")
    digits = [e164_to_int(hold.number) for hold in holds]
    uncertain = await uncertain_kinds(connection, digits)
    plans = []
    for hold in holds:
        plan = plan_jobs(hold.links, hold.pending, no_links, uncertain=uncertain.get(hold.number, ()))
        job_ids = [context.random.ulid(hold.project_id, moment) for _ in plan.put]
        plans.append(NumberPlan(hold.number, hold.project_id, plan, job_ids, moment))
    before = [state for state, after in TRANSITIONS.items() if state is not None and HoldState.ENDED in after]
    await storage.move_holds(connection, digits, before, HoldState.ENDED)
    await store_plans(connection, plans)
    await storage.free_ended(connection, digits)


Told = tuple[ImportedEventType, str | None]
"""an event, with the code of a failure"""


def new_events(
    context: Context,
    project_id: str,
    number: E164,
    url: str,
    moment: datetime,
    resource: ImportedResource,
    told: Sequence[Told],
) -> list[NewEvent]:
    """Events to be written with the change that they tell of, to be sent in that order; none when nobody is told."""
    if not url:
        return []
    # Of events of the same time, the one with the lower id is sent first.
    ids = sorted(context.random.ulid(project_id, moment) for _ in told)
    endpoint = endpoint_of(url)
    return [
        NewEvent(
            event_id,
            project_id,
            number,
            url,
            endpoint,
            imported_event(event_id, moment, project_id, number, resource, type_, code),
            moment,
            EventApi.IMPORTED_NUMBERS,
        )
        for event_id, (type_, code) in zip(ids, told, strict=True)
    ]

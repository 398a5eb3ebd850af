"""The steps of a number in a hosting order: the routing registry, the service plan, the campaign, the end.

Locks are taken in one order everywhere: numbers, then orders, then qualified numbers.
"""

from collections.abc import Sequence
from datetime import datetime

from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.errors import NotFound
from numberbank.domain.events import ImportedEventType, ImportedResource, imported_link_event
from numberbank.domain.hosting_orders import HostingOrder, OrderStep, OrderType
from numberbank.domain.imported_numbers import HoldState
from numberbank.domain.provisioning import Accepted, Done, Failed, Later, Outcome, ProvisioningAction, ProvisioningKind
from numberbank.domain.qualified_numbers import QualifiedStep
from numberbank.domain.steps import StepState, failure_message
from numberbank.services.context import Context
from numberbank.services.holds import Told, end_holds, new_events, start_links
from numberbank.storage import hosting_order_numbers as storage
from numberbank.storage.events import NewEvent, insert_events
from numberbank.storage.holds import lock_holds, move_holds
from numberbank.storage.hosting_order_numbers import ClaimedUpdate
from numberbank.storage.hosting_orders import lock_orders_of, move_order
from numberbank.storage.imported_numbers import NewImport, insert_imported
from numberbank.storage.pool import Connection
from numberbank.storage.provisioning_jobs import SettledJob
from numberbank.storage.qualified_numbers import move_qualified


async def record_update(context: Context, claim: ClaimedUpdate, outcome: Outcome) -> None:
    """What the registry said of a change; the links follow it when it was made."""
    match outcome:
        case Later(pause):
            async with context.database.connection() as connection:
                await storage.postpone_update(connection, claim, claim.moment + pause, accepted=False)
        case Accepted(patience):
            async with context.database.connection() as connection:
                await storage.postpone_update(connection, claim, claim.moment + patience, accepted=True)
        case Done() | Failed():
            code = outcome.error_code if isinstance(outcome, Failed) else None
            await _settle_update(context, claim.task.number, claim.order_id, code, claim.moment)


async def complete_update(context: Context, order_id: str, number: E164, error_code: str | None) -> None:
    """What a person, or an operator's system, reports of a change that was handed over; raises NotFound."""
    async with context.database.connection() as connection:
        hosted = await storage.get_hosted(connection, order_id, number)
    moment = context.clock.now(hosted.project_id) if hosted else None
    if moment is None or not await _settle_update(context, number, order_id, error_code, moment, accepted_only=True):
        raise NotFound("HostingOrderNumber", number, f"Order {order_id} does not wait for {number} to be entered")


async def _settle_update(
    context: Context,
    number: E164,
    order_id: str,
    error_code: str | None,
    moment: datetime,
    *,
    accepted_only: bool = False,
) -> bool:
    async with context.database.transaction() as connection:
        await lock_holds(connection, [e164_to_int(number)])
        order = (await lock_orders_of(connection, [e164_to_int(number)])).get(number)
        state = StepState.DONE if error_code is None else StepState.FAILED
        if order is None or not await storage.settle_update(
            connection, order_id, number, state, moment, accepted_only=accepted_only
        ):
            return False
        told: list[Told] = [(ImportedEventType.OSR_UPDATE, error_code)]
        if error_code is None:
            await start_links(
                context,
                connection,
                order.project_id,
                [number],
                order.service_plan_id,
                order.campaign_id,
                moment,
            )
        else:
            told.append(await _end(context, connection, order, number, moment, error_code))
        await insert_events(connection, _events(context, order, number, moment, told))
    context.wakeup.ask()
    return True


async def hosted_link_ended(
    context: Context, connection: Connection, order: HostingOrder, settled: SettledJob
) -> list[NewEvent]:
    """What follows for a number whose link was made, or could not be; the events that tell of it."""
    result, job = settled.result, settled.result.job
    if job.action is ProvisioningAction.UNLINK:
        # Left over from an earlier life of the number.
        return []
    state = StepState.DONE if result.error_code is None else StepState.FAILED
    told: list[Told] = [(imported_link_event(job.kind, job.action), result.error_code)]
    ended = True
    if job.kind is ProvisioningKind.SMS_PLATFORM:
        ended = not (order.campaign_id and state is StepState.DONE)
        campaign = None if ended else StepState.IN_PROGRESS
        await storage.set_links(connection, order.id, job.number, result.moment, state, campaign)
    else:
        await storage.set_links(connection, order.id, job.number, result.moment, None, state)
    if ended:
        told.append(await _end(context, connection, order, job.number, result.moment, result.error_code))
    return _events(context, order, job.number, result.moment, told)


async def _end(
    context: Context,
    connection: Connection,
    order: HostingOrder,
    number: E164,
    moment: datetime,
    error_code: str | None,
) -> Told:
    """The number becomes an imported one, or is let go; the order is completed with its last number."""
    await storage.end_number(connection, order.id, number, moment, error_code)
    digits = [e164_to_int(number)]
    if error_code is None:
        await move_holds(connection, digits, [HoldState.HOSTING], HoldState.IMPORTED)
        new = NewImport(number, order.service_plan_id, order.campaign_id, order.migrate_to_sinch_tmo)
        await insert_imported(connection, order.project_id, [new], moment)
    else:
        await end_holds(context, connection, await lock_holds(connection, digits), moment)
    if order.type is OrderType.TEXT_ENABLE:
        step = QualifiedStep.HOST if error_code is None else QualifiedStep.FAIL_HOSTING
        error = failure_message(error_code or "")
        await move_qualified(connection, order.project_id, [number], step, moment, error)
    if await storage.all_ended(connection, order.id):
        await move_order(connection, order.id, OrderStep.COMPLETE, moment)
    return ImportedEventType.HOSTING_PROCESS, error_code


def _events(
    context: Context, order: HostingOrder, number: E164, moment: datetime, told: Sequence[Told]
) -> list[NewEvent]:
    return new_events(
        context,
        order.project_id,
        number,
        order.callback_url,
        moment,
        ImportedResource.HOSTING_ORDER_NUMBER,
        told,
    )

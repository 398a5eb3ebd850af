"""What follows when a job on the link of an imported number has ended."""

from collections.abc import Sequence

from numberbank.domain.active_numbers import NumberState
from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.events import ImportedResource, imported_link_event
from numberbank.domain.imported_numbers import FinishedLink
from numberbank.services.context import Context
from numberbank.services.holds import new_events
from numberbank.services.hosted_numbers import hosted_link_ended
from numberbank.storage.events import NewEvent
from numberbank.storage.holds import free_ended
from numberbank.storage.hosting_orders import lock_orders_of
from numberbank.storage.imported_numbers import record_links
from numberbank.storage.pool import Connection
from numberbank.storage.provisioning_jobs import SettledJob

IMPORTED_STATES = frozenset({NumberState.HOSTING, NumberState.IMPORTED, NumberState.IMPORT_ENDED})


async def settle_imported(context: Context, connection: Connection, settled: Sequence[SettledJob]) -> list[NewEvent]:
    """Carries out what follows and returns the events that tell of it, all in the transaction of the results."""
    events: list[NewEvent] = []
    # All orders at once, so that two batches lock them in the same order.
    hosted = [each.result.job.number for each in settled if each.state is NumberState.HOSTING]
    orders = await lock_orders_of(connection, [e164_to_int(number) for number in hosted]) if hosted else {}
    for each in settled:
        await _remember(connection, each)
        match each.state:
            case NumberState.IMPORTED:
                events += _event(context, each)
            case NumberState.HOSTING if each.result.job.number in orders:
                events += await hosted_link_ended(context, connection, orders[each.result.job.number], each)
            case _:
                await free_ended(connection, [e164_to_int(each.result.job.number)])
    return events


async def _remember(connection: Connection, settled: SettledJob) -> None:
    result, job = settled.result, settled.result.job
    if result.error_code is None:
        link: tuple[E164, FinishedLink] = (job.number, FinishedLink(job.kind, job.action, job.target, result.moment))
        await record_links(connection, job.project_id, [link])


def _event(context: Context, settled: SettledJob) -> list[NewEvent]:
    result, job = settled.result, settled.result.job
    return new_events(
        context,
        job.project_id,
        job.number,
        settled.callback_url,
        result.moment,
        ImportedResource.IMPORTED_NUMBER,
        [(imported_link_event(job.kind, job.action), result.error_code)],
    )

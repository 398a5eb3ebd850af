"""The list of numbers that a project wants to have hosted: added, checked, reviewed by the operator, taken off."""

from collections.abc import Sequence
from dataclasses import dataclass

from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.errors import FailedPrecondition, InvalidRequest, NotFound
from numberbank.domain.imported_numbers import TimeOrder
from numberbank.domain.north_american import check_numbers, number_type, region_of
from numberbank.domain.provisioning import Accepted, Done, Failed, Later, Outcome
from numberbank.domain.qualified_numbers import ADD_LIMIT, QualifiedFilter, QualifiedNumber, QualifiedStep
from numberbank.domain.steps import failure_message
from numberbank.services.context import Context
from numberbank.storage import qualified_numbers as storage
from numberbank.storage.imported_numbers import Position
from numberbank.storage.qualified_numbers import ClaimedCheck, NewQualified
from numberbank.storage.voice_challenges import drop_challenge


@dataclass(frozen=True, slots=True)
class QualifiedPage:
    """`last` is where the next page goes on; None on the last page."""

    numbers: list[QualifiedNumber]
    last: Position | None
    total: int


async def add_numbers(context: Context, project_id: str, texts: Sequence[str]) -> list[QualifiedNumber]:
    """One for each number asked for, in that order; those that were there already are as they were."""
    numbers = check_numbers(texts, "phoneNumbers")
    if len(texts) > ADD_LIMIT:
        raise InvalidRequest.of("phoneNumbers", f"add at most {ADD_LIMIT} numbers at a time")
    new = [NewQualified(number, region_of(number) or "", number_type(number)) for number in numbers]
    async with context.database.transaction() as connection:
        await storage.insert_qualified(connection, project_id, new, context.clock.now(project_id))
        found = await storage.get_qualified(connection, project_id, numbers)
    context.wakeup.ask()
    return [found[E164(text)] for text in texts]


async def list_qualified_numbers(
    context: Context,
    project_id: str,
    wanted: QualifiedFilter,
    order: TimeOrder,
    after: Position | None,
    page_size: int,
) -> QualifiedPage:
    async with context.database.connection() as connection:
        numbers = await storage.list_qualified(connection, project_id, wanted, order, after, page_size + 1)
        total = await storage.count_qualified(connection, project_id, wanted)
    page = numbers[:page_size]
    if len(numbers) <= page_size:
        return QualifiedPage(page, None, total)
    time = page[-1].created_at if order is TimeOrder.CREATED else page[-1].updated_at
    return QualifiedPage(page, (time, e164_to_int(page[-1].number)), total)


async def get_qualified_number(context: Context, project_id: str, number: E164) -> QualifiedNumber:
    """Raises NotFound."""
    async with context.database.connection() as connection:
        found = await storage.get_qualified(connection, project_id, [number])
    if number not in found:
        raise _unknown(number)
    return found[number]


async def delete_qualified_number(context: Context, project_id: str, number: E164) -> None:
    """An imported number of the same value stays. Raises NotFound, or FailedPrecondition while an order is at work."""
    async with context.database.transaction() as connection:
        await storage.lock_qualified(connection, project_id, [number])
        deleted = await storage.delete_qualified(connection, project_id, number)
    if not deleted:
        found = await get_qualified_number(context, project_id, number)
        raise FailedPrecondition(f"{number} is {found.state}: it can be deleted when its hosting order has ended")


async def record_check(context: Context, check: ClaimedCheck, outcome: Outcome) -> None:
    """What the registry said of a number."""
    project_id, number = check.task.project_id, check.task.number
    async with context.database.connection() as connection:
        match outcome:
            case Later(pause):
                await storage.postpone_check(connection, check, check.moment + pause, accepted=False)
            case Accepted(patience):
                await storage.postpone_check(connection, check, check.moment + patience, accepted=True)
            case Done():
                await storage.move_qualified(
                    connection, project_id, [number], QualifiedStep.FIND_ELIGIBLE, check.moment
                )
            case Failed(code):
                step, error = QualifiedStep.FIND_NOT_ELIGIBLE, failure_message(code)
                await storage.move_qualified(connection, project_id, [number], step, check.moment, error)


async def review_number(
    context: Context, project_id: str, number: E164, step: QualifiedStep, reason: str = ""
) -> QualifiedNumber:
    """What the operator decides. Raises NotFound, or FailedPrecondition for a number in another state."""
    async with context.database.transaction() as connection:
        await storage.lock_qualified(connection, project_id, [number])
        moment = context.clock.now(project_id)
        moved = await storage.move_qualified(connection, project_id, [number], step, moment, reason)
        found = await storage.get_qualified(connection, project_id, [number])
        if moved:
            await drop_challenge(connection, project_id, number)
    if number not in found:
        raise _unknown(number)
    if not moved:
        raise FailedPrecondition(f"{number} is {found[number].state}, which leaves no room for {step}")
    return found[number]


def _unknown(number: E164) -> NotFound:
    return NotFound("QualifiedNumber", number, f"The project has no qualified number {number}")

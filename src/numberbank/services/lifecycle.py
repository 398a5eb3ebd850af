"""What time does to numbers: they are charged again, they expire, and they become available again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from numberbank.domain.active_numbers import ActiveNumber
from numberbank.domain.billing import renew
from numberbank.domain.clock import Due
from numberbank.domain.e164 import E164, e164_to_int
from numberbank.domain.errors import Conflict
from numberbank.domain.provisioning import LinkChange, ProvisioningKind, VoiceTarget, plan_jobs
from numberbank.services.context import Context
from numberbank.storage import ledger
from numberbank.storage import lifecycle as storage
from numberbank.storage.active_numbers import lock_number
from numberbank.storage.provisioning_jobs import NumberPlan, store_plans
from numberbank.storage.uncertain_links import uncertain_kinds

BATCH = 500
_NO_LINKS = LinkChange(service_plan_id="", campaign_id="", voice=VoiceTarget())


async def renew_numbers(context: Context, due: Due) -> int:
    """Charges a batch of periods that have begun, in the order of their times; how many were tried.

    Numbers whose project could not pay for longer than its grace lose their links.
    """
    async with context.database.transaction() as connection:
        charges = await ledger.lock_due_charges(connection, due, BATCH)
        if not charges:
            return 0
        accounts = await ledger.lock_accounts(connection, list({charge.project_id for charge in charges}))
        # In an advance, what follows from a suspension comes before later charges.
        renewals = renew(charges, accounts, until_suspension=due.project_id is not None)
        await ledger.record_renewals(connection, renewals, accounts)
        suspended = [e164_to_int(renewal.due.number) for renewal in renewals if renewal.suspend]
        if suspended:
            moments = {renewal.due.number: renewal.due.moment for renewal in renewals}
            numbers = await storage.read_numbers(connection, suspended)
            uncertain = await uncertain_kinds(connection, suspended)
            plans = [_unlink(context, number, moments[number.number], uncertain) for number in numbers]
            await store_plans(connection, plans)
    if suspended:
        context.wakeup.ask()
    return len(renewals)


async def expire_numbers(context: Context, due: Due) -> int:
    """Ends a batch of released numbers whose paid period is over, and removes their links; how many there were."""
    async with context.database.transaction() as connection:
        digits = await storage.lock_expired(connection, due, BATCH)
        if not digits:
            return 0
        numbers = await storage.read_numbers(connection, digits)
        await storage.start_aging(connection, digits)
        uncertain = await uncertain_kinds(connection, digits)
        plans = [_unlink(context, number, number.expire_at, uncertain) for number in numbers if number.expire_at]
        await store_plans(connection, plans)
    context.wakeup.ask()
    return len(digits)


async def free_numbers(context: Context, due: Due) -> int:
    """Makes a batch of numbers available that have aged; how many."""
    async with context.database.connection() as connection:
        return await storage.free_aged(connection, due, BATCH)


async def undo_release(context: Context, number: E164) -> None:
    """Raises Conflict for a number that was not released, or whose time is over."""
    async with context.database.transaction() as connection:
        await lock_number(connection, number)
        release = await storage.get_release(connection, number)
        if release is None or release.expire_at <= context.clock.now(release.project_id):
            raise Conflict(f"{number} is not an active number that was released")
        await storage.undo_release(connection, number)


async def make_available(context: Context, number: E164) -> None:
    """Ends the rest of an aging number; raises Conflict for one that does not age."""
    async with context.database.connection() as connection:
        if not await storage.end_aging(connection, number):
            raise Conflict(f"{number} is not aging")
    context.wakeup.ask()


async def give_back(context: Context, number: E164) -> None:
    """Makes an aging number its last holder's again, from now on and for a new period, which is charged.

    Raises Conflict for a number that does not age, or when the holder's balance does not cover the period.
    """
    async with context.database.transaction() as connection:
        await lock_number(connection, number)
        aging = await storage.get_aging(connection, number)
        if aging is None:
            raise Conflict(f"{number} is not aging")
        moment = context.clock.now(aging.project_id)
        accounts = await ledger.lock_accounts(connection, [aging.project_id])
        again = replace(aging, next_charge_at=moment, rented_at=moment, moment=moment)
        (renewal,) = renew([again], accounts)
        if not renewal.paid:
            raise Conflict(f"the balance of project {aging.project_id} does not cover {aging.price}")
        await storage.reactivate(connection, number, moment)
        await ledger.record_renewals(connection, [renewal], accounts)


def _unlink(
    context: Context, number: ActiveNumber, moment: datetime, uncertain: Mapping[E164, frozenset[ProvisioningKind]]
) -> NumberPlan:
    """Also of links that may have been made without our record."""
    plan = plan_jobs(number.links, number.pending, _NO_LINKS, uncertain=uncertain.get(number.number, ()))
    job_ids = [
        context.random.ulid(number.project_id, moment, "unlink", number.number, job.kind, moment.isoformat())
        for job in plan.put
    ]
    return NumberPlan(number.number, number.project_id, plan, job_ids, moment)

"""Charges and balances, as people look at them and top them up."""

from datetime import datetime
from decimal import Decimal

from numberbank.domain.billing import Charge
from numberbank.domain.errors import Conflict
from numberbank.services.context import Context
from numberbank.storage import ledger as storage


async def list_charges(
    context: Context, project_id: str, after: tuple[datetime, int, str] | None, page_size: int
) -> tuple[list[Charge], bool]:
    """A page of the project's charges in the order of their periods, and whether there are more."""
    async with context.database.connection() as connection:
        charges = await storage.list_charges(connection, project_id, after, page_size + 1)
    return charges[:page_size], len(charges) > page_size


async def credit(context: Context, project_id: str, amount: Decimal) -> None:
    """Adds to a prepaid balance and tries what could not be paid for; raises Conflict for a project without one."""
    async with context.database.transaction() as connection:
        # Numbers are locked before projects, as in renewals.
        await storage.retry_unpaid(connection, project_id, context.clock.now(project_id))
        if not await storage.add_to_balance(connection, project_id, amount):
            raise Conflict(f"project {project_id} has no prepaid balance, or does not exist: set one first")
    context.wakeup.ask()

"""Getting, provisioning, removing and validating the emergency address of a number."""

import asyncio

from numberbank.domain.active_numbers import ActiveNumber
from numberbank.domain.address_checks import conclude, draft_address
from numberbank.domain.e164 import E164
from numberbank.domain.emergency_addresses import EmergencyAddress, ProvisionedAddress, Validation, check_service
from numberbank.domain.errors import InvalidRequest, NotFound
from numberbank.services.context import Context
from numberbank.storage import emergency_addresses as storage
from numberbank.storage.active_numbers import get_number, lock_number
from numberbank.storage.pool import Connection
from numberbank.storage.streets import StoredStreets


async def get_emergency_address(context: Context, project_id: str, number: E164) -> EmergencyAddress:
    """Raises NotFound for a number that is not held, or has no address."""
    async with context.database.connection() as connection:
        await _held(connection, project_id, number)
        found = await storage.get_address(connection, project_id, number)
    if found is None:
        raise NotFound("EmergencyAddress", "", "Missing E911 feature")
    return found.address


async def validate_emergency_address(
    context: Context, project_id: str, number: E164, address: EmergencyAddress
) -> Validation:
    """Changes nothing. Raises NotFound, or InvalidRequest for a number without emergency service."""
    async with context.database.connection() as connection:
        held = await _held(connection, project_id, number)
    check_service(held.region, held.type)
    # The first look at ZIP codes reads their table, which takes a while.
    draft = await asyncio.to_thread(draft_address, held.region, address)
    streets = await StoredStreets(context.database).streets_of(held.region, draft.postal_code)
    return conclude(draft, streets)


async def provision_emergency_address(
    context: Context, project_id: str, number: E164, display_name: str, address: EmergencyAddress
) -> EmergencyAddress:
    """Stores the address in its normal form and has the operator's system told of it; the address as stored.

    Raises NotFound, or InvalidRequest with all that keeps the address from being one.
    """
    validation = await validate_emergency_address(context, project_id, number, address)
    if validation.normal is None:
        raise InvalidRequest(list(validation.problems), validation.message)
    moment = context.clock.now(project_id)
    async with context.database.transaction() as connection:
        await lock_number(connection, number)
        await _held(connection, project_id, number)
        await storage.put_address(
            connection,
            project_id,
            number,
            ProvisionedAddress(display_name, validation.normal),
            moment,
            update_id=context.random.ulid(project_id, moment),
            removal_id=context.random.ulid(project_id, moment),
        )
    context.wakeup.ask()
    return validation.normal


async def deprovision_emergency_address(context: Context, project_id: str, number: E164) -> None:
    """Removes the address; one that is not there is removed already. Raises NotFound, or InvalidRequest."""
    async with context.database.transaction() as connection:
        await lock_number(connection, number)
        held = await _held(connection, project_id, number)
        check_service(held.region, held.type)
        removed = await storage.remove_address(connection, number, context.clock.now(project_id))
    if removed:
        context.wakeup.ask()


async def _held(connection: Connection, project_id: str, number: E164) -> ActiveNumber:
    found = await get_number(connection, project_id, number)
    if found is None:
        raise NotFound("ActiveNumber", number)
    return found

"""Endpoints 10 to 13 of the reference."""

from numberbank.api.routing import Call, operation
from numberbank.schemas.emergency_addresses import (
    EmergencyAddressJson,
    EmergencyAddressRequest,
    ValidationJson,
    address_json,
    given_address,
    validation_json,
)
from numberbank.services.emergency_addresses import (
    deprovision_emergency_address,
    get_emergency_address,
    provision_emergency_address,
    validate_emergency_address,
)

_PATH = "/activeNumbers/{phoneNumber}/emergencyAddress"


async def get(call: Call) -> EmergencyAddressJson:
    return address_json(await get_emergency_address(call.context, call.project_id, call.number))


async def provision(call: Call) -> EmergencyAddressJson:
    asked = call.body(EmergencyAddressRequest)
    address = given_address(asked.address)
    return address_json(
        await provision_emergency_address(call.context, call.project_id, call.number, asked.display_name, address)
    )


async def deprovision(call: Call) -> dict[str, str]:
    await deprovision_emergency_address(call.context, call.project_id, call.number)
    return {}


async def validate(call: Call) -> ValidationJson:
    asked = call.body(EmergencyAddressRequest)
    address = given_address(asked.address)
    validation = await validate_emergency_address(call.context, call.project_id, call.number, address)
    return validation_json(call.number, asked.display_name, address, validation)


routes = [
    operation("getEmergencyAddress", "GET", _PATH, get),
    operation("provisionEmergencyAddress", "POST", f"{_PATH}:provision", provision),
    operation("deprovisionEmergencyAddress", "POST", f"{_PATH}:deprovision", deprovision),
    operation("validateEmergencyAddress", "POST", f"{_PATH}:validate", validate),
]

"""Emergency addresses: endpoints 10 to 13 of the reference."""

import msgspec

from numberbank.client.calls import Body, Call, compact, get, segment
from numberbank.client.models.emergency_addresses import Address, AddressValidation, EmergencyAddress
from numberbank.client.resources.base import Resource


class AsyncEmergencyAddresses(Resource):
    async def get(self, number: str) -> EmergencyAddress:
        """Raises NotFound for a number that has none."""
        return await self._fetch(get(_path(number), number=number), EmergencyAddress)

    async def provision(self, number: str, display_name: str, address: Address) -> EmergencyAddress:
        """The address as it was stored. Provisioning the same once more changes nothing."""
        body = _body(display_name, address)
        call = Call("POST", f"{_path(number)}:provision", body=body, number=number, repeatable=True)
        return await self._fetch(call, EmergencyAddress)

    async def deprovision(self, number: str) -> None:
        await self._engine.reply(Call("POST", f"{_path(number)}:deprovision", number=number))

    async def validate(self, number: str, display_name: str, address: Address) -> AddressValidation:
        """Changes nothing. Servers that have nothing to correct send an address without content, which is None here."""
        body = _body(display_name, address)
        call = Call("POST", f"{_path(number)}:validate", body=body, number=number, repeatable=True)
        validation = await self._fetch(call, AddressValidation)
        empty = validation.corrected_address == EmergencyAddress()
        return msgspec.structs.replace(validation, corrected_address=None) if empty else validation


def _path(number: str) -> str:
    return f"/activeNumbers/{segment(number)}/emergencyAddress"


def _body(display_name: str, address: Address) -> Body:
    return compact(displayName=display_name, address=address)

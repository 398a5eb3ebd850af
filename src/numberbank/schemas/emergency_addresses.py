"""Emergency addresses on the wire (reference 10): all seven members always present, empty where there is nothing."""

from numberbank.domain.e164 import E164
from numberbank.domain.emergency_addresses import EmergencyAddress, MatchResult, Validation
from numberbank.schemas.common import Wire


class EmergencyAddressJson(Wire, frozen=True):
    street_number: str = ""
    street_info: str = ""
    location: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    postal_code_plus_four: str = ""


class GivenAddressJson(Wire, frozen=True):
    """Null is an empty value for the two members that may be left out."""

    street_number: str
    street_info: str
    city: str
    state: str
    postal_code: str
    location: str | None = None
    postal_code_plus_four: str | None = None


class EmergencyAddressRequest(Wire, frozen=True):
    """For provision and validate."""

    display_name: str
    address: GivenAddressJson


class ValidationJson(Wire, frozen=True):
    phone_number: str
    display_name: str
    validated_address: EmergencyAddressJson
    validation_result: str
    validation_message: str
    corrected_address: EmergencyAddressJson
    candidate_addresses: list[EmergencyAddressJson]


def given_address(address: GivenAddressJson) -> EmergencyAddress:
    return EmergencyAddress(
        street_number=address.street_number,
        street_info=address.street_info,
        location=address.location or "",
        city=address.city,
        state=address.state,
        postal_code=address.postal_code,
        postal_code_plus_four=address.postal_code_plus_four or "",
    )


def address_json(address: EmergencyAddress) -> EmergencyAddressJson:
    return EmergencyAddressJson(*address.parts)


def validation_json(
    number: E164, display_name: str, address: EmergencyAddress, validation: Validation
) -> ValidationJson:
    """The corrected address is only shown where something was corrected."""
    corrected = validation.normal if validation.result is MatchResult.NEAR_MATCH else None
    return ValidationJson(
        phone_number=number,
        display_name=display_name,
        validated_address=address_json(address),
        validation_result=validation.result,
        validation_message=validation.message,
        corrected_address=address_json(corrected or EmergencyAddress()),
        candidate_addresses=[address_json(candidate) for candidate in validation.candidates],
    )

"""Emergency addresses (reference 10)."""

from numberbank.client.models.common import Answer, Given


class Address(Given, frozen=True):
    """Where to send help. `location` is a flat, floor or the like."""

    street_number: str
    street_info: str
    city: str
    state: str
    postal_code: str
    location: str = ""
    postal_code_plus_four: str = ""


class EmergencyAddress(Answer, frozen=True):
    street_number: str = ""
    street_info: str = ""
    location: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    postal_code_plus_four: str = ""


class AddressValidation(Answer, frozen=True):
    """`validation_result` is EXACT_MATCH, NEAR_MATCH or NO_MATCH; `validation_message` joins reasons with `|`."""

    phone_number: str = ""
    display_name: str = ""
    validated_address: EmergencyAddress | None = None
    validation_result: str = "ADDRESS_VALIDATION_RESULT_CODE_UNSPECIFIED"
    validation_message: str = ""
    corrected_address: EmergencyAddress | None = None
    candidate_addresses: tuple[EmergencyAddress, ...] = ()

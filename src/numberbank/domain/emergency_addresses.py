"""Addresses that an emergency call from a number is answered with (reference 10).

What is checked, and against what, is in `address_checks`.
"""

from dataclasses import astuple, dataclass
from enum import StrEnum

from numberbank.domain.errors import InvalidRequest, Violation
from numberbank.domain.number_blocks import NumberType

SERVED = {("US", NumberType.LOCAL), ("CA", NumberType.LOCAL)}
"""regions and types with emergency service"""


class MatchResult(StrEnum):
    EXACT_MATCH = "EXACT_MATCH"
    NEAR_MATCH = "NEAR_MATCH"
    NO_MATCH = "NO_MATCH"


@dataclass(frozen=True, slots=True)
class EmergencyAddress:
    """All parts are text, empty where there is nothing. It is personal data: never log one."""

    street_number: str = ""
    street_info: str = ""
    location: str = ""
    """within the building: unit, floor, room"""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    postal_code_plus_four: str = ""

    def __repr__(self) -> str:
        return "EmergencyAddress(...)"

    @property
    def parts(self) -> tuple[str, ...]:
        return astuple(self)


@dataclass(frozen=True, slots=True)
class Validation:
    """`normal` is the address as it is to be stored, None for NO_MATCH, which has problems and perhaps candidates."""

    result: MatchResult
    reasons: tuple[str, ...]
    normal: EmergencyAddress | None = None
    candidates: tuple[EmergencyAddress, ...] = ()
    problems: tuple[Violation, ...] = ()

    @property
    def message(self) -> str:
        """All reasons in one text, as the wire has it."""
        return "|".join(self.reasons)


@dataclass(frozen=True, slots=True)
class ProvisionedAddress:
    """What is stored for a number: the address in its normal form, and whose name goes with it."""

    display_name: str
    address: EmergencyAddress


def check_service(region: str, type_: NumberType) -> None:
    """Raises InvalidRequest for a number that cannot have an emergency address."""
    if (region, type_) not in SERVED:
        raise InvalidRequest.of(
            "phoneNumber",
            f"there is no emergency service for {region} {type_} numbers: only LOCAL numbers of US and CA have it",
        )

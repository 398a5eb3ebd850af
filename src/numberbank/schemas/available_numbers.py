"""Available numbers on the wire (reference 4.3, 6 and 7)."""

from collections.abc import Sequence

from msgspec.structs import replace

from numberbank.domain.money import Money
from numberbank.domain.number_blocks import AvailableNumber, Capability, NumberType
from numberbank.schemas.common import (
    MoneyJson,
    NumberPatternJson,
    SmsConfigurationRequest,
    VoiceConfigurationRequest,
    Wire,
    money_json,
)


class AvailableNumberJson(Wire, frozen=True):
    phone_number: str
    region_code: str
    type: str
    capability: tuple[str, ...]
    setup_price: MoneyJson
    monthly_price: MoneyJson
    payment_interval_months: int
    supporting_documentation_required: bool


class AvailableNumbersJson(Wire, frozen=True):
    available_numbers: list[AvailableNumberJson]


class RentRequest(Wire, frozen=True):
    sms_configuration: SmsConfigurationRequest | None = None
    voice_configuration: VoiceConfigurationRequest | None = None
    callback_url: str | None = None


class RentAnyRequest(RentRequest, frozen=True, kw_only=True):
    region_code: str
    type: NumberType
    number_pattern: NumberPatternJson | None = None
    capabilities: tuple[Capability, ...] | None = None


def available_numbers_json(numbers: Sequence[AvailableNumber]) -> AvailableNumbersJson:
    """Numbers of one block, which follow each other, differ in nothing but the number."""
    shapes: list[AvailableNumberJson] = []
    last: AvailableNumber | None = None
    for number in numbers:
        if last is not None and number.terms is last.terms:
            shapes.append(replace(shapes[-1], phone_number=number.number))
        else:
            shapes.append(available_number_json(number))
        last = number
    return AvailableNumbersJson(shapes)


def available_number_json(number: AvailableNumber) -> AvailableNumberJson:
    terms = number.terms
    return AvailableNumberJson(
        phone_number=number.number,
        region_code=terms.region,
        type=terms.type,
        capability=terms.capabilities,
        setup_price=money_json(Money(terms.setup_price, terms.currency)),
        monthly_price=money_json(Money(terms.monthly_price, terms.currency)),
        payment_interval_months=terms.interval_months,
        supporting_documentation_required=terms.documents_required,
    )

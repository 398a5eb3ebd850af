"""Which numbers can be imported or hosted: those of the US and of Canada (imported-numbers reference 1)."""

from collections.abc import Iterable

import phonenumbers
from phonenumbers import PhoneNumberType

from numberbank.domain.e164 import E164, is_e164
from numberbank.domain.errors import InvalidRequest, Violation
from numberbank.domain.number_blocks import NumberType

REGIONS = ("US", "CA")


def number_type(number: E164) -> NumberType:
    """Geographic numbers count as LOCAL, whatever phone they ring."""
    toll_free = phonenumbers.number_type(phonenumbers.parse(number)) == PhoneNumberType.TOLL_FREE
    return NumberType.TOLL_FREE if toll_free else NumberType.LOCAL


def region_of(number: E164) -> str | None:
    """US or CA; None for any other, and for what is no number. Toll-free numbers of the plan count as US."""
    parsed = phonenumbers.parse(number)
    return next((region for region in REGIONS if phonenumbers.is_valid_number_for_region(parsed, region)), None)


def check_numbers(numbers: Iterable[str], field: str, region: str | None = None) -> list[E164]:
    """The numbers, once each; raises InvalidRequest with what is wrong of each. `region` is what they must be of."""
    found: dict[E164, None] = {}
    violations = []
    for index, text in enumerate(numbers):
        problem = _problem(text, region)
        if problem:
            violations.append(Violation(f"{field}.{index}", problem))
        else:
            found[E164(text)] = None
    if violations:
        raise InvalidRequest(violations)
    return list(found)


def check_number(text: str, region: str, field: str = "phoneNumber") -> E164:
    """Raises InvalidRequest."""
    problem = _problem(text, region)
    if problem:
        raise InvalidRequest.of(field, problem)
    return E164(text)


def _problem(text: str, region: str | None) -> str | None:
    if not is_e164(text):
        return f"{text[:40]!r} is not an E.164 number: write a plus sign and the digits, as in +12085550142"
    parsed = phonenumbers.parse(text)
    if region is not None and not phonenumbers.is_valid_number_for_region(parsed, region):
        return f"{text} is not a number of {region}"
    if region_of(E164(text)) is None:
        return f"{text} is not a number of the US or of Canada"
    return None

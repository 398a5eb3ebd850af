"""Phone numbers in E.164: a plus sign, then 7 to 15 digits that do not start with 0."""

import re
from typing import NewType

from numberbank.domain.errors import InvalidRequest

E164 = NewType("E164", str)

_E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)


def is_e164(text: str) -> bool:
    return _E164.fullmatch(text) is not None


def parse_e164(text: str, field: str = "phoneNumber") -> E164:
    """The number in `text`; raises `InvalidRequest` on `field` otherwise."""
    if not is_e164(text):
        raise InvalidRequest.of(
            field,
            f"{text[:40]!r} is not an E.164 number: write a plus sign and 7 to 15 digits, as in +12025550142",
        )
    return E164(text)


def e164_to_int(number: E164) -> int:
    """The digits as an integer, the form storage keeps; lossless, since no country code starts with 0."""
    return int(number[1:])


def e164_from_int(digits: int) -> E164:
    return E164(f"+{digits}")

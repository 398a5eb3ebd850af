"""A client for Sinch's Numbers API and for Numberbank that never doubles a call that costs money.

    from numberbank.client import Numbers

    with Numbers() as numbers:
        rented = numbers.rent_any("US", "LOCAL")

It imports nothing of the server.
"""

from numberbank.client.backoff import Patience
from numberbank.client.callbacks import CallbackEvent, parse_callback, receive_callback, verify_callback
from numberbank.client.client import AsyncNumbers
from numberbank.client.errors import (
    AnswerLost,
    BadCallback,
    Conflict,
    InvalidRequest,
    NotAuthenticated,
    NotDone,
    NotFound,
    NumbersError,
    OutcomeUnknown,
    PermissionDenied,
    Refused,
    ServerFault,
    SettingsMissing,
    TooManyRequests,
    Unreachable,
    Verdict,
    Violation,
)
from numberbank.client.models.common import SmsLink, VoiceLink
from numberbank.client.models.emergency_addresses import Address
from numberbank.client.models.imported_numbers import BusinessAddress, Loa, Person
from numberbank.client.sync import Numbers

__all__ = [
    "Address",
    "AnswerLost",
    "AsyncNumbers",
    "BadCallback",
    "BusinessAddress",
    "CallbackEvent",
    "Conflict",
    "InvalidRequest",
    "Loa",
    "NotAuthenticated",
    "NotDone",
    "NotFound",
    "Numbers",
    "NumbersError",
    "OutcomeUnknown",
    "Patience",
    "PermissionDenied",
    "Person",
    "Refused",
    "ServerFault",
    "SettingsMissing",
    "SmsLink",
    "TooManyRequests",
    "Unreachable",
    "Verdict",
    "Violation",
    "VoiceLink",
    "parse_callback",
    "receive_callback",
    "verify_callback",
]

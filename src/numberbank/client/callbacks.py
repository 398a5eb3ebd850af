"""Callbacks: is it genuine, and what does it say (reference 12, and that of imported numbers 10)?"""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from numberbank.client.errors import BadCallback
from numberbank.client.models.common import Answer
from numberbank.domain.signing import verify_sinch_signature

SIGNATURE = "x-sinch-signature"


class CallbackEvent(Answer, frozen=True):
    """What happened to `resource_id`, a phone number or an order. `failure_code` says why when `status` is FAILED.

    `timestamp` is aware; the Numbers API sends it without a zone and means UTC.
    """

    event_id: str
    resource_id: str
    resource_type: str
    event_type: str
    status: str
    timestamp: datetime
    project_id: str = ""
    failure_code: str | None = None
    internal_failure_code: str | None = None


def verify_callback(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the project's secret made the signature of exactly these bytes. Names of headers have no case."""
    given = next((value for name, value in headers.items() if name.lower() == SIGNATURE), "")
    return bool(given) and verify_sinch_signature(secret, body, given)


def parse_callback(body: bytes) -> CallbackEvent:
    """The event in a body; raises BadCallback for one that is none."""
    try:
        event = msgspec.json.decode(body, type=CallbackEvent)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadCallback(f"the body is not an event: {error}") from None
    moment = event.timestamp
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return msgspec.structs.replace(event, timestamp=moment)


def receive_callback(secret: str, headers: Mapping[str, str], body: bytes) -> CallbackEvent:
    """The event of a genuine callback; raises BadCallback for any other."""
    if not verify_callback(secret, headers, body):
        raise BadCallback("the signature is missing or is not one of this secret: answer 401 and ignore the callback")
    return parse_callback(body)

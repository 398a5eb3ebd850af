"""Events: what a project is told by callback, as the exact bytes that will be signed and sent (reference 12.3)."""

import json
from datetime import datetime
from enum import StrEnum

from numberbank.domain.e164 import E164
from numberbank.domain.number_orders import OrderState
from numberbank.domain.provisioning import ProvisioningAction, ProvisioningKind


class EventType(StrEnum):
    PROVISIONING_TO_SMS_PLATFORM = "PROVISIONING_TO_SMS_PLATFORM"
    DEPROVISIONING_FROM_SMS_PLATFORM = "DEPROVISIONING_FROM_SMS_PLATFORM"
    PROVISIONING_TO_CAMPAIGN = "PROVISIONING_TO_CAMPAIGN"
    DEPROVISIONING_FROM_CAMPAIGN = "DEPROVISIONING_FROM_CAMPAIGN"
    PROVISIONING_TO_VOICE_PLATFORM = "PROVISIONING_TO_VOICE_PLATFORM"
    DEPROVISIONING_FROM_VOICE_PLATFORM = "DEPROVISIONING_FROM_VOICE_PLATFORM"


def event_type(kind: ProvisioningKind, action: ProvisioningAction) -> EventType:
    if action is ProvisioningAction.LINK:
        return EventType(f"PROVISIONING_TO_{kind}")
    return EventType(f"DEPROVISIONING_FROM_{kind}")


def failure_code(kind: ProvisioningKind, error_code: str) -> str | None:
    """What the callback says of a failure: nothing for the SMS platform, whose result is binary (reference 12.3)."""
    match kind:
        case ProvisioningKind.SMS_PLATFORM:
            return None
        case ProvisioningKind.CAMPAIGN:
            return error_code
        case ProvisioningKind.VOICE_PLATFORM:
            return "PROVISIONING_TO_VOICE_PLATFORM_FAILED"


def provisioning_event(
    event_id: str,
    moment: datetime,
    project_id: str,
    number: E164,
    kind: ProvisioningKind,
    action: ProvisioningAction,
    error_code: str | None,
) -> bytes:
    """The body of an ACTIVE_NUMBER callback; `error_code` is None on success."""
    failed = error_code is not None
    payload = {
        "eventId": event_id,
        "timestamp": moment.replace(tzinfo=None).isoformat(timespec="microseconds"),
        "projectId": project_id,
        "resourceId": number,
        "resourceType": "ACTIVE_NUMBER",
        "eventType": event_type(kind, action),
        "status": "FAILED" if failed else "SUCCEEDED",
        "failureCode": failure_code(kind, error_code) if error_code is not None else None,
        "internalFailureCode": None,
    }
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()


def number_order_event(event_id: str, moment: datetime, project_id: str, order_id: str, state: OrderState) -> bytes:
    """The body of a NUMBER_ORDER callback, which has no failure codes (reference 12.3)."""
    payload = {
        "eventId": event_id,
        "timestamp": moment.replace(tzinfo=None).isoformat(timespec="microseconds"),
        "projectId": project_id,
        "resourceId": order_id,
        "resourceType": "NUMBER_ORDER",
        "eventType": "NUMBER_ORDER_PROCESSING",
        "status": state,
    }
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()

"""Events: what a project is told by callback, as the exact bytes that will be signed and sent (reference 12.3)."""

import json
from datetime import datetime
from enum import StrEnum

from numberbank.domain.e164 import E164
from numberbank.domain.number_orders import OrderState
from numberbank.domain.provisioning import ProvisioningAction, ProvisioningKind
from numberbank.domain.steps import callback_code


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


class ImportedResource(StrEnum):
    """What an event of the imported numbers' API is about (its reference, 10.2)."""

    IMPORTED_NUMBER = "IMPORTED_NUMBER"
    HOSTING_ORDER_NUMBER = "HOSTING_ORDER_NUMBER"


class ImportedEventType(StrEnum):
    PROVISIONING_TO_SMS_PLATFORM = "PROVISIONING_TO_SMS_PLATFORM"
    DEPROVISIONING_TO_SMS_PLATFORM = "DEPROVISIONING_TO_SMS_PLATFORM"
    LINK_TO_10DLC_CAMPAIGN = "LINK_TO_10DLC_CAMPAIGN"
    UNLINK_TO_10DLC_CAMPAIGN = "UNLINK_TO_10DLC_CAMPAIGN"
    HOSTING_PROCESS = "HOSTING_PROCESS"
    OSR_UPDATE = "OSR_UPDATE"
    DELETE = "DELETE"


_IMPORTED_LINKS = {
    (ProvisioningKind.SMS_PLATFORM, ProvisioningAction.LINK): ImportedEventType.PROVISIONING_TO_SMS_PLATFORM,
    (ProvisioningKind.SMS_PLATFORM, ProvisioningAction.UNLINK): ImportedEventType.DEPROVISIONING_TO_SMS_PLATFORM,
    (ProvisioningKind.CAMPAIGN, ProvisioningAction.LINK): ImportedEventType.LINK_TO_10DLC_CAMPAIGN,
    (ProvisioningKind.CAMPAIGN, ProvisioningAction.UNLINK): ImportedEventType.UNLINK_TO_10DLC_CAMPAIGN,
}


def imported_link_event(kind: ProvisioningKind, action: ProvisioningAction) -> ImportedEventType:
    return _IMPORTED_LINKS[kind, action]


def imported_event(
    event_id: str,
    moment: datetime,
    project_id: str,
    number: E164,
    resource: ImportedResource,
    type_: ImportedEventType,
    error_code: str | None,
) -> bytes:
    """The body of a callback of the imported numbers' API; `error_code` is None on success.

    `failureCode` is there only for a failure, and never for the SMS platform, whose result is binary.
    """
    payload = {
        "resourceType": resource,
        "eventType": type_,
        "eventId": event_id,
        "timestamp": moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z",
        "projectId": project_id,
        "resourceId": number,
        "status": "FAILED" if error_code is not None else "SUCCEEDED",
    }
    if error_code is not None and not type_.endswith("TO_SMS_PLATFORM"):
        payload["failureCode"] = callback_code(error_code)
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()

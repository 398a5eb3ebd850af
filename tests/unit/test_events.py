"""The bodies of callbacks, to the byte."""

import json
from datetime import UTC, datetime

import pytest

from numberbank.domain.e164 import E164
from numberbank.domain.events import number_order_event, provisioning_event
from numberbank.domain.number_orders import OrderState
from numberbank.domain.provisioning import ProvisioningAction, ProvisioningKind
from numberbank.domain.signing import sinch_signature

KEYS = [
    *("eventId", "timestamp", "projectId", "resourceId", "resourceType", "eventType", "status"),
    *("failureCode", "internalFailureCode"),
]


def body(
    kind: ProvisioningKind,
    action: ProvisioningAction = ProvisioningAction.LINK,
    error_code: str | None = None,
    moment: datetime = datetime(2026, 5, 4, 10, 11, 12, 123456, tzinfo=UTC),
) -> bytes:
    return provisioning_event(
        "01k7m2v9a3b4c5d6e7f8g9h0jk", moment, "project", E164("+12085550142"), kind, action, error_code
    )


def test_success_is_compact_json_in_the_order_of_the_reference() -> None:
    assert body(ProvisioningKind.VOICE_PLATFORM) == (
        b'{"eventId":"01k7m2v9a3b4c5d6e7f8g9h0jk","timestamp":"2026-05-04T10:11:12.123456",'
        b'"projectId":"project","resourceId":"+12085550142","resourceType":"ACTIVE_NUMBER",'
        b'"eventType":"PROVISIONING_TO_VOICE_PLATFORM","status":"SUCCEEDED",'
        b'"failureCode":null,"internalFailureCode":null}'
    )


def test_the_timestamp_has_no_zone_and_always_six_digits() -> None:
    event = json.loads(body(ProvisioningKind.CAMPAIGN, moment=datetime(2026, 5, 4, tzinfo=UTC)))

    assert event["timestamp"] == "2026-05-04T00:00:00.000000"


@pytest.mark.parametrize(
    ("kind", "action", "event_type"),
    [
        (ProvisioningKind.SMS_PLATFORM, ProvisioningAction.LINK, "PROVISIONING_TO_SMS_PLATFORM"),
        (ProvisioningKind.SMS_PLATFORM, ProvisioningAction.UNLINK, "DEPROVISIONING_FROM_SMS_PLATFORM"),
        (ProvisioningKind.CAMPAIGN, ProvisioningAction.LINK, "PROVISIONING_TO_CAMPAIGN"),
        (ProvisioningKind.CAMPAIGN, ProvisioningAction.UNLINK, "DEPROVISIONING_FROM_CAMPAIGN"),
        (ProvisioningKind.VOICE_PLATFORM, ProvisioningAction.LINK, "PROVISIONING_TO_VOICE_PLATFORM"),
        (ProvisioningKind.VOICE_PLATFORM, ProvisioningAction.UNLINK, "DEPROVISIONING_FROM_VOICE_PLATFORM"),
    ],
)
def test_each_job_has_its_event_type(kind: ProvisioningKind, action: ProvisioningAction, event_type: str) -> None:
    assert json.loads(body(kind, action))["eventType"] == event_type


@pytest.mark.parametrize(
    ("kind", "error_code", "failure_code"),
    [
        (ProvisioningKind.SMS_PLATFORM, "SMS_PROVISIONING_FAILED", None),
        (ProvisioningKind.CAMPAIGN, "CAMPAIGN_EXPIRED", "CAMPAIGN_EXPIRED"),
        (ProvisioningKind.VOICE_PLATFORM, "INTERNAL_ERROR", "PROVISIONING_TO_VOICE_PLATFORM_FAILED"),
    ],
)
def test_a_failure_carries_the_code_of_its_kind(
    kind: ProvisioningKind, error_code: str, failure_code: str | None
) -> None:
    event = json.loads(body(kind, error_code=error_code))

    assert list(event) == KEYS
    assert (event["status"], event["failureCode"]) == ("FAILED", failure_code)


def test_an_order_event_has_the_bytes_of_the_references_vector_but_for_its_nanoseconds() -> None:
    """Ours ends at microseconds, as Python's times do; with the vector's three digits more, it signs the same."""
    body = number_order_event(
        "01k7m2v9a3b4c5d6e7f8g9h0jm",
        datetime(2026, 5, 4, 10, 11, 12, 123456, tzinfo=UTC),
        "6f9c1e52-0a77-4c55-9a1d-0f3b7f1f2a10",
        "01k7m2tq6w8x9y0z1a2b3c4d5e",
        OrderState.IN_REVIEW,
    )

    vector = body.replace(b".123456", b".123456789")

    signature = sinch_signature("0123456789abcdef-0123456789ABCDEF", vector)
    assert signature == "b81f732f6793b2b0fadcff2354750a444a1d4342"

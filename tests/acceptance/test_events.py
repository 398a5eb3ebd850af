"""Each row of the event table (reference 12.3), received on a socket from the real program and verified."""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from sinch import SinchClient
from support.connector_stub import SECRET as CONNECTOR_SECRET
from support.connector_stub import Answer, Call, connector_stub
from support.programs import Sandbox, sandbox
from support.receiver import Received, Receiver

from numberbank.domain.signing import verify_sinch_signature

SECRET = "0123456789abcdef-0123456789ABCDEF"
KEYS = [
    *("eventId", "timestamp", "projectId", "resourceId", "resourceType", "eventType", "status"),
    *("failureCode", "internalFailureCode"),
]


@dataclass(frozen=True)
class Platform:
    """A sandbox whose numbers are linked by systems that fail when the target, or else the number, asks for it."""

    sandbox: Sandbox
    client: httpx2.Client
    failing: dict[str, str]
    """error codes by number"""


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    failing: dict[str, str] = {}

    def answer(call: Call) -> Answer:
        code = failing.get(call.json["number"])
        return (422, {"errorCode": code}) if code else (200, {})

    with connector_stub() as stub:
        stub.answer = answer
        variables = {f"NUMBERBANK_{kind}_CONNECTOR": stub.url for kind in ("SMS", "CAMPAIGN", "VOICE")}
        with (
            sandbox(**variables, NUMBERBANK_CONNECTOR_SECRET=CONNECTOR_SECRET) as running,
            httpx2.Client(base_url=running.project_url, auth=running.auth) as client,
        ):
            assert client.patch("/callbackConfiguration", json={"hmacSecret": SECRET}).status_code == 200
            yield Platform(running, client, failing)


PLAN, CAMPAIGN, VOICE = {"servicePlanId": "plan"}, {"campaignId": "campaign"}, {"appId": "app"}
SMS_LINKED: dict[str, Any] = {"smsConfiguration": PLAN}
CAMPAIGN_LINKED: dict[str, Any] = {"smsConfiguration": PLAN | CAMPAIGN}
VOICE_LINKED: dict[str, Any] = {"voiceConfiguration": VOICE}


@dataclass(frozen=True)
class Row:
    """What a number is linked to before, the request whose end is told, and the failure code if it is to fail."""

    event_type: str
    before: dict[str, Any]
    request: dict[str, Any]
    error_code: str
    failure_code: str | None


ROWS = [
    Row("PROVISIONING_TO_SMS_PLATFORM", {}, SMS_LINKED, "SMS_PROVISIONING_FAILED", None),
    Row(
        "DEPROVISIONING_FROM_SMS_PLATFORM",
        SMS_LINKED,
        {"smsConfiguration": {"servicePlanId": ""}},
        "SMS_PROVISIONING_FAILED",
        None,
    ),
    Row("PROVISIONING_TO_CAMPAIGN", SMS_LINKED, CAMPAIGN_LINKED, "CAMPAIGN_EXPIRED", "CAMPAIGN_EXPIRED"),
    Row(
        "DEPROVISIONING_FROM_CAMPAIGN",
        CAMPAIGN_LINKED,
        {"smsConfiguration": PLAN | {"campaignId": ""}},
        "MNO_SHARING_ERROR",
        "MNO_SHARING_ERROR",
    ),
    Row(
        "PROVISIONING_TO_VOICE_PLATFORM",
        {},
        VOICE_LINKED,
        "INTERNAL_ERROR",
        "PROVISIONING_TO_VOICE_PLATFORM_FAILED",
    ),
    Row(
        "DEPROVISIONING_FROM_VOICE_PLATFORM",
        VOICE_LINKED,
        {"voiceConfiguration": {"appId": ""}},
        "INTERNAL_ERROR",
        "PROVISIONING_TO_VOICE_PLATFORM_FAILED",
    ),
]
CASES = [(row, failed) for row in ROWS for failed in (False, True)]


def rent(platform: Platform, links: dict[str, Any]) -> str:
    """A number that is linked so, and tells nobody of it."""
    wish = {"regionCode": "US", "type": "LOCAL"}
    answer = platform.client.post("/availableNumbers:rentAny", json=wish | links)
    assert answer.status_code == 200, answer.text
    number = str(answer.json()["phoneNumber"])
    deadline = time.monotonic() + 10
    while is_pending(platform, number):
        assert time.monotonic() < deadline, "the links do not settle"
        time.sleep(0.01)
    return number


def is_pending(platform: Platform, number: str) -> bool:
    read = platform.client.get(f"/activeNumbers/{number}").json()
    scheduled = (
        read["smsConfiguration"]["scheduledProvisioning"],
        read["voiceConfiguration"]["scheduledVoiceProvisioning"],
    )
    return any(one is not None and one["status"] != "FAILED" for one in scheduled)


def change(platform: Platform, number: str, body: dict[str, Any]) -> None:
    answer = platform.client.patch(f"/activeNumbers/{number}", json=body)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("row", "failed"), CASES, ids=[f"{row.event_type}-{'failed' if failed else 'ok'}" for row, failed in CASES]
)
def test_event_arrives_and_is_genuine(platform: Platform, callbacks: Receiver, row: Row, failed: bool) -> None:
    number = rent(platform, row.before)
    if failed:
        platform.failing[number] = row.error_code

    change(platform, number, row.request | {"callbackUrl": callbacks.url})
    (received,) = callbacks.wait_for(1)

    event = received.event
    assert list(event) == KEYS
    assert event["projectId"] == platform.sandbox.project_id
    assert (event["resourceId"], event["resourceType"]) == (number, "ACTIVE_NUMBER")
    assert (event["eventType"], event["status"]) == (row.event_type, "FAILED" if failed else "SUCCEEDED")
    assert (event["failureCode"], event["internalFailureCode"]) == (row.failure_code if failed else None, None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}", str(event["timestamp"]))
    check_signatures(received)


def check_signatures(received: Received) -> None:
    """By the official SDK, by our own function, and by the rules of Standard Webhooks."""
    events = SinchClient(project_id="p", key_id="k", key_secret="s").numbers.sinch_events(SECRET)
    assert events.validate_authentication_header(received.headers, received.body)
    assert not events.validate_authentication_header(received.headers, received.body + b" ")
    parsed = events.parse_event(received.body, received.headers)
    assert (parsed.event_id, parsed.event_type) == (received.event["eventId"], received.event["eventType"])
    assert parsed.timestamp.tzinfo is not None
    assert verify_sinch_signature(SECRET, received.body, received.headers["x-sinch-signature"])

    webhook_id, timestamp = received.headers["webhook-id"], received.headers["webhook-timestamp"]
    signed = f"{webhook_id}.{timestamp}.".encode() + received.body
    digest = hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
    assert received.headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
    assert webhook_id == received.event["eventId"]
    assert abs(int(timestamp) - time.time()) < 60


def test_each_attempt_carries_the_same_event(platform: Platform, callbacks: Receiver) -> None:
    number = rent(platform, {})
    callbacks.status = 503

    change(platform, number, VOICE_LINKED | {"callbackUrl": callbacks.url})
    callbacks.wait_for(1)
    callbacks.status = 200
    first, second = callbacks.wait_for(2)

    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == first.event["eventId"]
    check_signatures(second)


def test_nothing_is_sent_without_a_url(platform: Platform, callbacks: Receiver) -> None:
    silent, loud = rent(platform, {}), rent(platform, {})

    change(platform, silent, VOICE_LINKED)
    change(platform, loud, VOICE_LINKED | {"callbackUrl": callbacks.url})
    received = callbacks.wait_for(1)

    assert [one.event["resourceId"] for one in received] == [loud]


def test_plan_and_campaign_are_told_one_after_the_other(platform: Platform, callbacks: Receiver) -> None:
    number = rent(platform, {})

    change(platform, number, CAMPAIGN_LINKED | {"callbackUrl": callbacks.url})
    callbacks.wait_for(2)
    change(platform, number, {"smsConfiguration": {"servicePlanId": ""}})
    received = callbacks.wait_for(4)

    # They may overtake each other on their way.
    told = sorted((str(one.event["timestamp"]), one.event["eventType"]) for one in received)
    assert [event_type for _, event_type in told] == [
        "PROVISIONING_TO_SMS_PLATFORM",
        "PROVISIONING_TO_CAMPAIGN",
        "DEPROVISIONING_FROM_CAMPAIGN",
        "DEPROVISIONING_FROM_SMS_PLATFORM",
    ]

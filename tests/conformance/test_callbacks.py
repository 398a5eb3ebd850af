"""Callbacks and their secret: the same for each client."""

from dataclasses import replace
from datetime import UTC, datetime

from support.drivers.protocol import Driver
from support.receiver import Receiver

SECRET = "0123456789abcdef-0123456789ABCDEF"


def test_the_secret_of_callbacks_is_kept(driver: Driver) -> None:
    project_id = driver.credentials.project_id

    assert driver.callback_secret() == (project_id, "")
    assert driver.set_callback_secret(SECRET) == SECRET
    assert driver.callback_secret() == (project_id, SECRET)


def test_its_verifier_accepts_a_callback_that_was_received(driver: Driver, callbacks: Receiver) -> None:
    driver.set_callback_secret(SECRET)
    number = driver.rent_any(sms={"service_plan_id": "plan-1"}, callback_url=callbacks.url).phone_number

    (received,) = callbacks.wait_for(1)

    event = driver.event(received)
    assert driver.is_genuine(SECRET, received)
    assert not driver.is_genuine("other", received)
    assert not driver.is_genuine(SECRET, replace(received, body=received.body + b" "))
    assert (event.resource_type, event.resource_id) == ("ACTIVE_NUMBER", number)
    assert (event.event_type, event.status) == ("PROVISIONING_TO_SMS_PLATFORM", "SUCCEEDED")
    assert (event.failure_code, event.internal_failure_code) == (None, None)
    assert event.project_id == driver.credentials.project_id
    assert abs(datetime.now(UTC) - event.timestamp).total_seconds() < 60


def test_a_failure_is_told_with_its_code(driver: Driver, callbacks: Receiver) -> None:
    number = driver.rent_any(
        sms={"service_plan_id": "plan-1", "campaign_id": "CAMPAIGN_EXPIRED"}, callback_url=callbacks.url
    ).phone_number

    events = [driver.event(received) for received in callbacks.wait_for(2)]

    failed = next(event for event in events if event.event_type == "PROVISIONING_TO_CAMPAIGN")
    scheduled = driver.get(number).sms_configuration.scheduled_provisioning
    assert (failed.status, failed.failure_code) == ("FAILED", "CAMPAIGN_EXPIRED")
    assert (scheduled.status, [*scheduled.error_codes]) == ("FAILED", ["CAMPAIGN_EXPIRED"])

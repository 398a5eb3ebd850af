"""Imported numbers and the callbacks of their API: each method against the server."""

from collections.abc import Iterator

import pytest
from support.client_project import Project
from support.receiver import Receiver

from numberbank.client import (
    Conflict,
    InvalidRequest,
    NotFound,
    Numbers,
    SmsLink,
    Verdict,
    receive_callback,
    verify_callback,
)

SECRET = "fedcba9876543210-FEDCBA9876543210"


def test_a_number_is_imported_changed_and_deleted(client: Numbers, project: Project, foreign: Iterator[str]) -> None:
    number = next(foreign)
    added = client.imported.add(
        number,
        "US",
        SmsLink("plan", "campaign"),
        display_name="Front desk",
        callback_url="http://127.0.0.1:9/",
    )
    project.advance("PT1M")
    read = client.imported.get(number)
    client.imported.update(number, sms=SmsLink("", ""))
    renamed = client.imported.update(number, display_name="Back office", callback_url="http://127.0.0.1:9/b")
    project.advance("PT1M")
    unlinked = client.imported.get(number)
    client.imported.delete(number)

    assert (added.phone_number, added.project_id, added.region_code) == (number, project.id, "US")
    assert added.display_name == "Front desk"
    assert added.sms_configuration["servicePlanId"] == "plan"
    assert str(added.callback_url).startswith("http://127.0.0.1:9/?numberbank-intent=")
    assert read.sms_provisioning is not None
    assert (read.sms_provisioning["serviceId"], read.sms_provisioning["state"]) == ("plan", "DONE")
    assert read.campaign_provisioning is not None
    assert (read.campaign_provisioning["serviceId"], read.campaign_provisioning["state"]) == ("campaign", "DONE")
    assert read.mno_configuration
    assert (renamed.display_name, renamed.callback_url) == ("Back office", "http://127.0.0.1:9/b")
    assert unlinked.sms_configuration["servicePlanId"] == ""
    with pytest.raises(NotFound) as gone:
        client.imported.get(number)
    assert gone.value.number == number


def test_the_list_takes_every_filter(client: Numbers, foreign: Iterator[str]) -> None:
    first, second = next(foreign), next(foreign)
    client.imported.add(first, "US", SmsLink("plan-1", "campaign"))
    client.imported.add(second, "US", SmsLink("plan-2"))

    def found(**filters: str) -> list[str]:
        return [number.phone_number for number in client.imported.list(**filters)]

    assert found() == [first, second]
    assert found(service_plan_id="plan-1", campaign_id="campaign", region="US") == [first]
    assert found(pattern=second[-4:], search_pattern="END", order_by="updatedTime") == [second]
    assert found(region="CA") == found(service_plan_id="plan-3") == []


def test_refusals(client: Numbers, foreign: Iterator[str]) -> None:
    number = next(foreign)
    client.imported.add(number, "US", SmsLink("plan"))

    with pytest.raises(Conflict, match="already exists") as twice:
        client.imported.add(number, "US", SmsLink("plan"))
    with pytest.raises(InvalidRequest) as elsewhere:
        client.imported.add("+4540000000", "US", SmsLink("plan"))
    with pytest.raises(InvalidRequest):
        client.imported.update(number, sms=SmsLink("other"))

    assert (twice.value.number, twice.value.code) == (number, "ALREADY_EXISTS")
    assert twice.value.verdict is elsewhere.value.verdict is Verdict.NOT_DONE
    assert [violation.field for violation in elsewhere.value.violations] == ["phoneNumber"]


def test_callbacks_have_a_secret_of_their_own(
    client: Numbers, project: Project, foreign: Iterator[str], callbacks: Receiver
) -> None:
    before = client.imported_callback_configuration.get()
    updated = client.imported_callback_configuration.update(SECRET)
    number = next(foreign)
    client.imported.add(number, "US", SmsLink("plan"), callback_url=callbacks.url)

    (received,) = callbacks.wait_for(1)

    event = receive_callback(SECRET, received.headers, received.body)
    assert (before.project_id, before.hmac_secret) == (project.id, "")
    assert updated == client.imported_callback_configuration.get()
    assert updated.hmac_secret == SECRET
    assert client.callback_configuration.get().hmac_secret == ""
    assert not verify_callback("other", received.headers, received.body)
    assert (event.resource_type, event.resource_id, event.status) == ("IMPORTED_NUMBER", number, "SUCCEEDED")
    assert (event.event_type, event.failure_code) == ("PROVISIONING_TO_SMS_PLATFORM", None)
    assert event.timestamp.tzinfo is not None

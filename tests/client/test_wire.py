"""The client against a real sandbox: both forms, each call that the server has."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from support.client_project import Project, open_client
from support.receiver import Receiver

from numberbank.client import (
    AsyncNumbers,
    InvalidRequest,
    NotAuthenticated,
    NotFound,
    Numbers,
    PermissionDenied,
    SmsLink,
    Verdict,
    VoiceLink,
    receive_callback,
    verify_callback,
)

SECRET = "0123456789abcdef-0123456789ABCDEF"


@pytest.fixture
def client(project: Project, tmp_path: Path) -> Iterator[Numbers]:
    with open_client(project, tmp_path / "journal") as client:
        yield client


def free(client: Numbers) -> str:
    (offered,) = client.search("US", "LOCAL", size=1)
    return offered.phone_number


def test_regions(client: Numbers) -> None:
    regions = {region.region_code: region for region in client.regions()}

    assert regions["US"].region_name == "United States"
    assert "LOCAL" in regions["US"].types
    assert {region.region_code for region in client.regions(["TOLL_FREE", "MOBILE"])} <= set(regions)


def test_search_takes_every_argument(client: Numbers) -> None:
    found = client.search("US", "LOCAL", pattern="+1201", search_pattern="START", capabilities=["SMS", "VOICE"], size=7)

    assert len({number.phone_number for number in found}) == 7
    assert all(number.phone_number.startswith("+1201") for number in found)
    assert found[0].capability == ("SMS", "VOICE")
    assert found[0].monthly_price is not None
    assert found[0].monthly_price.amount > Decimal(0)


def test_check(client: Numbers) -> None:
    number = free(client)

    assert client.check(number).phone_number == number
    with pytest.raises(NotFound) as refused:
        client.check("+12025550199")
    assert (refused.value.number, refused.value.status, refused.value.verdict) == ("+12025550199", 404, None)


@pytest.mark.parametrize(
    ("voice", "kind", "member"),
    [
        (VoiceLink.app("app-1"), "RTC", "app_id"),
        (VoiceLink.trunk("trunk-1"), "EST", "trunk_id"),
        (VoiceLink.fax("fax-1"), "FAX", "service_id"),
    ],
)
def test_rent_takes_every_argument(client: Numbers, voice: VoiceLink, kind: str, member: str) -> None:
    number = free(client)

    rented = client.rent(
        number, sms=SmsLink("plan-1", "campaign-1"), voice=voice, callback_url="https://hooks.example.com/x"
    )

    assert rented.phone_number == number
    assert rented.expire_at is None
    assert rented.sms_configuration is not None
    assert rented.sms_configuration.scheduled_provisioning is not None
    assert rented.sms_configuration.scheduled_provisioning.campaign_id == "campaign-1"
    assert rented.voice_configuration is not None
    scheduled = rented.voice_configuration.scheduled_voice_provisioning
    assert scheduled is not None
    assert (scheduled.type, getattr(scheduled, member)) == (kind, getattr(voice, member))
    assert rented.callback_url is not None
    assert rented.callback_url.startswith("https://hooks.example.com/x?numberbank-intent=")


def test_rent_any_takes_every_argument(client: Numbers) -> None:
    rented = client.rent_any(
        "US", "LOCAL", pattern="+1202", search_pattern="START", capabilities=["SMS"], sms=SmsLink("plan-1")
    )

    assert rented.phone_number.startswith("+1202")
    assert rented.callback_url == ""


def test_a_refusal_carries_number_and_violations_and_a_verdict(client: Numbers) -> None:
    with pytest.raises(NotFound) as taken:
        client.rent("+12025550199")
    with pytest.raises(InvalidRequest) as wrong:
        client.rent_any("US", "CELL", pattern="x")

    assert (taken.value.number, taken.value.verdict) == ("+12025550199", Verdict.NOT_DONE)
    assert "+12025550199" in str(taken.value)
    assert {violation.field for violation in wrong.value.violations} == {"type", "numberPattern.pattern"}
    assert wrong.value.verdict is Verdict.NOT_DONE


def test_change_and_release(client: Numbers) -> None:
    number = client.rent_any("US", "LOCAL").phone_number

    updated = client.update(number, display_name="Front desk", voice=VoiceLink.fax("fax-2"))
    client.update(number, callback_url="https://hooks.example.com/")
    released = client.release(number)

    assert updated.display_name == "Front desk"
    assert client.get(number).callback_url == "https://hooks.example.com/"
    assert released.expire_at == released.next_charge_date is not None


def test_a_protected_number_is_not_released(client: Numbers) -> None:
    number = client.rent_any("US", "LOCAL").phone_number
    assert client.update(number, protected=True).protected

    with pytest.raises(InvalidRequest):
        client.release(number)


def test_pages_are_turned_while_reading(client: Numbers) -> None:
    rented = sorted(client.rent_any("US", "LOCAL").phone_number for _ in range(7))

    listed = [number.phone_number for number in client.list(page_size=2)]
    first = client.list_page(page_size=3)
    second = client.list_page(first.next_page_token, page_size=3)

    assert listed == rented
    assert [number.phone_number for number in (*first.items, *second.items)] == rented[:6]
    assert first.total_size == 7
    assert next(iter(client.list(page_size=1))).phone_number == rented[0]


def test_list_takes_every_filter(client: Numbers) -> None:
    number = client.rent_any("US", "LOCAL").phone_number

    def found(**filters: object) -> list[str]:
        return [each.phone_number for each in client.list(**filters)]  # type: ignore[arg-type]

    assert found(region="US", type="LOCAL", capabilities=["SMS", "VOICE"], order_by="displayName") == [number]
    assert found(pattern=number[-4:], search_pattern="END") == [number]
    assert found(region="SE") == found(type="MOBILE") == []


def test_the_callback_secret(client: Numbers) -> None:
    assert client.callback_configuration.get().hmac_secret == ""
    assert client.callback_configuration.update(SECRET).hmac_secret == SECRET
    assert client.callback_configuration.get().hmac_secret == SECRET


def test_wrong_credentials(project: Project) -> None:
    with Numbers(project.id, project.key_id, "wrong", url=project.url, journal=False) as stranger:
        with pytest.raises(NotAuthenticated, match="Client authentication failed"):
            stranger.regions()
        with pytest.raises(NotAuthenticated) as refused:
            stranger.rent_any("US", "LOCAL")
    with (
        Numbers("other", project.key_id, project.key_secret, url=project.url, journal=False) as other,
        pytest.raises(PermissionDenied),
    ):
        other.regions()

    assert refused.value.verdict is Verdict.NOT_DONE


async def test_the_asynchronous_form(project: Project, tmp_path: Path) -> None:
    async with AsyncNumbers(
        project.id, project.key_id, project.key_secret, url=project.url, journal=tmp_path / "journal"
    ) as client:
        number = (await client.rent_any("US", "LOCAL")).phone_number
        listed = [each.phone_number async for each in client.list(page_size=1)]
        released = await client.release(number)
        intents = await client.journal.intents()

    assert listed == [number]
    assert released.expire_at is not None
    assert [(intent.kind, intent.resource, intent.state) for intent in intents] == [
        ("rentAny", number, "DONE"),
        ("release", number, "DONE"),
    ]


def test_callbacks_of_the_server_are_genuine(client: Numbers, callbacks: Receiver) -> None:
    client.callback_configuration.update(SECRET)
    number = client.rent_any("US", "LOCAL", voice=VoiceLink.app("app-1"), callback_url=callbacks.url).phone_number

    (received,) = callbacks.wait_for(1)
    event = receive_callback(SECRET, received.headers, received.body)

    assert (event.resource_id, event.event_type) == (number, "PROVISIONING_TO_VOICE_PLATFORM")
    assert event.status == "SUCCEEDED"
    assert verify_callback(SECRET, received.headers, received.body + b" ") is False


def test_a_server_that_offers_keys_is_not_read(project: Project, client: Numbers) -> None:
    client.regions()
    project.fault(method="GET", path="*", when="before", effect="status", status=503, times=1000)
    project.fault(method="POST", path="*:rentAny", when="after_commit", effect="drop", times=2)

    rented = client.rent_any("US", "LOCAL").phone_number

    project.clear_faults()
    assert project.held() == [rented]

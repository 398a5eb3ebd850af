"""Regions, search, rent, change and release: the same for each client, over a real socket."""

from datetime import UTC, datetime

import pytest
from support.drivers.protocol import Driver
from support.receiver import Receiver


def free_number(driver: Driver) -> str:
    number: str = driver.search(size=1)[0].phone_number
    return number


# Regions


def test_regions_are_listed_with_their_types(driver: Driver) -> None:
    regions = {region.region_code: region for region in driver.regions()}

    assert len(regions) >= 60
    assert regions["US"].region_name == "United States"
    assert "LOCAL" in regions["US"].types


def test_regions_are_filtered_by_any_of_several_types(driver: Driver) -> None:
    everywhere = {region.region_code for region in driver.regions()}

    regions = driver.regions(["TOLL_FREE", "MOBILE"])

    assert regions
    assert all({"TOLL_FREE", "MOBILE"} & set(region.types) for region in regions)
    assert {region.region_code for region in regions} <= everywhere


# Search and availability


def test_search_takes_every_argument(driver: Driver) -> None:
    found = driver.search("US", "LOCAL", pattern="+1201", search_pattern="START", capabilities=["SMS", "VOICE"], size=7)

    assert len({number.phone_number for number in found}) == 7
    assert all(number.phone_number.startswith("+1201") for number in found)
    assert all([*number.capability] == ["SMS", "VOICE"] for number in found)
    assert all((number.region_code, number.type) == ("US", "LOCAL") for number in found)


def test_an_available_number_has_its_terms(driver: Driver) -> None:
    number = free_number(driver)

    found = driver.check(number)

    assert found.phone_number == number
    assert found.setup_price.currency_code == "USD"
    assert found.monthly_price.amount > 0
    assert found.payment_interval_months == 1
    assert isinstance(found.supporting_documentation_required, bool)


def test_search_without_a_match_finds_nothing(driver: Driver) -> None:
    assert driver.search(pattern="201", search_pattern="START") == []


# Rent


@pytest.mark.parametrize(
    ("voice", "type_", "id_field"),
    [
        ({"app_id": "app-1"}, "RTC", "app_id"),
        ({"type": "RTC", "app_id": "app-1"}, "RTC", "app_id"),
        ({"type": "EST", "trunk_id": "trunk-1"}, "EST", "trunk_id"),
        ({"type": "FAX", "service_id": "fax-1"}, "FAX", "service_id"),
    ],
    ids=["without a type", "RTC", "EST", "FAX"],
)
def test_rent_with_sms_and_voice(driver: Driver, voice: dict[str, str], type_: str, id_field: str) -> None:
    number = free_number(driver)

    rented = driver.rent(number, sms={"service_plan_id": "plan-1", "campaign_id": "campaign-1"}, voice=voice)

    scheduled_sms = rented.sms_configuration.scheduled_provisioning
    scheduled_voice = rented.voice_configuration.scheduled_voice_provisioning
    assert rented.phone_number == number
    assert rented.project_id == driver.credentials.project_id
    assert rented.expire_at is None
    assert (rented.sms_configuration.service_plan_id, rented.sms_configuration.campaign_id) == ("", "")
    assert (scheduled_sms.service_plan_id, scheduled_sms.campaign_id) == ("plan-1", "campaign-1")
    assert (scheduled_sms.status, [*scheduled_sms.error_codes]) == ("WAITING", [])
    assert (rented.voice_configuration.type, rented.voice_configuration.app_id) == ("RTC", "")
    assert (scheduled_voice.type, scheduled_voice.status) == (type_, "WAITING")
    assert getattr(scheduled_voice, id_field) == voice[id_field]


def test_rent_without_configuration(driver: Driver) -> None:
    rented = driver.rent(free_number(driver))

    assert rented.sms_configuration.scheduled_provisioning is None
    assert rented.voice_configuration.scheduled_voice_provisioning is None
    assert driver.callback_url(rented) == ""


def test_rent_any_takes_every_argument(driver: Driver, callbacks: Receiver) -> None:
    rented = driver.rent_any(
        "US",
        "LOCAL",
        pattern="+1202",
        search_pattern="START",
        capabilities=["SMS", "VOICE"],
        sms={"service_plan_id": "plan-1"},
        voice={"type": "RTC", "app_id": "app-1"},
        callback_url=callbacks.url,
    )

    assert rented.phone_number.startswith("+1202")
    assert driver.callback_url(rented) == callbacks.url
    assert rented.sms_configuration.scheduled_provisioning.service_plan_id == "plan-1"
    callbacks.wait_for(2)


def test_other_types_and_regions_where_the_server_rents_them_out(lenient_driver: Driver) -> None:
    rented = lenient_driver.rent_any("US", "TOLL_FREE")

    listed = lenient_driver.list(region="US", type="TOLL_FREE")
    assert [number.phone_number for number in listed] == [rented.phone_number]
    assert lenient_driver.list(region="US", type="LOCAL") == []


# Active numbers


def test_get_shows_the_links_once_they_stand(driver: Driver, callbacks: Receiver) -> None:
    number = driver.rent_any(
        sms={"service_plan_id": "plan-1"},
        voice={"type": "EST", "trunk_id": "trunk-1"},
        callback_url=callbacks.url,
    ).phone_number
    callbacks.wait_for(2)

    got = driver.get(number)

    assert got.sms_configuration.service_plan_id == "plan-1"
    assert got.sms_configuration.scheduled_provisioning is None
    assert (got.voice_configuration.type, got.voice_configuration.trunk_id) == ("EST", "trunk-1")
    assert got.voice_configuration.scheduled_voice_provisioning is None


def test_update_takes_every_argument(driver: Driver, callbacks: Receiver) -> None:
    number = driver.rent_any(voice={"app_id": "app-1"}, callback_url=callbacks.url).phone_number
    callbacks.wait_for(1)

    updated = driver.update(
        number,
        display_name="Front desk",
        sms={"service_plan_id": "plan-2"},
        voice={"type": "FAX", "service_id": "fax-2"},
        callback_url="",
    )

    voice = updated.voice_configuration
    assert updated.display_name == "Front desk"
    assert driver.callback_url(updated) == ""
    assert updated.sms_configuration.scheduled_provisioning.service_plan_id == "plan-2"
    assert (voice.type, voice.app_id) == ("RTC", "app-1")
    assert voice.scheduled_voice_provisioning.type == "FAX"
    assert voice.scheduled_voice_provisioning.service_id == "fax-2"


def test_update_of_one_member_leaves_the_others(driver: Driver) -> None:
    number = driver.rent_any(sms={"service_plan_id": "plan-1"}).phone_number
    driver.update(number, display_name="Front desk")

    updated = driver.update(number, voice={"app_id": "app-1"})

    assert updated.display_name == "Front desk"
    assert updated.voice_configuration.scheduled_voice_provisioning.app_id == "app-1"


def test_release_ends_the_number_with_its_paid_period(driver: Driver) -> None:
    number = driver.rent_any().phone_number

    released = driver.release(number)

    assert released.expire_at == released.next_charge_date > datetime.now(UTC)
    assert [listed.phone_number for listed in driver.list()] == [number]
